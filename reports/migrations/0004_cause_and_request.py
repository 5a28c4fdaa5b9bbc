from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_brief_comparison_cycle")]

    # With defaults of the database: code of before this migration may still add reports.
    operations = [
        migrations.AddField(
            model_name="reportjob",
            name="cause",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="One word of accounts/failures.py.",
                max_length=20,
                verbose_name="cause",
            ),
        ),
        migrations.AddField(
            model_name="reportjob",
            name="request_id",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="By which the log tells what became of it.",
                max_length=64,
                verbose_name="id of the request",
            ),
        ),
        migrations.AddIndex(
            model_name="reportjob",
            index=models.Index(fields=["finished_at"], name="report_by_its_end"),
        ),
    ]
