"""What may stand in a log line: nothing that a person wrote, is called, or signs in with.

Lines are made of a fixed list of fields. Of what libraries say only their own words stay, without the values put into
them; of an error its class and where it happened, without its message: messages quote rows, addresses and input.
"""

import linecache
import logging
import re
import signal
import sys
import sysconfig
import traceback
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from structlog.typing import EventDict

FIELDS: Mapping[str, str] = {
    "timestamp": "when, UTC, ISO 8601",
    "level": "debug, info, warning, error or critical",
    "logger": "which module speaks",
    "event": "what happened: a word of the portal's own, or a library's words with … for every value",
    "at": "of a library's words: where they were said, function:line",
    "request_id": "the request, through web, queue and worker, also when a worker takes it up again",
    "method": "HTTP method",
    "view": "name of the view, such as assessments:objective; never the address",
    "status": "HTTP status of the answer",
    "ms": "milliseconds that it took",
    "bytes": "length of the answer",
    "membership": "id of the membership that the person acted in",
    "user": "id of the account, where there is no membership",
    "task": "name of the worker's task",
    "task_id": "Celery's id of the task",
    "duration_ms": "milliseconds that a task took",
    "job": "id of the report job",
    "kind": "kind of the report, notice or answer",
    "format": "format of the report",
    "attempt": "which attempt it was",
    "notice": "id of the notice",
    "file": "SHA-256 of a stored file",
    "finding": "the scanner's name of what it found",
    "cause": "why it failed, one word of accounts/failures.py",
    "code": "a number of a mail server's or the system's that says why",
    "count": "how many",
    "part": "part of the portal that is down: database, cache, queue, files, migrations, disk",
    "error": "class of the error, and of those that caused it",
    "traceback": "where it was raised, the innermost last: file:line function",
}
"""Every field that a line may have; any other is left out."""

_LONGEST_TEXT = 300
_INNERMOST = 20
_OWN = ("config/", "reports/", "assessments/", "accounts/", "framework/")
_BASE_DIR = Path(__file__).resolve().parent.parent.parent
_PYTHON = sysconfig.get_path("stdlib")
_HIDDEN = "…"
_PIECES = re.compile(r"(?<=[.!?])\s|\n")


class Hidden:
    """Stands for a value in a library's words."""

    def __str__(self) -> str:
        return _HIDDEN

    __repr__ = __str__


def said_by(record: logging.LogRecord, values: tuple[object, ...] | Mapping[str, object] | None) -> str:
    """A library's words: its template, with numbers, ids and classes of errors filled in, and … for anything else.

    Words that do not stand in the library's source were put together from values, and are … as a whole.
    """
    template = record.msg
    if not isinstance(template, str) or not _stands_in_source(template, record.pathname):
        return _HIDDEN
    filled = template
    if values:
        try:
            if isinstance(values, Mapping):
                filled = template % {name: _harmless(value) for name, value in values.items()}
            else:
                filled = template % tuple(_harmless(value) for value in values)
        except (TypeError, ValueError, KeyError):
            filled = template
    return filled.strip().partition("\n")[0][:_LONGEST_TEXT]


def _stands_in_source(text: str, path: str) -> bool:
    """Whether the file has every line and sentence of `text`."""
    source = "".join(linecache.getlines(path))
    return all(piece.strip() in source for piece in _PIECES.split(text))


def _harmless(value: object) -> object:
    match value:
        case None | bool() | int() | float() | UUID() | date():
            return value
        case BaseException():
            return type(value).__name__
        case str() if value in signal.Signals.__members__:
            return value
    return Hidden()


def known_fields(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """structlog's processor that keeps `FIELDS` and drops the rest, and what is no plain value."""
    return {
        name: event[name]
        for name in FIELDS
        if name in event and isinstance(event[name], str | int | float | list | tuple)
    }


def error_without_message(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """structlog's processor that turns `exc_info` into the fields `error`, `traceback` and `code`."""
    error = event.pop("exc_info", None)
    event.pop("error", None)  # some give it the message
    if error:
        event.update(told(error_of(error)))
    return event


def told(error: BaseException | None) -> dict[str, Any]:
    """The fields of an error: `error` and `traceback`, and `code` where system or database give a number."""
    if error is None:
        return {}
    links = list(_chain(error))
    fields: dict[str, Any] = {
        "error": " < ".join(name_of(link) for link in links),
        "traceback": _shortened([place for link in reversed(links) for place in places_of(link.__traceback__)]),
    }
    codes = [code for link in links if (code := _code_of(link)) is not None]
    return fields | ({"code": codes[0]} if codes else {})


def _shortened(places: list[str]) -> list[str]:
    """The innermost places, and of those before them the portal's own."""
    before, innermost = places[:-_INNERMOST], places[-_INNERMOST:]
    return [place for place in before if place.startswith(_OWN)][-_INNERMOST:] + innermost


def name_of(error: BaseException) -> str:
    """`module.Class` of an error."""
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def places_of(frames: TracebackType | None) -> Iterator[str]:
    """`file:line function` of every frame, the innermost last."""
    for frame, line in traceback.walk_tb(frames):
        yield f"{shown_path(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"


def shown_path(path: str) -> str:
    """A source file as it stands in the portal's folder, the libraries' or Python's own."""
    short = path.rpartition("/site-packages/")[2]
    return short.removeprefix(f"{_BASE_DIR}/").removeprefix(f"{_PYTHON}/")


def error_of(exc_info: Any) -> BaseException | None:
    """The error that `exc_info` means: itself, that of a triple, the one being handled for True; None for none."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _code_of(error: BaseException) -> str | int | None:
    """PostgreSQL's or SQLite's code, the system's number, or the mail server's."""
    for name in ("pgcode", "sqlite_errorname", "errno", "smtp_code"):
        code = getattr(error, name, None)
        if isinstance(code, str | int):
            return code
    return None
