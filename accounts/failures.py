"""Why something failed, as far as an error tells: one word for the log and the metrics, one sentence for a person."""

import errno
from collections.abc import Iterator
from enum import StrEnum

from billiard.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _


class Cause(StrEnum):
    """What made something fail."""

    DISK_FULL = "disk_full"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    WORKER_STOPPED = "worker_stopped"
    STORAGE = "storage"
    DATABASE = "database"
    NOT_ALLOWED = "not_allowed"
    FONT_MISSING = "font_missing"
    FAULT = "fault"


class FontMissing(Exception):
    """This machine lacks the font for what is to be written."""


_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ESTALE, errno.ENODEV}
_STORAGE_ERRORS = {"ClientError", "BotoCoreError"}
"""botocore's, by name because only a portal with files on S3 loads it: the server refused, or could not be asked."""


def cause_of(error: BaseException) -> Cause:
    """What made it fail, found along the chain of causes; `FAULT` where the error is none of the known kinds."""
    for link in _chain(error):
        cause = _cause_of_one(link)
        if cause is not None:
            return cause
    return Cause.FAULT


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it came of, the last first."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _cause_of_one(error: BaseException) -> Cause | None:
    match error:
        case MemoryError():
            return Cause.TOO_LARGE
        case SoftTimeLimitExceeded() | TimeLimitExceeded():
            return Cause.TOO_SLOW
        case PermissionDenied():
            return Cause.NOT_ALLOWED
        case FontMissing():
            return Cause.FONT_MISSING
        case OperationalError() | InterfaceError():
            return Cause.DISK_FULL if _database_is_full(error) else Cause.DATABASE
        case OSError() if error.errno in _FULL:
            return Cause.DISK_FULL
        case OSError() if error.errno in _UNUSABLE:
            return Cause.STORAGE
    return Cause.STORAGE if _STORAGE_ERRORS.intersection(kind.__name__ for kind in type(error).__mro__) else None


def _database_is_full(error: BaseException) -> bool:
    """Whether the database says that it has no room: PostgreSQL's 53100, SQLite's SQLITE_FULL."""
    driver = error.__cause__
    return getattr(driver, "pgcode", None) == "53100" or getattr(driver, "sqlite_errorname", "") == "SQLITE_FULL"


def said(cause: Cause) -> str:
    """What went wrong and what helps, for a person; says nothing of what was being done."""
    return {
        Cause.DISK_FULL: _(
            "There is no room left on the portal's disk. The operator has to make room; then it can be tried again."
        ),
        Cause.TOO_LARGE: _("It is too large for the portal's memory. Take a smaller part, or ask the operator."),
        Cause.TOO_SLOW: _("It took too long and was stopped. Try again when the portal is less busy, or take a part."),
        Cause.WORKER_STOPPED: _("The program that worked on it was stopped, several times. The operator has to look."),
        Cause.STORAGE: _("The place where the portal keeps its files cannot be used at the moment. Try again later."),
        Cause.DATABASE: _("The portal's database could not be reached. Try again in a few minutes."),
        Cause.NOT_ALLOWED: _("You may not read all of it any more: a role or a sharing has changed since."),
        Cause.FONT_MISSING: _(
            "The server that was to make it lacks the font for Chinese. The operator has to install it; then it can be "
            "tried again."
        ),
        Cause.FAULT: _("This is a fault of the portal, and not of what you did."),
    }[cause]


def with_reference(sentence: str, reference: object) -> str:
    """The sentence, and by what the operator finds the failure in the log, if there is such."""
    if not reference:
        return sentence
    return _("%(sentence)s Tell the operator this reference: %(reference)s.") % {
        "sentence": sentence,
        "reference": reference,
    }
