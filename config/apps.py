"""The portal as a whole, as a Django app: it has no tables, only checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "config"
    verbose_name = "Portal"

    def ready(self) -> None:
        from config.checks import register_checks

        register_checks()
