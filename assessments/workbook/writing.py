"""The workbook of a ministry's part: how to fill in, one sheet a table, and a hidden sheet that says whose it is."""

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.models import AnswerFields
from framework.listing import apposed
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry

from .about import Line, Part
from .escapes import escaped
from .guide import FACE, guide
from .manifest import HIDDEN, SCHEMA, Manifest, answer_hash
from .wording import offered, words_of

_ROW = re.compile(rb"<row [^>]*>")
_EPOCH = b"1980-01-01T00:00:00Z"
FILE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNED_CHUNK = 30_000  # characters; a cell holds 32,767
TITLE_LIMIT = 31
WIDTHS = (10, 46, 44, 20, 56, 36, 42, 14)
CODE, ANSWER, JUSTIFICATION = 1, 4, 5
LARGE = (1, 2, ANSWER, JUSTIFICATION)
OF_MINISTRIES = (JUSTIFICATION, 6)
"""Columns with what people wrote, in whatever language."""
HIGHEST_ROW = 400  # points; Excel has at most 409


INK, ACCENT = "FF16202C", "FF0A5C91"
HEADER_FILL = PatternFill("solid", bgColor=ACCENT, fgColor=ACCENT)
OBJECTIVE_FILL = PatternFill("solid", bgColor="FFE3EFF7", fgColor="FFE3EFF7")
OPEN_FILL = PatternFill("solid", bgColor="FFFFFBE6", fgColor="FFFFFBE6")
MISSING_FILL = PatternFill("solid", bgColor="FFF6C9A8", fgColor="FFF6C9A8")
WRONG_FILL = PatternFill("solid", bgColor="FFF3B4B7", fgColor="FFF3B4B7")
LINE = Side(style="thin", color="FFC4CDD6")
BORDER = Border(top=LINE, bottom=LINE, left=LINE, right=LINE)
TOP = Alignment(wrap_text=True, vertical="top")
FROM_THE_RIGHT = Alignment(wrap_text=True, vertical="top", readingOrder=2)
"""Also where a text begins with a code."""
OPEN = Protection(locked=False)
TEXT = "@"  # so that a spreadsheet keeps what is typed: no dates, no formulas, no rounded numbers


def workbook_of(part: Part) -> bytes:
    """The workbook in the present language; the same bytes for the same part."""
    workbook = Workbook()
    front = workbook.active
    front.title = _title(_("How to fill in"))
    guide(front, part)
    sheets: dict[str, list[str]] = {}
    for table, lines in groupby(part.lines, key=lambda line: line.entry.table):
        title = _title(f"{table} {framework_tree().table[table].title}")
        entries = list(lines)
        _table(workbook.create_sheet(title), part, entries)
        sheets[title] = [line.entry.code for line in entries]
    _hidden(workbook.create_sheet(HIDDEN), _manifest(part, sheets))
    for sheet in workbook.worksheets:
        _protect(sheet)
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.properties.creator = _("Framework for Action Portal")
    workbook.properties.title = apposed(part.ministry_name, part.country_name, part.cycle_name)
    file = io.BytesIO()
    workbook.save(file)
    return _repacked(file.getvalue())


def _title(text: str) -> str:
    """A name that a sheet can have."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:TITLE_LIMIT].strip()


def _columns() -> list[str]:
    return [
        _("Code"),
        _("Indicator"),
        _("What the levels mean"),
        _("Answer"),
        _("Justification"),
        _("The country's answer in the last cycle"),
        _("Measures that bring it about"),
        _("Kind"),
    ]


def _table(sheet: Any, part: Part, lines: Sequence[Line]) -> None:
    for number, (name, width) in enumerate(zip(_columns(), WIDTHS, strict=True), start=1):
        cell = put(sheet.cell(1, number), name)
        cell.font, cell.fill, cell.border = Font(name=FACE, bold=True, color="FFFFFFFF"), HEADER_FILL, BORDER
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[1].height = 32
    row = 1
    for objective, entries in groupby(lines, key=lambda line: line.entry.objective):
        row += 1
        _heading(sheet, row, objective)
        for line in entries:
            row += 1
            _line(sheet, row, line)
    _help(sheet, row)
    sheet.freeze_panes = "C2"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.sheet_view.zoomScale = 90
    _printing(sheet, apposed(part.ministry_name, part.country_name, part.cycle_name))


def _heading(sheet: Any, row: int, code: str) -> None:
    put(sheet.cell(row, CODE), code)
    put(sheet.cell(row, CODE + 1), framework_tree().objective[code].title)
    for number in range(1, len(WIDTHS) + 1):
        cell = sheet.cell(row, number)
        cell.font, cell.fill, cell.border = Font(name=FACE, bold=True, color=ACCENT), OBJECTIVE_FILL, BORDER
        # A title may run on over the cells beside it.
        cell.alignment = Alignment(vertical="top")


def _line(sheet: Any, row: int, line: Line) -> None:
    entry = line.entry
    texts = (
        entry.code,
        entry.text,
        _levels(entry),
        words_of(line.answer, line.level),
        line.justification,
        line.previous,
        "\n".join(f"{measure.code} {measure.text}" for measure in entry.measures),
        entry.kind.name,
    )
    sheet.row_dimensions[row].height = _height(texts)
    for number, text in enumerate(texts, start=1):
        cell = put(sheet.cell(row, number), text)
        cell.border = BORDER
        cell.alignment = FROM_THE_RIGHT if get_language_bidi() and number not in OF_MINISTRIES else TOP
        if number in (ANSWER, JUSTIFICATION):
            cell.protection, cell.fill, cell.number_format = OPEN, OPEN_FILL, TEXT
        else:
            cell.font = Font(name=FACE, color=INK, bold=number == CODE, size=11 if number in LARGE else 9)


def _height(texts: Sequence[str]) -> float:
    """An estimate in points: programs that open the file do not all measure wrapped texts themselves."""
    highest = 0.0
    for number, (text, width) in enumerate(zip(texts, WIDTHS, strict=True), start=1):
        size, letters = (15.0, width) if number in LARGE else (12.5, width * 1.25)
        lines = sum(1 + int(_letters(line) / letters) for line in text.split("\n"))
        highest = max(highest, lines * size + 4)
    return min(highest, HIGHEST_ROW)


def _letters(line: str) -> int:
    """How many letters wide a line is; a Chinese one counts as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)


