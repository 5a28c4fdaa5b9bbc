"""`manage.py makemessages`: Django's, told once and for all which languages, which files and which form."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands.makemessages import Command as MakeMessages
from django.utils.translation import to_locale

NOT_OURS = ["tests/*", "benchmarks/*", "bin/*", "docs/*", "var/*", "staticfiles/*", ".venv/*", "build/*"]
"""Where no text stands that a user of the portal reads."""

OF_THE_MOMENT = ('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:')
"""What a header says of the day of gathering: it would change with every run, and with nothing else."""


class Command(MakeMessages):
    """Gathers every marked text into `locale/`: new ones without translation, none guessed, gone ones away.

    Needs gettext's programs (`apt-get install gettext`). `tests/config/test_catalogues.py` fails until all are there.
    """

    msgmerge_options = ["--quiet", "--backup=none", "--update", "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Django's, with our choices where none was made."""
        if not (options["locale"] or options["all"]):
            options["locale"] = [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]
        options["ignore_patterns"] = [*options["ignore_patterns"], *NOT_OURS]
        options |= {"no_location": True, "no_wrap": True, "no_obsolete": True}
        super().handle(*args, **options)
        for path in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if not line.startswith(OF_THE_MOMENT)))
