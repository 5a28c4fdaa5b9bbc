"""The tables of a portal, and the one form in which a row is written on every database.

A row is a line: a JSON array of its columns in the model's order, UTF-8, keys sorted, no spaces. Times are in UTC, ids
as their usual text, decimals as text. Equal rows give equal bytes, so that the SHA-256 of a table's lines in the order
of the primary key says whether two databases hold the same.
"""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import models

from reports.moving.refusal import Refused

MOVED_APPS = (
    "account",
    "accounts",
    "admin",
    "assessments",
    "auth",
    "contenttypes",
    "framework",
    "knox",
    "mfa",
    "reports",
    "socialaccount",
)
"""Labels of the applications whose tables go along, all but those of `LEFT`."""

LEFT: Mapping[str, str] = {
    "sessions.Session": "who is signed in signs in again: a session belongs to the address and key of one portal",
    "accounts.BrowserSession": "it is the list of those sessions",
    "socialaccount.SocialApp": "other sign-ins are named by the environment (OIDC_PROVIDERS), no row is made",
    "socialaccount.SocialToken": "the portal keeps no token of another sign-in",
}
"""Models that stay behind, each with the reason."""

INSTALLED = ("auth.Permission", "contenttypes.ContentType", "accounts.Country")
"""Models, beside those of the framework, whose rows an installation makes by itself: an import replaces them."""

NOT_INSTALLED = ("framework.Wording",)
"""Models of the framework that only an operator fills."""

READ_AT_ONCE = 1000
"""Rows held in memory at the same time."""

WHOLE_DOCUMENTS = ("assessments.Submission", "assessments.AnswerImport")
"""Models whose rows hold some hundred kilobytes each; ten of them are held at the same time."""


@dataclass(frozen=True)
class Table:
    """One model's table."""

    model: type[models.Model]

    @cached_property
    def name(self) -> str:
        """How archive and output name it, for example "accounts.Country"."""
        return self.model._meta.label

    @cached_property
    def fields(self) -> Sequence["models.Field[Any, Any]"]:
        """The fields that are columns, in the model's order."""
        return tuple(self.model._meta.local_concrete_fields)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [str(field.column) for field in self.fields]

    @property
    def is_installed(self) -> bool:
        """Whether an installation fills it by itself."""
        of_framework = self.model._meta.app_label == "framework" and self.name not in NOT_INSTALLED
        return of_framework or self.name in INSTALLED

    @property
    def rows_at_once(self) -> int:
        """How many rows are held in memory at the same time."""
        return 10 if self.name in WHOLE_DOCUMENTS else READ_AT_ONCE

    def lines(self) -> Iterator[bytes]:
        """All rows as lines, in the order of the primary key. Call it in a transaction."""
        encode = json.JSONEncoder(
            ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=written
        ).encode
        rows = self.model._base_manager.order_by("pk").values_list(*(field.attname for field in self.fields))
        for row in rows.iterator(chunk_size=self.rows_at_once):
            yield encode(row).encode() + b"\n"


@dataclass(frozen=True)
class Summary:
    """What a table or list holds: number of lines, their bytes, and SHA-256."""

    count: int
    size: int
    sha256: str


class Counted:
    """Lines that are counted and hashed while they pass; `summary` is whole when the last has passed."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self._digest = sha256()
        self._count = self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._digest.update(line)
            self._count += 1
            self._size += len(line)
            yield line

    @property
    def summary(self) -> Summary:
        """What has passed."""
        return Summary(self._count, self._size, self._digest.hexdigest())


def summary_of(lines: Iterable[bytes]) -> Summary:
    """Count and hash all lines."""
    counted = Counted(lines)
    for _line in counted:
        pass
    return counted.summary


def written(value: object) -> str:
    """A value that JSON does not know, as text. Raises `TypeError` for a type that has no form."""
    match value:
        case uuid.UUID():
            return str(value)
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case datetime.date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no form in an archive")


def undecided() -> list[str]:
    """Models of which nobody has said whether they go along: their application is not in `MOVED_APPS`."""
    decided = [model._meta.label for model in _stored() if model._meta.app_label in MOVED_APPS]
    return sorted({model._meta.label for model in _stored()} - {*decided, *LEFT})


def tables() -> list[Table]:
    """The tables that go along, each after those that it refers to; always in the same order.

    Raises Refused where a model is in neither list.
    """
    if unknown := undecided():
        raise Refused(f"Nobody has decided whether these go along: {', '.join(unknown)} (reports/moving/tables.py).")
    left = {model._meta.label: model for model in _stored() if model._meta.label not in LEFT}
    ordered: list[Table] = []
    while left:
        waiting = set(left.values())
        ready = [label for label, model in sorted(left.items()) if not (_referred_to(model) - {model}) & waiting]
        if not ready:
            raise Refused(f"Tables refer to each other in a circle: {', '.join(sorted(left))}.")
        ordered += [Table(left.pop(label)) for label in ready]
    return ordered


def _stored() -> list[type[models.Model]]:
    """Every model that has a table of its own."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _referred_to(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.local_concrete_fields if field.related_model}
