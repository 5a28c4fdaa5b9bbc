"""In which language somebody is invited."""

from django.db import migrations, models

LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_leaving_checks_validated"),
    ]

    operations = [
        migrations.AddField(
            model_name=model_name,
            name="language",
            field=models.CharField(
                blank=True, choices=LANGUAGES, db_default="", default="", max_length=10, verbose_name="language"
            ),
        )
        for model_name in ("historicalinvitation", "invitation")
    ]
