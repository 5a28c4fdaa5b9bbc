"""In which language a person reads the portal, and whether he was shown round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notice_request"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaluser",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ar", "العربية"),
                    ("zh-hans", "中文"),
                    ("en", "English"),
                    ("fr", "Français"),
                    ("ru", "Русский"),
                    ("es", "Español"),
                ],
                help_text="Of pages, mails and reports.",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ar", "العربية"),
                    ("zh-hans", "中文"),
                    ("en", "English"),
                    ("fr", "Français"),
                    ("ru", "Русский"),
                    ("es", "Español"),
                ],
                help_text="Of pages, mails and reports.",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="toured",
            field=models.BooleanField(default=False, verbose_name="knows the way round"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("", "ar", "zh-hans", "en", "fr", "ru", "es"))),
                name="user_language_is_ours",
            ),
        ),
    ]