def _levels(entry: IndicatorEntry) -> str:
    return "\n".join(f"{level.level} {level.text}" for level in entry.kind.levels)


def put(cell: Any, text: str) -> Any:
    """Put `text` into `cell` as a text, also where it begins like a formula; returns the cell."""
    if text:
        # Past the setter, which would cut the text at Excel's limit counted with its escapes.
        cell._value = escaped(text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@", "'"))
    return cell


def _help(sheet: Any, last: int) -> None:
    """The drop-down, and colours where something is missing or not understood."""
    answers, texts = f"D2:D{last}", f"E2:E{last}"
    number = len(offered())
    words = f"'{HIDDEN}'!$C$1:$C${number}"
    # No refusal by the spreadsheet: "3" is quicker to type than to choose, and the preview refuses what is unclear.
    choice = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=False)
    choice.add(answers)
    sheet.add_data_validation(choice)
    not_applicable = str(AnswerFields.Answer.NOT_APPLICABLE.label).replace('"', '""')
    needs = f'OR(LEFT($D2,1)="3",LEFT($D2,1)="4",$D2="{not_applicable}")'
    sheet.conditional_formatting.add(
        texts, FormulaRule(formula=[f'AND(TRIM($E2)="",{needs})'], fill=MISSING_FILL, stopIfTrue=True)
    )
    unknown = f'AND(TRIM($D2)<>"",ISNA(MATCH(TRIM($D2)&"*",{words},0)))'
    sheet.conditional_formatting.add(answers, FormulaRule(formula=[unknown], fill=WRONG_FILL, stopIfTrue=True))
    alone = 'AND(TRIM($D2)="",TRIM($E2)<>"",ISNUMBER(SEARCH(".E",$A2)))'
    sheet.conditional_formatting.add(answers, FormulaRule(formula=[alone], fill=MISSING_FILL, stopIfTrue=True))


def _printing(sheet: Any, about: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for name in ("left", "right"):
        setattr(sheet.page_margins, name, 0.4)
    sheet.oddFooter.left.text = about.replace("&", "&&")[:120]
    sheet.oddFooter.right.text = "&P / &N"


def _manifest(part: Part, sheets: dict[str, list[str]]) -> Manifest:
    columns = _columns()
    return Manifest(
        schema=SCHEMA,
        assessment=str(part.assessment),
        ministry=str(part.ministry),
        cycle=part.cycle,
        answers={
            line.entry.code: [line.version, answer_hash(line.answer, line.level, line.justification)]
            for line in part.lines
        },
        sheets=sheets,
        columns=[columns[number - 1] for number in (CODE, ANSWER, JUSTIFICATION)],
    )


def _hidden(sheet: Any, manifest: Manifest) -> None:
    """Column A holds the signed manifest in pieces, column C what the drop-down offers."""
    signed = manifest.signed()
    for row, start in enumerate(range(0, len(signed), SIGNED_CHUNK), start=1):
        put(sheet.cell(row, 1), signed[start : start + SIGNED_CHUNK])
    for row, words in enumerate(offered(), start=1):
        put(sheet.cell(row, 3), words)
    sheet.sheet_state = "veryHidden"


def _protect(sheet: Any) -> None:
    """Against slips, without a password: rows and columns may still be made wider and higher."""
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False


def _repacked(content: bytes) -> bytes:
    """The workbook without the moment at which it was made, and with rows that grow while somebody writes in them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _EPOCH, data)
            elif member.filename.startswith("xl/worksheets/"):
                data = _ROW.sub(lambda row: row[0].replace(b' customHeight="1"', b""), data)
            new.writestr(zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()
