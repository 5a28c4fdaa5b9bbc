"""Invitations of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0014_invitation_language_check"),
    ]

    operations = [
        framework.gentle.ValidateChecks(model_name="invitation", names=["invitation_language_is_ours"]),
    ]
