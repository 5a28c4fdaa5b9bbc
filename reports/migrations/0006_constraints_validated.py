"""Rows of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is let go before the next is looked at

    dependencies = [
        ("reports", "0005_constraints"),
    ]

    operations = [
        framework.gentle.ValidateChecks(
            model_name="reportjob",
            names=[
                "report_kind_is_known",
                "report_format_is_known",
                "report_status_is_known",
                "report_done_is_whole",
                "report_ended_says_when",
                "report_failed_says_why",
            ],
        ),
    ]
