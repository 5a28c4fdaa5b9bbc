from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def personal_data(self) -> list[object]:
        """What is kept of one person (`accounts.personal_data`)."""
        from reports.personal_data import parts

        return [*parts()]
