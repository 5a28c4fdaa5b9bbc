"""Writes of the framework: its content from the fixtures, and wording that is loaded and removed at run time."""

from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from framework.csv_wording import read_wording
from framework.models import TRANSLATED_LANGUAGES, Wording
from framework.selectors import wording_codes

FRAMEWORK_FIXTURES = (
    "scale",
    "instruments",
    "provisions",
    "table-1",
    "table-2",
    "table-3",
    "table-4",
    "cells",
    "cross-references",
    "articles",
    "topics",
    "principles",
    "challenges",
    "resources",
    "recommendations",
    "guidance",
    *(f"translations-{language}" for language in TRANSLATED_LANGUAGES),
)
"""Fixtures of the framework in an order in which every reference points to something loaded before."""


def load_framework(*, verbosity: int = 0) -> None:
    """Load the whole framework from `fixtures/`, in one transaction. Loading it again changes nothing.

    Raises `DeserializationError` that names the reference when a fixture refers to something that does not exist.
    """
    call_command("loaddata", *FRAMEWORK_FIXTURES, verbosity=verbosity)


@transaction.atomic
def load_wording(*, path: Path, language: str, source: str, origin: Wording.Origin = Wording.Origin.OFFICIAL) -> int:
    """Load the texts of a `code,text` file in one language from one source, in place of what the source gave before.

    `source` says where the texts come from, and is shown with them. Returns the number of texts. Raises
    `WordingFileError` with every fault and its line, and then nothing has changed.
    """
    texts = read_wording(path, wording_codes())
    Wording.objects.filter(language=language, source=source).delete()
    Wording.objects.bulk_create(
        [
            Wording(code=code, language=language, origin=origin, source=source, text=text)
            for code, text in texts.items()
        ],
        batch_size=500,
    )
    return len(texts)


def remove_wording(*, language: str, source: str) -> int:
    """Remove what one source gave in one language. Returns the number of texts removed, 0 when there were none."""
    number, _by_model = Wording.objects.filter(language=language, source=source).delete()
    return number
