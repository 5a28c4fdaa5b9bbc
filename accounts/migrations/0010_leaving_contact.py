"""When a person left and when the name was removed; the secretariat's contact line."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def times() -> list[migrations.AddField]:
    """Both columns, of people and of their history."""
    return [
        migrations.AddField(
            model_name=model_name,
            name=name,
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name=words),
        )
        for model_name in ("historicaluser", "user")
        for name, words in (("left_at", "left"), ("forgotten_at", "name removed"))
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_notice_kinds_validated"),
    ]

    operations = [
        *times(),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("telephone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("text_en", models.CharField(blank=True, max_length=300, verbose_name="English")),
                ("text_ar", models.CharField(blank=True, max_length=300, verbose_name="العربية")),
                ("text_zh_hans", models.CharField(blank=True, max_length=300, verbose_name="中文")),
                ("text_fr", models.CharField(blank=True, max_length=300, verbose_name="Français")),
                ("text_ru", models.CharField(blank=True, max_length=300, verbose_name="Русский")),
                ("text_es", models.CharField(blank=True, max_length=300, verbose_name="Español")),
            ],
            options={
                "verbose_name": "contact line",
                "verbose_name_plural": "contact line",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="contact_is_one")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.PositiveSmallIntegerField(db_index=True, default=1, editable=False)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("telephone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("text_en", models.CharField(blank=True, max_length=300, verbose_name="English")),
                ("text_ar", models.CharField(blank=True, max_length=300, verbose_name="العربية")),
                ("text_zh_hans", models.CharField(blank=True, max_length=300, verbose_name="中文")),
                ("text_fr", models.CharField(blank=True, max_length=300, verbose_name="Français")),
                ("text_ru", models.CharField(blank=True, max_length=300, verbose_name="Русский")),
                ("text_es", models.CharField(blank=True, max_length=300, verbose_name="Español")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                "verbose_name": "historical contact line",
                "verbose_name_plural": "historical contact line",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
