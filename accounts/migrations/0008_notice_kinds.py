"""New notices are of the known kinds, the two of sign-in with them."""

from django.db import migrations, models

import framework.gentle

KINDS = (
    "invitation",
    "assignment",
    "conflict",
    "mention",
    "clarification",
    "deadline",
    "status",
    "membership",
    "safety",
    "password",
)


class Migration(migrations.Migration):
    atomic = False  # the table is let go at once

    dependencies = [
        ("accounts", "0007_sign_in"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="notice",
            constraints=[
                models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="notice_kind_is_known"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind__in", ["invitation", "password"]), ("recipient__isnull", False), _connector="OR"
                    ),
                    name="notice_is_for_somebody",
                ),
            ],
        ),
    ]
