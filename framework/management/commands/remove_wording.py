"""`manage.py remove_wording --language en --source TEXT`: takes wording away again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from framework import selectors, services
from framework.management.wording_options import add_wording_options


class Command(BaseCommand):
    """Removes what one source gave in one language; refuses, with the list of what is loaded, when it gave nothing."""

    help = "Remove the wording that one source gave in one language."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_wording_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        number = services.remove_wording(language=options["language"], source=options["source"])
        if not number:
            loaded = [f'{entry.language} "{entry.source}" ({entry.number})' for entry in selectors.wording_sources()]
            raise CommandError(
                _("Nothing is loaded in this language from this source. Loaded: %(loaded)s")
                % {"loaded": ", ".join(loaded) or _("nothing")}
            )
        self.stdout.write(_("%(number)d texts removed.") % {"number": number})
