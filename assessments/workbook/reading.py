"""Answers out of a workbook that this portal made, whichever program saved it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from framework.listing import listed
from framework.selectors import framework_tree

from .cells import Book, Cell, SheetRow
from .judging import Wrong, answer_of, clean_text, require_sayable
from .manifest import HIDDEN, Manifest, manifest_in
from .package import Package
from .results import Fault, Reading, RefusedFile, Row
from .wording import every_answer

MOST_ROWS = 20_000
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a sheet are, by number from 1, and what is merged in it."""

    title: str
    code: int
    answer: int
    justification: int
    merged: list[Range] = field(default_factory=list)

    def cell(self, row: int, name: str) -> str:
        """The name of a cell, "2 Protection!D14"."""
        return f"{self.title}!{get_column_letter(getattr(self, name))}{row}"

    def is_merged(self, row: int, name: str) -> bool:
        """Whether a cell is part of a merged range."""
        column = getattr(self, name)
        return any(left <= column <= right and top <= row <= bottom for left, top, right, bottom in self.merged)


def read_workbook(content: bytes, *, assessment: str, ministry: str, cycle: str) -> Reading:
    """The rows and faults of a workbook made for this ministry in this assessment; raises `RefusedFile`."""
    book = Book(Package(content))
    manifest = _manifest(book)
    if manifest.cycle != cycle:
        raise RefusedFile(_("This file is of another cycle. Download the spreadsheet of this one."))
    if manifest.assessment != assessment:
        raise RefusedFile(_("This file is of another assessment. Download the spreadsheet of this one."))
    if manifest.ministry != ministry:
        raise RefusedFile(_("This file is of another ministry. Each ministry fills in its own."))
    rows: dict[str, Row] = {}
    faults: dict[str, Fault] = {}
    seen: dict[str, str] = {}
    for layout, row in _answer_rows(book, manifest):
        code, place = row.text(layout.code).strip(), layout.cell(row.number, "code")
        if code not in manifest.answers:
            raise RefusedFile(_strange_code(code, place, layout, row))
        if code in seen:
            raise RefusedFile(
                _("%(code)s stands twice, in %(first)s and in %(second)s. Remove one of the rows.")
                % {"code": code, "first": seen[code], "second": place}
            )
        seen[code] = place
        try:
            found = _read_row(manifest, layout, row, code)
        except Wrong as wrong:
            faults[code] = Fault(layout.cell(row.number, wrong.field), code, str(wrong))
        else:
            if found is not None:
                rows[code] = found
    _require_sheets(book, manifest, seen)
    return Reading(
        rows=[rows[code] for code in manifest.answers if code in rows],
        faults=[faults[code] for code in manifest.answers if code in faults],
    )


def _manifest(book: Book) -> Manifest:
    if HIDDEN not in book.sheets:
        raise RefusedFile(
            _("This is not a spreadsheet of this portal, or its hidden sheet is missing. Download it anew.")
        )
    pieces = [row.text(1) for row in book.rows(HIDDEN)]
    return manifest_in("".join(pieces))


def _answer_rows(book: Book, manifest: Manifest) -> Iterator[tuple[Layout, SheetRow]]:
    """Rows that have an indicator's code or something to fill in, of all sheets that have the columns."""
    objectives = {framework_tree().indicator[code].objective for code in manifest.answers}
    for title in book.sheets:
        rows = book.rows(title)
        header = next(rows, None)
        layout = _layout(book, title, header, manifest)
        if layout is None:
            continue
        for number, row in enumerate(rows):
            if number > MOST_ROWS:
                raise RefusedFile(_("The sheet %(sheet)s has far too many rows.") % {"sheet": title})
            code = row.text(layout.code).strip()
            filled = layout.answer in row.cells or layout.justification in row.cells
            if (code and code not in objectives) or filled:
                yield layout, row


def _layout(book: Book, title: str, header: SheetRow | None, manifest: Manifest) -> Layout | None:
    """Where the columns are, None for a sheet that is none of the answer sheets; they may have been moved."""
    names = {cell.text.strip(): column for column, cell in header.cells.items()} if header else {}
    found = [names.get(name) for name in manifest.columns]
    if None not in found:
        code, answer, justification = (column or 0 for column in found)
        return Layout(title, code, answer, justification, book.merged(title))
    if title in manifest.sheets:
        raise RefusedFile(
            _("The first row of the sheet %(sheet)s was changed: it must have the columns %(columns)s.")
            % {"sheet": title, "columns": listed(manifest.columns)}
        )
    return None


def _require_sheets(book: Book, manifest: Manifest, seen: dict[str, str]) -> None:
    """Raise `RefusedFile` for a sheet that is gone; one that has another name now, or lost rows, is not."""
    for title, codes in manifest.sheets.items():
        if title not in book.sheets and not any(code in seen for code in codes):
            raise RefusedFile(_("The sheet %(sheet)s is missing.") % {"sheet": title})


def _strange_code(code: str, place: str, layout: Layout, row: SheetRow) -> str:
    if layout.code in row.cells and row.cells[layout.code].trouble:
        return _("%(cell)s holds a formula where the code of an indicator stood.") % {"cell": place}
    if not code:
        return _("%(cell)s is empty: the row has an answer and no code.") % {"cell": place}
    if code in framework_tree().indicator:
        return _("%(code)s in %(cell)s was not in this file when it was downloaded.") % {"code": code, "cell": place}
    return _("“%(code)s” in %(cell)s is no code of an indicator. Codes must not be changed.") % {
        "code": code[:40],
        "cell": place,
    }


def _read_row(manifest: Manifest, layout: Layout, row: SheetRow, code: str) -> Row | None:
    """What a row says, None where it says nothing; raises `Wrong`."""
    answer_text = _content(layout, row, "answer")
    justification = clean_text(_content(layout, row, "justification"))
    given = answer_of(answer_text)
    version = manifest.version(code)
    place = layout.cell(row.number, "answer")
    if manifest.is_untouched(code, *given, justification):
        return Row(code, *given, justification, version, place, touched=False) if given[0] else None
    if not given[0] and version and (not justification or _is_old_text(manifest, code, justification)):
        return Row(code, "", None, "", version, place, touched=True)
    require_sayable(given, justification)
    return Row(code, *given, justification, version, place, touched=True)


def _is_old_text(manifest: Manifest, code: str, justification: str) -> bool:
    """Whether only the answer was emptied and the text left as it was."""
    return any(manifest.is_untouched(code, *given, justification) for given in every_answer())


def _content(layout: Layout, row: SheetRow, name: str) -> str:
    """What a person wrote into a cell; raises `Wrong` for what nobody can have written."""
    if layout.is_merged(row.number, name):
        raise Wrong(name, _("The cell is merged with others. Undo the merging and fill in each row."))
    cell = row.cells.get(getattr(layout, name))
    match cell:
        case None:
            return ""
        case Cell(trouble="formula"):
            raise Wrong(name, _("The cell holds a formula. Type what it should say."))
        case Cell(trouble="error"):
            raise Wrong(name, _("The cell holds the error %(error)s.") % {"error": cell.text})
    return cell.text
