"""People of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0011_leaving_checks"),
    ]

    operations = [
        framework.gentle.ValidateChecks(
            model_name="user", names=["user_who_left_is_inactive", "user_forgotten_has_left"]
        ),
    ]
