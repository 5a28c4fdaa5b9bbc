"""Whether a country asks everybody who acts for it for a second factor, with its history."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_invitation_language_validated"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactorRule",
            fields=[
                (
                    "country",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="second_factor_rule",
                        serialize=False,
                        to="accounts.country",
                        verbose_name="country",
                    ),
                ),
                ("asked", models.BooleanField(db_default=False, default=False, verbose_name="asked of everybody")),
            ],
            options={
                "verbose_name": "second factor of a country",
                "verbose_name_plural": "second factors of countries",
                "ordering": ("country__name",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalSecondFactorRule",
            fields=[
                ("asked", models.BooleanField(db_default=False, default=False, verbose_name="asked of everybody")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical second factor of a country",
                "verbose_name_plural": "historical second factors of countries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
