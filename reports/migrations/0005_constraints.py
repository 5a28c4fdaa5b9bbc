"""The database holds what reports always are."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is held for a moment, not until the last has its checks

    dependencies = [
        ("accounts", "0005_notice_request"),
        ("accounts", "__first__"),
        ("assessments", "0006_constraints_validated"),
        ("reports", "0004_cause_and_request"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="reportjob",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind__in", ("gap_analysis", "action_plan", "country_brief", "comparison", "cycle"))
                    ),
                    name="report_kind_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("format__in", ("pdf", "docx", "xlsx"))), name="report_format_is_known"
                ),
                models.CheckConstraint(
                    condition=models.Q(("status__in", ("queued", "running", "done", "failed", "cancelled"))),
                    name="report_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "done"), _negated=True),
                        models.Q(
                            ("file_sha256__regex", "^[0-9a-f]{64}$"), ("file_size__isnull", False), ("progress", 100)
                        ),
                        _connector="OR",
                    ),
                    name="report_done_is_whole",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("finished_at__isnull", True), ("status__in", ["queued", "running"])),
                        models.Q(
                            ("finished_at__isnull", False),
                            ("lease_until__isnull", True),
                            ("status__in", ["done", "failed", "cancelled"]),
                        ),
                        _connector="OR",
                    ),
                    name="report_ended_says_when",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "failed"), _negated=True),
                        models.Q(("error", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="report_failed_says_why",
                ),
            ],
        ),
    ]
