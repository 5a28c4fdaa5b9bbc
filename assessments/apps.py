from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def guards(self) -> list[object]:
        """What the database refuses by itself (`accounts.guarding`)."""
        from assessments.guards import guards

        return [*guards()]
