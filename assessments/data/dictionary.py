"""The data dictionary: every column and every code, for people and programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .codes import Code, Item
from .columns import COLUMNS, SCHEMA, Column

CSV_COLUMNS = ("list", "code", "name", "meaning", "type", "unit", "codes", "place", "when", "source", "more")
"""The columns of the dictionary as CSV: of what list, then what there is to say."""


@dataclass(frozen=True)
class CodeLists:
    """All code lists; the fields are the names that columns use."""

    answers: Sequence[Code]
    states: Sequence[Code]
    levels: Sequence[Code]
    types: Sequence[Code]
    kinds: Sequence[Code]
    items: Sequence[Item]
    countries: Sequence[Code]
    cycles: Sequence[Code]


def dictionary_body(lists: CodeLists, licence: str) -> dict[str, Any]:
    """The dictionary as JSON."""
    return {
        "schema": SCHEMA,
        "licence": licence,
        "columns": [_column_body(column) for column in COLUMNS],
        "code_lists": {name: [_code_body(code) for code in codes] for name, codes in vars(lists).items()},
    }


def dictionary_rows(lists: CodeLists) -> Iterator[tuple[Any, ...]]:
    """The dictionary as rows of `CSV_COLUMNS`: the columns first, then one code list after the other."""
    for column in COLUMNS:
        yield _row("columns", _column_body(column) | {"code": column.name, "name": column.name}, {})
    for name, codes in vars(lists).items():
        for code in codes:
            body = _code_body(code)
            yield _row(name, body, {key: value for key, value in body.items() if key not in CSV_COLUMNS})


def _row(name: str, body: Mapping[str, Any], more: Mapping[str, Any]) -> tuple[Any, ...]:
    words = "; ".join(f"{key}: {_words(value)}" for key, value in more.items() if value not in (None, ""))
    return (name, *(body.get(key) for key in CSV_COLUMNS[1:-1]), words)


def _words(value: Any) -> str:
    """What else is said of a code, on one line: where it lies as type and code."""
    if isinstance(value, Mapping):
        return " ".join(value.values())
    return str(value).lower() if isinstance(value, bool) else str(value)


def _column_body(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "unit": str(column.unit) or None,
        "codes": column.codes or None,
        "nullable": column.nullable,
        "place": column.place,
        "when": column.when,
        "meaning": str(column.meaning),
        "source": str(column.source),
    }


def _code_body(code: Code | Item) -> dict[str, Any]:
    if isinstance(code, Item):
        parent = None if code.parent is None else {"type": code.parent[0], "code": code.parent[1]}
        return {"code": code.code, "name": code.name, "type": code.type, "kind": code.kind or None, "parent": parent}
    body = {"code": code.code, "name": str(code.name), **dict(code.more)}
    return body | {"meaning": str(code.meaning)} if code.meaning else body
