"""The export of one person's data: JSON in a zip, written few rows at a time."""

import json
import zipfile
from typing import IO, Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import Rows, all_parts

logger = structlog.get_logger(__name__)
README = """What the Framework for Action Portal keeps of you, of {at}.

Each file is a list of rows in JSON. What you answered or wrote for a country is the country's: of these there is
when and where you did it. Passwords, keys and tokens are not here: the portal does not know them, or tells them to
nobody. What every row is kept for and how long: the page "Personal data" of the portal's help, docs/privacy.md.
"""


def write_person(*, user: User, to: IO[bytes]) -> None:
    """Write to `to` what the portal keeps of `user`, as a zip: README.txt and one JSON list a part. Nothing changes."""
    logger.info("person_exported", user=str(user.pk))
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(at=f"{timezone.now():%Y-%m-%d %H:%M} UTC"))
        for part in all_parts():
            with archive.open(f"{part.name}.json", "w", force_zip64=True) as file:
                _write(part.rows(user), file)


def _write(rows: Rows, file: IO[bytes]) -> None:
    """A JSON list, a row a line."""
    file.write(b"[")
    for number, row in enumerate(rows):
        file.write((",\n" if number else "\n").encode() + _json(dict(row)))
    file.write(b"\n]\n")


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
