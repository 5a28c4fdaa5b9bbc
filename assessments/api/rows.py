"""Scores as the API lists them: columns, and rows in their order, live or sealed.

Rows are plain tuples read straight from the database: a list of 371 costs little more than its query.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import NullIf

from assessments.api.action_rows import action_body
from assessments.models import Action, Assessment, Assignment, NationalScore, OwnTarget, ReviewerNote, Score

SCORE_COLUMNS = ("indicator", "ministry", "answer", "level", "justification", "version", "updated_at")
NATIONAL_COLUMNS = (
    "indicator",
    "state",
    "answer",
    "level",
    "justification",
    "rationale",
    "version",
    "updated_at",
)
SEALED_NATIONAL_COLUMNS = NATIONAL_COLUMNS[:-2]
"""A sealed national score has no version: it does not change."""

GAP_COLUMNS = ("indicator", "level", "target", "gap", "kind", "measures")


def scores(assessment: Assessment, codes: Collection[str] | None, **lookups: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """Answers of the ministries that are asked now, rows of `SCORE_COLUMNS` in document order.

    `codes` limits them to these indicators (None: all), `lookups` by fields of `Score`.
    """
    asked = Assignment.objects.filter(
        assessment=assessment, indicator=OuterRef("indicator"), ministry=OuterRef("ministry")
    )
    rows = Score.objects.filter(Exists(asked), assessment=assessment, **lookups)
    if codes is not None:
        rows = rows.filter(indicator__code__in=codes)
    return rows.order_by("indicator__order", "ministry__name", "ministry_id").values_list(
        "indicator__code", "ministry_id", *SCORE_COLUMNS[2:]
    )


def national_scores(
    assessment: Assessment, codes: Collection[str] | None, **lookups: Any
) -> QuerySet[Any, tuple[Any, ...]]:
    """National scores, rows of `NATIONAL_COLUMNS` in document order, also those without an answer (null)."""
    rows = NationalScore.objects.filter(assessment=assessment, **lookups)
    if codes is not None:
        rows = rows.filter(indicator__code__in=codes)
    return rows.order_by("indicator__order").values_list(
        "indicator__code", "state", NullIf("answer", Value("")), *NATIONAL_COLUMNS[3:]
    )


def sealed_scores(sealed: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The ministries' answers of a sealed copy, rows of `SCORE_COLUMNS` in document order."""
    return [
        (score["indicator"], score["ministry"]["id"], *(score[column] for column in SCORE_COLUMNS[2:]))
        for score in sealed["scores"]
    ]


def sealed_national_scores(sealed: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The national scores of a sealed copy, rows of `SEALED_NATIONAL_COLUMNS` in document order."""
    return [tuple(score[column] for column in SEALED_NATIONAL_COLUMNS) for score in sealed["national_scores"]]


def score_body(score: Score, indicator: str) -> dict[str, Any]:
    """One ministry's answer to the indicator with this code, as the list has it."""
    return dict(
        zip(
            SCORE_COLUMNS,
            (
                indicator,
                score.ministry_id,
                score.answer,
                score.level,
                score.justification,
                score.version,
                score.updated_at,
            ),
            strict=True,
        )
    )


def national_score_body(national: NationalScore, indicator: str) -> dict[str, Any]:
    """The national score of the indicator with this code, as the list has it."""
    return dict(
        zip(
            NATIONAL_COLUMNS,
            (
                indicator,
                national.state,
                national.answer or None,
                national.level,
                national.justification,
                national.rationale,
                national.version,
                national.updated_at,
            ),
            strict=True,
        )
    )


def target_body(target: OwnTarget) -> dict[str, Any]:
    """The country's own target, as the list has it; `objective` at hand."""
    return {
        "objective": target.objective.code,
        "level": target.level,
        "reason": target.reason,
        "version": target.version,
        "updated_at": target.updated_at,
    }


def note_body(note: ReviewerNote) -> dict[str, Any]:
    """A reviewer's note as JSON, as it stands for its author; `author` and `indicator` at hand."""
    return {
        "id": note.pk,
        "indicator": note.indicator.code if note.indicator else None,
        "author": str(note.author),
        "own": True,
        "text": note.text,
        "version": note.version,
        "written_at": note.written_at,
        "updated_at": note.updated_at,
    }


def current_body(current: Score | NationalScore | Action | OwnTarget | ReviewerNote | None) -> dict[str, Any] | None:
    """How it stands, for somebody whose version is stale; None where there is no answer yet."""
    match current:
        case Score():
            return score_body(current, current.indicator.code)
        case NationalScore():
            return national_score_body(current, current.indicator.code)
        case Action():
            return action_body(current)
        case OwnTarget():
            return target_body(current)
        case ReviewerNote():
            return note_body(current)
    return None
