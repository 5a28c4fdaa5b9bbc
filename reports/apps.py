from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def personal_data(self) -> list[object]:
        """What is kept of one person (`accounts.personal_data`)."""
        from reports.personal_data import parts

        return [*parts()]
