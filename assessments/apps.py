from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")
    default_auto_field = "django.db.models.BigAutoField"

    def guards(self) -> list[object]:
        """What the database refuses by itself (`accounts.guarding`)."""
        from assessments.guards import guards

        return [*guards()]

    def personal_data(self) -> list[object]:
        """What is kept of one person (`accounts.personal_data`)."""
        from assessments.personal_data import parts

        return [*parts()]

    def retention(self) -> list[object]:
        """What is kept for a time (`accounts.retention`)."""
        from assessments.retention import kinds

        return [*kinds()]
