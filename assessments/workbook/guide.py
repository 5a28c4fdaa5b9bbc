"""The first sheet of a workbook: how to fill in."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font

from framework.selectors import framework_tree

from .about import Part

FACE = "Calibri"
WIDTHS = (26, 96)
TOP = Alignment(wrap_text=True, vertical="top")


def guide(sheet: Any, part: Part) -> None:
    """Write who is asked what until when, how to answer, and what the answers are called."""
    number = len(part.lines)
    asked = ngettext("%(number)d indicator", "%(number)d indicators", number) % {"number": number}
    rows: list[tuple[str, str]] = [
        (_("Ministry"), part.ministry_name),
        (_("Country"), part.country_name),
        (_("Cycle"), part.cycle_name),
        (_("Asked of you"), asked),
        (_("Answers due"), _until(part)),
    ]
    if part.synthetic:
        rows.append((_("Synthetic data"), _("Made up by a program to try the portal. No country gave these answers.")))
    if part.fictional:
        rows.append((_("Demonstration"), _("The country and its answers are fictional.")))
    rows += [("", ""), *_steps(), ("", ""), *_answers()]
    sheet.cell(1, 1, _("How to fill in")).font = Font(name=FACE, bold=True, size=16)
    for row, (name, text) in enumerate(rows, start=3):
        # Names of ministries and countries are people's words: texts, whatever they begin with.
        for column, value in ((1, name), (2, text)):
            cell = sheet.cell(row, column)
            cell.value = value
            cell.data_type = "s"
            cell.alignment = TOP
        sheet.cell(row, 1).font = Font(name=FACE, bold=True)
    for letter, width in zip("AB", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _until(part: Part) -> str:
    closes = date_format(part.closes_on, "DATE_FORMAT")
    if part.due_on is None:
        return _("%(date)s, when the cycle closes") % {"date": closes}
    return _("%(due)s (the cycle closes on %(closes)s)") % {
        "due": date_format(part.due_on, "DATE_FORMAT"),
        "closes": closes,
    }


def _steps() -> list[tuple[str, str]]:
    steps = (
        _("Go through the sheets, one for each table of the Framework. Only the yellow cells can be filled in."),
        _("Choose an answer from the list in the cell, or type its number, 0 to 4. Leave empty what you do not know."),
        _("Levels 3 and 4 and “not applicable” need a justification: law and article, decision, figures."),
        _("An orange cell says that something is missing, a red one that the answer is not understood."),
        _("Save the file as an Excel workbook (.xlsx) and upload it in the portal under “Work without a line”."),
        _("The portal shows what would change before anything is written, and which cells it cannot take."),
        _("The portal may be used meanwhile: where an answer was changed in both places, you choose which one stays."),
    )
    return [(str(number), text) for number, text in enumerate(steps, start=1)]


def _answers() -> list[tuple[str, str]]:
    tree = framework_tree()
    levels = [(f"{level.level} {level.name}", "") for level in tree.levels]
    levels[0] = (levels[0][0], _("What a level means for an indicator stands beside it."))
    return [*levels, *((other.name, other.rule) for other in tree.answers_without_level)]
