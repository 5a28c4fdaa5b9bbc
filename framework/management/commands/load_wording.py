"""`manage.py load_wording FILE --language en --source TEXT`: the published wording, beside ours."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from framework import services
from framework.csv_wording import WordingFileError
from framework.management.wording_options import add_wording_options


class Command(BaseCommand):
    """Loads a `code,text` file: all of it or, with any fault, nothing."""

    help = (
        "Load the published wording of the framework from a CSV file with the columns code,text. Pages and API then "
        "show it beside ours with its source. Loading again replaces what the same source gave in the same language."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, UTF-8, columns code,text")
        add_wording_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            number = services.load_wording(path=path, language=options["language"], source=options["source"])
        except WordingFileError as error:
            raise CommandError(
                _("%(file)s is refused, nothing was changed:") % {"file": path} + f"\n{error}"
            ) from error
        self.stdout.write(
            _("%(number)d texts loaded in %(language)s.") % {"number": number, "language": options["language"]}
        )
