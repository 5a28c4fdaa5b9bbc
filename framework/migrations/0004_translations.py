"""The content in the other languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("framework", "0003_constraints_validated"),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("text", models.TextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("language", "code"), name="translation_said_once"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("ar", "es", "fr", "ru", "zh-hans"))),
                        name="translation_language_is_ours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="translation_code_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="translation_text_not_empty"
                    ),
                ],
            },
        ),
    ]
