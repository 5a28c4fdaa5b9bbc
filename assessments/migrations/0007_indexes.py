"""Indexes that queries use, and none of those that they do not: EXPLAIN of every heavy page said which."""

from django.db import migrations, models

from framework.gentle import AddIndexBeside, DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL makes and drops indexes beside the writers, which it does outside of transactions alone

    dependencies = [("assessments", "0006_constraints_validated")]

    operations = [
        AddIndexBeside(
            model_name="change",
            index=models.Index(condition=models.Q(("action", "shared")), fields=["at"], name="change_of_sharing"),
        ),
        DropForeignKeyIndexes("change", ["assessment", "user", "indicator", "ministry", "objective"]),
        DropForeignKeyIndexes("score", ["assessment", "updated_by"]),
        DropForeignKeyIndexes("nationalscore", ["assessment", "decided_by"]),
        DropForeignKeyIndexes("assignment", ["assessment"]),
        DropForeignKeyIndexes("evidence", ["assessment"]),
    ]
