"""Sheets of an uploaded workbook and what is in their cells, whichever program wrote them."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .escapes import unescaped
from .package import Package, attribute, damaged, local

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WHOLE = re.compile(r"-?[0-9]{1,15}\.0+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. `text` is what a person reads in it, `trouble` is "formula", "error" or ""."""

    column: int
    text: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its cells by number of the column; both count from 1."""

    number: int
    cells: Mapping[int, Cell]

    def text(self, column: int) -> str:
        """What stands in a column, "" for nothing."""
        return self.cells[column].text if column in self.cells else ""


class Book:
    """The sheets of a workbook by their titles, in their order."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = self._target("_rels/.rels", "officeDocument")
        folder, name = posixpath.split(main)
        parts = self._targets(posixpath.join(folder, "_rels", f"{name}.rels"), folder)
        self.sheets: dict[str, str] = {}
        self._epoch = CALENDAR_WINDOWS_1900
        for element in package.elements(main, "sheet", "workbookPr"):
            if local(element.tag) == "workbookPr":
                if attribute(element, "date1904") in ("1", "true"):
                    self._epoch = CALENDAR_MAC_1904
                continue
            kind, target = parts.get(attribute(element, "id"), ("", ""))
            if kind == "worksheet":
                self.sheets[element.get("name", "")] = target
        self._other = dict(parts.values())

    def _target(self, relations: str, kind: str) -> str:
        found = [target for one, target in self._targets(relations, "").values() if one == kind]
        if not found:
            raise damaged()
        return found[0]

    def _targets(self, relations: str, folder: str) -> dict[str, tuple[str, str]]:
        """Kind and place of the parts that a part refers to, by the id of the reference; none outside the file."""
        return {
            element.get("Id", ""): (
                element.get("Type", "").rpartition("/")[2],
                _place(element.get("Target", ""), folder),
            )
            for element in self._package.elements(relations, "Relationship")
            if element.get("TargetMode") != "External"
        }

    def rows(self, title: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold something, from top to bottom as the file has them."""
        number = 0
        for element in self._package.elements(self.sheets[title], "row"):
            number = _number(element.get("r"), number + 1)
            cells: dict[int, Cell] = {}
            column = 0
            for child in element:
                if local(child.tag) == "c":
                    column = _column(child.get("r"), column + 1)
                    cell = self._cell(child, column)
                    if cell.text or cell.trouble:
                        cells[column] = cell
            if cells:
                yield SheetRow(number, cells)

    def merged(self, title: str) -> list[tuple[int, int, int, int]]:
        """Merged ranges of a sheet: first column and row, last column and row."""
        ranges = []
        for element in self._package.elements(self.sheets[title], "mergeCell"):
            try:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
            except (ValueError, TypeError) as error:
                raise damaged() from error
            ranges.append((left or 1, top or 1, right or 1, bottom or 1))
        return ranges

    def _cell(self, element: Any, column: int) -> Cell:
        children = {local(child.tag): child for child in element}
        kind = element.get("t", "n")
        if "f" in children:
            return Cell(column, "", "formula")
        if kind == "inlineStr":
            return Cell(column, _text(children["is"]) if "is" in children else "")
        value = (children["v"].text or "") if "v" in children else ""
        match kind:
            case "s":
                return Cell(column, self._shared(value))
            case "str":
                return Cell(column, unescaped(value))
            case "b":
                return Cell(column, {"1": "TRUE", "0": "FALSE"}.get(value, value))
            case "e":
                return Cell(column, value, "error")
        return Cell(column, self._number_text(value, element.get("s", "")))

    def _shared(self, value: str) -> str:
        try:
            return self._strings[int(value)]
        except (ValueError, IndexError) as error:
            raise damaged() from error

    @cached_property
    def _strings(self) -> list[str]:
        if "sharedStrings" not in self._other:
            return []
        return [_text(element) for element in self._package.elements(self._other["sharedStrings"], "si")]

    def _number_text(self, value: str, style: str) -> str:
        """A number as a person would write it; one that is shown as a date, as the date."""
        if not value or not style.isdigit() or int(style) not in self._dates:
            return value.partition(".")[0] if _WHOLE.fullmatch(value) else value
        try:
            moment = from_excel(float(value), self._epoch)
        except (ValueError, OverflowError):
            return value
        if isinstance(moment, datetime) and moment.time() == datetime.min.time():
            moment = moment.date()
        return str(moment)

    @cached_property
    def _dates(self) -> set[int]:
        """The numbers of the styles that show dates."""
        if "styles" not in self._other:
            return set()
        formats: dict[str, str] = {}
        dates: set[int] = set()
        for element in self._package.elements(self._other["styles"], "numFmts", "cellXfs"):
            if local(element.tag) == "numFmts":
                formats |= {child.get("numFmtId", ""): child.get("formatCode", "") for child in element}
                continue
            for number, child in enumerate(element):
                key = child.get("numFmtId", "0")
                code = formats.get(key) or (BUILTIN_FORMATS.get(int(key), "") if key.isdigit() else "")
                if is_date_format(code):
                    dates.add(number)
        return dates


def _text(element: Any) -> str:
    """The text of a string: all runs of a formatted one, without the reading aids of East Asian scripts."""
    pieces = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [piece.text or "" for piece in child if local(piece.tag) == "t"]
    return unescaped("".join(pieces))


def _place(target: str, folder: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _number(text: str | None, following: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else following


def _column(reference: str | None, following: int) -> int:
    found = _REFERENCE.fullmatch(reference or "")
    return column_index_from_string(found[1]) if found else following
