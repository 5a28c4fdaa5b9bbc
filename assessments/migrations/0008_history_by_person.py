"""Who has changed something in an assessment, and what one of them changed, without reading its whole history."""

from django.db import migrations, models

from framework.gentle import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL makes indexes beside the writers, which it does outside of transactions alone

    dependencies = [("assessments", "0007_indexes")]

    operations = [
        AddIndexBeside(
            model_name="change",
            index=models.Index(fields=["assessment", "user", "-at"], name="change_by_person"),
        ),
    ]
