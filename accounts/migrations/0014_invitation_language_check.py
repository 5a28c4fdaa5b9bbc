"""The database holds the language of an invitation."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0013_invitation_language"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="invitation",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("language__in", ("", "ar", "zh-hans", "en", "fr", "ru", "es"))),
                    name="invitation_language_is_ours",
                )
            ],
        ),
    ]
