"""Answers out of a CSV file with the columns in which the API lists scores."""

import csv
import io
import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from framework.listing import listed
from framework.selectors import framework_tree

from .judging import Wrong, answer_of, clean_text, require_sayable
from .results import Fault, Reading, RefusedFile, Row
from .wording import ANSWER, Given

COLUMNS = ("indicator", "ministry", "answer", "level", "justification", "version", "updated_at")
REQUIRED = ("indicator", "answer")
SEPARATORS = (",", ";", "\t")
LONGEST_FIELD = 200_000
MOST_RECORDS = 20_000
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


def read_csv(content: bytes, *, ministry: str, asked: Collection[str]) -> Reading:
    """The rows and faults of a CSV file, UTF-8 with or without mark; rows of other ministries are left out.

    Cells are named as a spreadsheet names them, "D5". Raises `RefusedFile`.
    """
    lines = _records(_decoded(content))
    columns = _columns(lines[0])
    rows: dict[str, Row] = {}
    faults: dict[str, Fault] = {}
    seen: dict[str, int] = {}
    others = 0
    for number, line in enumerate(lines[1:], start=2):
        if not any(field.strip() for field in line):
            continue
        if len(line) > len(columns):
            raise RefusedFile(
                _("Line %(number)d has more fields than the first line. Put texts with separators into quotes.")
                % {"number": number}
            )
        record = dict(zip(columns, line, strict=False))
        if record.get("ministry", "").strip().lower() not in ("", ministry):
            others += 1
            continue
        code = record["indicator"].strip()
        if code not in framework_tree().indicator:
            raise RefusedFile(
                _("“%(code)s” in %(cell)s is no code of an indicator.")
                % {"code": code[:40], "cell": _cell(columns, "indicator", number)}
            )
        if code in seen:
            raise RefusedFile(
                _("%(code)s stands twice, in the rows %(first)d and %(second)d. Remove one of them.")
                % {"code": code, "first": seen[code], "second": number}
            )
        seen[code] = number
        try:
            row = _read(record, code, _cell(columns, "answer", number))
        except Wrong as wrong:
            field = wrong.field if wrong.field in columns else "answer"
            faults[code] = Fault(_cell(columns, field, number), code, str(wrong))
        else:
            if row is not None:
                rows[code] = row
    if others and not seen:
        raise RefusedFile(_("This file is of another ministry: no row of it is of the one that you answer for."))
    order = {code: place for place, code in enumerate(framework_tree().indicator)}
    return Reading(
        rows=[rows[code] for code in sorted(rows, key=order.__getitem__)],
        faults=[faults[code] for code in sorted(faults, key=order.__getitem__)],
    )


def restored(text: str) -> str:
    """A text as it was before the export kept it from acting as a formula."""
    return text[1:] if _NEUTRALISED.match(text) else text


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFile(
            _("This is neither a spreadsheet nor a CSV file in UTF-8. In Excel choose “CSV UTF-8” when you save it.")
        ) from error


def _records(text: str) -> list[list[str]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise RefusedFile(_("The CSV file cannot be read: a quote is not closed.")) from error
    if len(records) > MOST_RECORDS:
        raise RefusedFile(_("The file has far too many rows."))
    return records or [[]]


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise RefusedFile(
            _("This is no CSV file of answers and no spreadsheet of this portal: its first line lacks %(columns)s.")
            % {"columns": listed(missing)}
        )
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or len(set(columns)) != len(columns):
        raise RefusedFile(
            _("The first line may hold each of these once and nothing else: %(columns)s.")
            % {"columns": listed(COLUMNS)}
        )
    return columns


def _cell(columns: list[str], name: str, number: int) -> str:
    return f"{get_column_letter(columns.index(name) + 1)}{number}"


def _read(record: Mapping[str, str], code: str, cell: str) -> Row | None:
    justification = clean_text(restored(record.get("justification", "")))
    given = _given(record)
    if not given[0] and not justification:
        return None
    require_sayable(given, justification)
    return Row(code, *given, justification, _version(record), cell, touched=True)


def _given(record: Mapping[str, str]) -> Given:
    """`answer` as the API writes it with its `level`, or in words alone."""
    answer, level = record.get("answer", "").strip(), record.get("level", "").strip()
    if answer.lower() == ANSWER.LEVEL.value:
        if level not in ("0", "1", "2", "3", "4"):
            raise Wrong("level", _("A level is a whole number from 0 to 4."))
        return (ANSWER.LEVEL.value, int(level))
    given = answer_of(answer)
    if level and level != str(given[1]):
        raise Wrong("level", _("Only the answer “level” has a level."))
    return given


def _version(record: Mapping[str, str]) -> int | None:
    version = record.get("version", "").strip()
    if not version:
        return None
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Wrong("version", _("A version is a whole number; leave it empty where you do not know it."))
    return int(version)
