from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import guarding, receivers

        pre_migrate.connect(guarding.before_migrations, sender=self)
        post_migrate.connect(guarding.after_migrations, sender=self)
        register(guarding.check_guards, Tags.database)
        receivers.connect()

    def guards(self) -> list[object]:
        """What the database refuses by itself (`accounts.guarding`)."""
        from accounts.guards import guards

        return [*guards()]

    def personal_data(self) -> list[object]:
        """What is kept of one person (`accounts.personal_data`)."""
        from accounts.personal_data import parts

        return [*parts()]

    def retention(self) -> list[object]:
        """What is kept for a time (`accounts.retention`)."""
        from accounts.retention import kinds

        return [*kinds()]
