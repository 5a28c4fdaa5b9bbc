from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_constraints_validated")]

    # With a default of the database: code of before this migration may still add notices.
    operations = [
        migrations.AddField(
            model_name="notice",
            name="request_id",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="By which the log tells what became of it; of the first where several were gathered.",
                max_length=64,
                verbose_name="id of the request",
            ),
        ),
    ]
