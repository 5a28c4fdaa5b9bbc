"""What `manage.py check --deploy --database default` looks at beside Django's own: a portal in production."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


def static_files_are_gathered(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Every page names static files by their hash, which collectstatic writes down."""
    if not settings.STATIC_ROOT or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [
        Error(
            f"There are no static files in {settings.STATIC_ROOT}: no page can be shown.",
            hint="Run `manage.py collectstatic --no-input`.",
            id="portal.E001",
        )
    ]


def nothing_is_made_up(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """The demonstration's accounts share a password that everybody can read; made-up answers are no country's."""
    from accounts.models import Country
    from assessments.models import Cycle

    if not settings.PRODUCTION or "default" not in (databases or []):
        return []
    found: list[CheckMessage] = []
    if codes := sorted(Country.objects.filter(fictional=True).values_list("code", flat=True)):
        found.append(
            Error(
                f"The database holds fictional countries, whose accounts may have known passwords: {', '.join(codes)}",
                hint="Begin with an empty database, without the demonstration.",
                id="portal.E002",
            )
        )
    if slugs := sorted(Cycle.objects.filter(synthetic=True).values_list("slug", flat=True)):
        found.append(
            Warning(
                f"The database holds cycles whose answers a program made up: {', '.join(slugs)}.",
                hint="Begin with an empty database, without seed_world.",
                id="portal.W001",
            )
        )
    return found


def register_checks() -> None:
    """Register them with Django; called once, when its apps are there."""
    register(static_files_are_gathered, Tags.staticfiles, deploy=True)
    register(nothing_is_made_up, Tags.database, deploy=True)
