"""Whoever has left is inactive, and no name is removed of somebody who has not left."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # the table is let go at once

    dependencies = [
        ("accounts", "0010_leaving_contact"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="user",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("left_at__isnull", True), ("is_active", False), _connector="OR"),
                    name="user_who_left_is_inactive",
                ),
                models.CheckConstraint(
                    condition=models.Q(("forgotten_at__isnull", True), ("left_at__isnull", False), _connector="OR"),
                    name="user_forgotten_has_left",
                ),
            ],
        ),
    ]
