"""Excel workbooks: sheets with filters and frozen heads, texts that are never formulas, no time of making."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, get_language_bidi
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.api.exports import LONGEST_CELL
from reports.renderers.directions import differs, direction_of
from reports.renderers.packages import repacked, xml_text
from reports.renderers.page_texts import PageTexts

BOLD = Font(bold=True)
HEADING = Font(bold=True, size=14)
SHADE = PatternFill("solid", fgColor="E3EFF7")
READING_ORDERS = {"": 0, "ltr": 1, "rtl": 2}
"""Directions in which a cell is read, whatever the first letter of its text is; 0 leaves it to that letter."""
WRAPPED = {order: Alignment(wrap_text=True, vertical="top", readingOrder=order) for order in READING_ORDERS.values()}
AMOUNT = "#,##0.00"
DAYS = {"es": "dd/mm/yyyy", "fr": "dd/mm/yyyy", "ru": "dd.mm.yyyy", "zh-hans": 'yyyy"年"m"月"d"日"'}
"""Dates by language, where the international form is not usual. Signs of numbers are those of the reader's Excel."""
USUAL_DAY = "yyyy-mm-dd"
Value = str | int | Decimal | date | None
Column = tuple[str, int]
"""Head of a column and its width in characters."""


class ExcelBook:
    """A workbook that is written sheet by sheet; head and foot stand on each printed page."""

    def __init__(self, *, title: str, author: str, texts: PageTexts) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        self.texts = texts
        properties = self.workbook.properties
        properties.title, properties.creator = xml_text(title), xml_text(author)

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Worksheet:
        """A sheet of one table: its head stays in sight and filters it."""
        sheet = self._sheet(name, [width for _head, width in columns])
        for number, (head, _width) in enumerate(columns, start=1):
            put(sheet, 1, number, head, font=BOLD, fill=SHADE)
        last = 1
        for last, values in enumerate(rows, start=2):
            for column, value in enumerate(values, start=1):
                put(sheet, last, column, value)
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
        sheet.print_title_rows = "1:1"
        return sheet

    def blocks(self, name: str, widths: Sequence[int], blocks: Iterable["Block"]) -> Worksheet:
        """A sheet of small tables under each other, each with its title; the first title is that of the sheet.

        Texts wrap in the first column; those beside it run over the empty cells that follow.
        """
        sheet = self._sheet(name, widths)
        row = 1
        for number, (title, head, rows) in enumerate(blocks):
            put(sheet, row, 1, title, font=BOLD if number else HEADING, wrap=False)
            for column, text in enumerate(head, start=1):
                put(sheet, row + 1, column, text, font=BOLD, fill=SHADE)
            row += 1 + bool(head)
            for values in rows:
                for column, value in enumerate(values, start=1):
                    put(sheet, row, column, value, wrap=column == 1)
                row += 1
            row += 1
        sheet.freeze_panes = "A2"
        return sheet

    def content(self, at: datetime) -> bytes:
        """The finished file, which says that it was made `at`; equal workbooks give equal bytes."""
        properties = self.workbook.properties
        properties.created = properties.modified = at.replace(tzinfo=None)
        file = io.BytesIO()
        self.workbook.save(file)
        return repacked(file.getvalue(), at)

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        sheet = self.workbook.create_sheet(name)
        for number, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        set_page(sheet, self.texts)
        return sheet


Block = tuple[str, Sequence[str], Sequence[Sequence[Value]]]
"""Title, head (empty for none) and rows of a small table."""


def set_page(sheet: Worksheet, texts: PageTexts) -> None:
    """Landscape A4 as wide as the sheet, with the texts of every page; from right to left where the language is."""
    sheet.sheet_view.rightToLeft = get_language_bidi()
    start, end = ("right", "left") if get_language_bidi() else ("left", "right")
    getattr(sheet.oddHeader, start).text = texts.head.replace("&", "&&")
    getattr(sheet.oddFooter, start).text = texts.foot.replace("&", "&&")
    getattr(sheet.oddFooter, end).text = "&P / &N"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _reading_order(value: Value) -> int:
    """Said of words in a document from right to left, and of Arabic ones in any."""
    if isinstance(value, str) and (get_language_bidi() or differs(value)):
        return READING_ORDERS[direction_of(value)]
    return 0


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Value,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    wrap: bool = True,
) -> None:
    """Fill a cell; a text stays a text also where it begins like a formula."""
    cell: Any = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value = xml_text(value)[:LONGEST_CELL]
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    if isinstance(value, date):
        cell.number_format = DAYS.get(get_language() or "", USUAL_DAY)
    if isinstance(value, Decimal):
        cell.number_format = AMOUNT
    order = _reading_order(value)
    if wrap:
        cell.alignment = WRAPPED[order]
    elif order:
        cell.alignment = Alignment(readingOrder=order)
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
