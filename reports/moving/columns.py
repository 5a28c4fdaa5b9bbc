"""From the values of a line to those of a database: each is checked for its column's type, whoever wrote the line."""

import datetime
import json
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from reports.moving.refusal import Refused
from reports.moving.tables import Table

Read = Callable[[Any], Any]
"""Takes what stands in a line and gives what the database stores; raises ValueError where it is not of the type."""


class Reader:
    """Reads lines of a table for a database."""

    def __init__(self, table: Table, connection: BaseDatabaseWrapper) -> None:
        self.table = table
        self._reads: Sequence[Read] = [reading(field, connection) for field in table.fields]

    def row(self, line: bytes, number: int) -> list[Any]:
        """The values that the database stores; raises Refused that names table, row (from 1) and column."""
        try:
            values = json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            raise self._refusal(number, str(error)) from error
        if not isinstance(values, list) or len(values) != len(self._reads):
            raise self._refusal(number, f"not a list of {len(self._reads)} values")
        row = []
        for column, read, value in zip(self.table.columns, self._reads, values, strict=True):
            try:
                row.append(read(value))
            except (ValueError, RecursionError) as error:
                raise self._refusal(number, f"{column}: {error}") from error
        return row

    def _refusal(self, number: int, fault: str) -> Refused:
        return Refused(f"{self.table.name}, row {number}: {fault}.")


def reading(field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper) -> Read:
    """How values of a field are read for a database. Raises `TypeError` for a field that has no form in an archive."""
    read = _reading(_stored_as(field), connection)
    nullable = field.null

    def read_or_null(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            if not isinstance(field, models.JSONField):
                raise ValueError("empty")
        return read(value)

    return read_or_null


def _stored_as(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    """The field whose values a column holds: that of the row referred to, for a reference."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _reading(field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper) -> Read:
    on_sqlite = connection.vendor == "sqlite"
    match field:
        case models.BooleanField():
            return _of_type(bool, "no yes or no")
        case models.IntegerField():
            return _of_type(int, "no whole number")
        case models.CharField() | models.TextField():
            return _text(field.max_length)
        case models.UUIDField():
            return _uuid_on_sqlite if on_sqlite else _uuid
        case models.DateTimeField():
            return _time_on_sqlite if on_sqlite else _time
        case models.DateField():
            return _date
        case models.DecimalField():
            return _decimal
        case models.JSONField():
            return json.dumps
    raise TypeError(f"{type(field).__name__} has no form in an archive")


def _of_type(kind: type, otherwise: str) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(otherwise)
        return value

    return read


def _string(value: Any) -> str:
    if type(value) is not str:
        raise ValueError("no text")
    return value


def _text(longest: int | None) -> Read:
    def read(value: Any) -> str:
        text = _string(value)
        if longest is not None and len(text) > longest:
            raise ValueError(f"longer than {longest}")
        return text

    return read


def _uuid(value: Any) -> str:
    return str(uuid.UUID(_string(value)))


def _uuid_on_sqlite(value: Any) -> str:
    return uuid.UUID(_string(value)).hex


def _time(value: Any) -> str:
    moment = datetime.datetime.fromisoformat(_string(value))
    if moment.utcoffset() != datetime.timedelta(0):
        raise ValueError("no time in UTC")
    return moment.isoformat()


def _time_on_sqlite(value: Any) -> str:
    """As Django writes it: without its zone."""
    return str(datetime.datetime.fromisoformat(_time(value)).replace(tzinfo=None))


def _date(value: Any) -> str:
    return datetime.date.fromisoformat(_string(value)).isoformat()


def _decimal(value: Any) -> str:
    try:
        number = Decimal(_string(value))
    except InvalidOperation as error:
        raise ValueError("no number") from error
    if not number.is_finite():
        raise ValueError("no number")
    return format(number, "f")
