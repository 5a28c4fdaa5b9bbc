"""Filling in, changing and uploading a ministry's spreadsheet, as the tests of spreadsheets do."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments import selectors, services
from assessments.models import AnswerImport, Assignment, Score
from assessments.workbook.writing import workbook_of
from framework.models import Indicator
from framework.selectors import framework_tree

ANSWER, JUSTIFICATION = 4, 5
"""Columns, counted from 1."""


def ask_everything(team: Any, *codes: str) -> None:
    """The Ministry of the Interior is asked these indicators, all where none is named."""
    indicators = Indicator.objects.filter(code__in=codes) if codes else Indicator.objects.all()
    Assignment.objects.bulk_create(
        Assignment(assessment=team.assessment, indicator=indicator, ministry=team.interior) for indicator in indicators
    )


def answer_directly(team: Any, answers: dict[str, tuple[str, int | None, str]]) -> None:
    """Stored answers of the Ministry of the Interior, without history: (answer, level, justification) by code."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=answers)}
    Score.objects.bulk_create(
        Score(
            assessment=team.assessment,
            indicator=indicators[code],
            ministry=team.interior,
            answer=answer,
            level=level,
            justification=justification,
            updated_at=team.assessment.opened_at,
            updated_by=team.interior_official.user,
        )
        for code, (answer, level, justification) in answers.items()
    )


def download(team: Any, ministry: Any = None) -> bytes:
    """The workbook of a ministry, the Ministry of the Interior where none is named."""
    return workbook_of(selectors.part_of(team.assessment, ministry or team.interior))


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook after a person changed it in a spreadsheet program."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    change(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def place_of(workbook: Any, code: str) -> tuple[Any, int]:
    """Sheet and row of an indicator."""
    for sheet in workbook.worksheets:
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, 1).value == code:
                return sheet, row
    raise KeyError(code)


def filled(content: bytes, answers: dict[str, tuple[Any, Any]]) -> bytes:
    """A workbook with answers and justifications typed in, by code."""

    def fill(workbook: Any) -> None:
        for code, (answer, justification) in answers.items():
            sheet, row = place_of(workbook, code)
            sheet.cell(row, ANSWER).value = answer
            sheet.cell(row, JUSTIFICATION).value = justification

    return changed(content, fill)


def upload(team: Any, content: bytes, *, actor: Any = None, ministry: Any = None, name: str = "a.xlsx") -> AnswerImport:
    """The preview of an uploaded file."""
    return services.preview_import(
        actor=actor or team.interior_official,
        assessment=team.assessment,
        ministry=ministry or team.interior,
        upload=SimpleUploadedFile(name, content),
    )


def confirm(team: Any, pending: AnswerImport, *, actor: Any = None, **choices: str) -> AnswerImport:
    """Apply an import as it is shown now; `choices` by codes with underscores for dots."""
    return services.apply_import(
        actor=actor or team.interior_official,
        pending=pending,
        choices={code.replace("_", "."): choice for code, choice in choices.items()},
        expected=selectors.import_preview(pending).tag,
    )


def counts(pending: AnswerImport) -> dict[str, int]:
    """The verdicts that there are, with their numbers."""
    return {verdict: number for verdict, number in selectors.import_preview(pending).counts.items() if number}


def stored(team: Any, code: str) -> tuple[str, int | None, str, int]:
    """The ministry's answer as it is stored: answer, level, justification, version."""
    score = Score.objects.get(assessment=team.assessment, indicator__code=code, ministry=team.interior)
    return (score.answer, score.level, score.justification, score.version)


def all_codes() -> list[str]:
    """Codes of all indicators, in document order."""
    return list(framework_tree().indicator)
