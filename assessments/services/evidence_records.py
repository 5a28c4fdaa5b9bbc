"""What a piece of evidence says, checked."""

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from assessments.models import Evidence
from assessments.services.answers import clean_text

KIND = Evidence.Kind
LANGUAGES_OF_THE_UN = ("ar", "en", "es", "fr", "ru", "zh")
SCHEMES = ("http", "https")
LIMITS = {"title": 300, "issuer": 200, "article": 100, "language": 10, "url": 1000}
"""Characters that the texts may have, as the columns of `Evidence`."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a piece of evidence says. `kind` and `visibility` are values of `Evidence.Kind` and `Evidence.Visibility`.

    A link has a `url`; a law has an issuer and a date or an article, and may have a `url`; a file comes beside it, as
    an upload. `language` is a BCP 47 tag of `languages()`.
    """

    kind: str
    title: str
    visibility: str
    issuer: str = ""
    dated_on: date | None = None
    article: str = ""
    language: str = ""
    url: str = ""

    @property
    def cleaned(self) -> "Record":
        """The same with its texts as they are stored, on one line each."""
        texts: dict[str, Any] = {name: " ".join(clean_text(getattr(self, name)).split()) for name in LIMITS}
        return replace(self, **texts)

    @property
    def values(self) -> dict[str, Any]:
        """By field of `Evidence`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def languages() -> dict[str, str]:
    """Languages by their BCP 47 tag, named in the active language: those of the United Nations first, then by name."""
    return _languages_in(get_language() or "en")


@lru_cache(maxsize=16)
def _languages_in(language: str) -> dict[str, str]:
    named = Locale.parse(to_locale(language)).languages
    names = {
        tag.replace("_", "-"): named.get(tag, name)
        for tag, name in Locale("en").languages.items()
        if len(tag) <= LIMITS["language"] and tag not in ("und", "mul", "zxx", "root", "mis")
    }
    rest = sorted((tag for tag in names if tag not in LANGUAGES_OF_THE_UN), key=lambda tag: (names[tag], tag))
    return {tag: names[tag] for tag in (*LANGUAGES_OF_THE_UN, *rest)}


def check_record(record: Record, *, has_file: bool) -> None:
    """Check a cleaned record; `has_file` says whether a file comes with it. Raises `ValidationError` by field."""
    faults: dict[str, str] = {}
    if record.kind not in KIND.values:
        faults["kind"] = _("Choose a file, a link or a law.")
    if record.visibility not in Evidence.Visibility.values:
        faults["visibility"] = _("Choose public or confidential.")
    if not record.title:
        faults["title"] = _("Give it a title.")
    faults |= {
        name: _("At most %(limit)s characters.") % {"limit": limit}
        for name, limit in LIMITS.items()
        if len(getattr(record, name)) > limit
    }
    if record.language and "language" not in faults and record.language not in languages():
        faults["language"] = _("Choose a language of the list, such as fr.")
    if record.url and "url" not in faults and (fault := _fault_of_address(record.url)):
        faults["url"] = fault
    faults |= {name: fault for name, fault in _faults_of_kind(record, has_file).items() if name not in faults}
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})


def _faults_of_kind(record: Record, has_file: bool) -> dict[str, str]:
    faults: dict[str, str] = {}
    if record.kind == KIND.FILE:
        if not has_file:
            faults["file"] = _("Choose a file.")
        if record.url:
            faults["url"] = _("A file has no address: add a link beside it.")
    elif has_file:
        faults["file"] = _("Only the kind “file” has a file.")
    if record.kind == KIND.LINK and not record.url:
        faults["url"] = _("Give the address of the page.")
    if record.kind == KIND.LAW:
        if not record.issuer:
            faults["issuer"] = _("Say who made the law, such as the parliament or a ministry.")
        if not record.article and record.dated_on is None:
            faults["dated_on"] = _("Give the date of the law, or the article that matters.")
    return faults


def _fault_of_address(url: str) -> str:
    """What is wrong with an address that people are to follow; "" for nothing."""
    wrong = _("Give a whole address that starts with https:// or http://.")
    try:
        URLValidator(schemes=list(SCHEMES))(url)
        place = urlsplit(url)
    except (ValidationError, ValueError):
        return wrong
    if place.username is not None or place.password is not None:
        return _("Leave out user name and password: whoever reads this would have them.")
    return ""
