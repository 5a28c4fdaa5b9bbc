"""The hidden sheet of a workbook: whose it is and what it was made with, signed so that no word of it changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from .results import RefusedFile

HIDDEN = "_portal"
"""Title of the sheet."""

SCHEMA = 1
SALT = "assessments.workbook"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a workbook was made with.

    `answers` gives for each code the version and `answer_hash` of the stored answer; `sheets` the codes by title of
    their sheet; `columns` the words above the columns of code, answer and justification.
    """

    schema: int
    assessment: str
    ministry: str
    cycle: str
    answers: Mapping[str, Sequence[Any]]
    sheets: Mapping[str, Sequence[str]]
    columns: Sequence[str]

    def signed(self) -> str:
        """The manifest as text with its signature; the same for the same manifest."""
        return signing.Signer(salt=SALT).sign_object(asdict(self), compress=True)

    def is_untouched(self, code: str, answer: str, level: int | None, justification: str) -> bool:
        """Whether this is the answer that was stored when the file was made."""
        return bool(self.answers[code][1] == answer_hash(answer, level, justification))

    def version(self, code: str) -> int:
        """The version of the stored answer when the file was made, 0 for none."""
        return int(self.answers[code][0])


def manifest_in(text: str) -> Manifest:
    """The manifest that `signed` wrote; raises `RefusedFile` where this portal did not sign it."""
    try:
        values = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError) as error:
        raise RefusedFile(
            _(
                "This portal did not make this file, or its hidden sheet was changed. Download the spreadsheet anew "
                "and copy your answers into it."
            )
        ) from error
    if values.get("schema") != SCHEMA:
        raise RefusedFile(_("The file is from an older portal. Download the spreadsheet anew."))
    return Manifest(**values)


def answer_hash(answer: str, level: int | None, justification: str) -> str:
    """A short fingerprint of an answer as it is stored."""
    return hashlib.sha256(json.dumps([answer, level, justification]).encode()).hexdigest()[:16]
