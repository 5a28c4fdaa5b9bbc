"""The export of one person's data: JSON in a zip, written few rows at a time."""

import json
import zipfile
from typing import IO, Any

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.personal_data import Rows, all_parts

logger = structlog.get_logger(__name__)


def write_person(*, user: User, to: IO[bytes]) -> None:
    """Write to `to` what the portal keeps of `user`, as a zip: README.txt and one JSON list a part. Nothing changes."""
    logger.info("person_exported", user=str(user.pk))
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme())
        for part in all_parts():
            with archive.open(f"{part.name}.json", "w", force_zip64=True) as file:
                _write(part.rows(user), file)


def _readme() -> str:
    """What the person finds in the files, in his language."""
    words = _(
        "What the portal keeps of you, on %(at)s. Each file is a list in JSON. What you answered for a country is the "
        "country's: of it there is when and where you did it. Passwords, keys and tokens are not here."
    )
    return words % {"at": f"{timezone.now():%Y-%m-%d %H:%M} UTC"} + "\n"


def _write(rows: Rows, file: IO[bytes]) -> None:
    """A JSON list, a row a line."""
    file.write(b"[")
    for number, row in enumerate(rows):
        file.write((",\n" if number else "\n").encode() + _json(dict(row)))
    file.write(b"\n]\n")


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
