"""Notices of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("accounts", "0008_notice_kinds"),
    ]

    operations = [
        framework.gentle.ValidateChecks(model_name="notice", names=["notice_kind_is_known", "notice_is_for_somebody"]),
    ]
