"""Browsers in which people are signed in, what tokens may do, and two new kinds of notices."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("invitation", "Invitation"),
    ("assignment", "Indicators assigned"),
    ("conflict", "Answers differ"),
    ("mention", "Mentioned in a discussion"),
    ("clarification", "Clarification"),
    ("deadline", "Deadline"),
    ("status", "Submitted, reopened or accepted"),
    ("membership", "Memberships"),
    ("safety", "Safety of the account"),
    ("password", "Link for a new password"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_language"),
        ("knox", "0009_extend_authtoken_field"),
    ]

    operations = [
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("session_key", models.CharField(max_length=40, unique=True, verbose_name="session key")),
                ("browser", models.CharField(blank=True, max_length=60, verbose_name="browser")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="address")),
                ("signed_in_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed in")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last seen")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="browser_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ("-seen_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="TokenDetails",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="details",
                        serialize=False,
                        to="knox.authtoken",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                (
                    "scope",
                    models.CharField(
                        choices=[("read", "Read only"), ("write", "Read and write")],
                        default="write",
                        max_length=5,
                        verbose_name="scope",
                    ),
                ),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ("read", "write"))), name="token_scope_is_known"
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=15, verbose_name="kind"),
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_is_known"),
        migrations.RemoveConstraint(model_name="notice", name="notice_is_for_somebody"),
    ]
