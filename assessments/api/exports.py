"""Lists as CSV and as Excel workbooks, with `?format=` or the header Accept.

Texts come from many people and end in spreadsheets, so no cell may act as a formula: CSV cells that begin with one of
`= + - @`, a tab or a carriage return get an apostrophe in front (OWASP, "CSV Injection"); workbooks hold every text as
a text.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from rest_framework.renderers import BaseRenderer

from assessments.comparison.compared import SYNTHETIC_FILE
from assessments.harmless import harmless
from assessments.models import Assessment
from assessments.sealing import moment

CSV_MEDIA_TYPE = "text/csv"
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_A_CHUNK = 200
LONGEST_CELL = 32_767  # characters, the limit of Excel
WIDTHS: Mapping[str, int] = {
    "ministry": 38,
    "justification": 60,
    "rationale": 60,
    "updated_at": 28,
    "measures": 40,
    "text": 60,
    "statement": 60,
    "assistance_words": 40,
    "lead": 30,
    "evidence": 40,
}
"""By column; in a sheet of several countries "XAA justification" is as wide as "justification"."""
USUAL_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to export: `name` becomes the file's, `rows` have a value for each of `columns` and may be a stream."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def named_for(what: str, assessment: Assessment) -> str:
    """Name of a sheet on an assessment, whose country and cycle are at hand; one that is made up says so."""
    mark = SYNTHETIC_FILE if assessment.cycle.synthetic else ""
    return f"{mark}{what}-{assessment.country.code}-{assessment.cycle.slug}"


class Export(BaseRenderer):
    """Lets DRF choose an export by `?format=` or Accept; the view then answers with `export`."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Never the way of an export: a view that offers one answers with `export`."""
        raise TypeError(f"{type(self).__name__} renders sheets only, by export()")


class CsvExport(Export):
    media_type = CSV_MEDIA_TYPE
    format = "csv"


class XlsxExport(Export):
    media_type = XLSX_MEDIA_TYPE
    format = "xlsx"
    charset = None


def export(sheet: Sheet, file_format: str) -> HttpResponseBase:
    """`sheet` as a download; `file_format` is "csv" or "xlsx"."""
    return {"csv": csv_response, "xlsx": xlsx_response}[file_format](marked(sheet))


def marked(sheet: Sheet) -> Sheet:
    """The sheet; one whose data is made up says so in every row: its name alone does not go where rows are copied."""
    if not sheet.name.startswith(SYNTHETIC_FILE) or "synthetic" in sheet.columns:
        return sheet
    return Sheet(sheet.name, (*sheet.columns, "synthetic"), ((*row, True) for row in sheet.rows))


def csv_response(sheet: Sheet) -> HttpResponseBase:
    """RFC 4180 in UTF-8, a header line first; sent while the rows are read."""
    return StreamingHttpResponse(
        csv_chunks(sheet),
        content_type=f"{CSV_MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{sheet.name}.csv"'},
    )


def csv_chunks(sheet: Sheet) -> Iterator[str]:
    """The lines of `sheet`, `LINES_A_CHUNK` at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(sheet.columns)
    for number, row in enumerate(sheet.rows, start=1):
        writer.writerow([harmless(_in_csv(value)) for value in row])
        if number % LINES_A_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _in_csv(value: Any) -> Any:
    """A value as CSV writes it: true and false as JSON does."""
    return str(value).lower() if isinstance(value, bool) else plain(value)


def xlsx_response(sheet: Sheet) -> HttpResponseBase:
    """A workbook of one sheet: header line in bold that stays in sight, a filter on each column, texts wrapped."""
    file = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115 - the response closes it
    write_workbook(sheet, file)
    size = file.tell()
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{sheet.name}.xlsx",
        content_type=XLSX_MEDIA_TYPE,
        headers={"Content-Length": str(size)},
    )


def write_workbook(sheet: Sheet, file: Any) -> None:
    """Write `sheet` as a workbook to the binary `file`, row by row."""
    workbook = Workbook(write_only=True)
    worksheet = workbook.create_sheet("Data")
    worksheet.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        width = WIDTHS.get(column.rpartition(" ")[2], USUAL_WIDTH)
        worksheet.column_dimensions[get_column_letter(number)].width = width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    header = [_text_cell(worksheet, column) for column in sheet.columns]
    for cell in header:
        cell.font = bold
    worksheet.append(header)
    lines = 1
    for row in sheet.rows:
        cells = [_cell(worksheet, plain(value)) for value in row]
        for cell in cells:
            cell.alignment = wrapped
        worksheet.append(cells)
        lines += 1
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{lines}"
    workbook.save(file)


def _cell(worksheet: Any, value: Any) -> Any:
    return _text_cell(worksheet, value) if isinstance(value, str) else WriteOnlyCell(worksheet, value)


def _text_cell(worksheet: Any, text: str) -> Any:
    """A cell that holds `text` as a text also where it begins like a formula or an error value."""
    cell = WriteOnlyCell(worksheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell


def plain(value: Any) -> str | int | float | Decimal | None:
    """A value as a cell holds it: numbers stay numbers, times are ISO 8601 in UTC, lists go with semicolons."""
    if value is None or isinstance(value, str | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return str(value)
