"""Answers that wait in a file: a ministry's part to take along, and what an import would change."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments.comparison.compared import SYNTHETIC_FILE
from assessments.models import AnswerImport, Assessment, Assignment, Score
from assessments.selectors.access import drafts_for
from assessments.selectors.state import previous_answers
from assessments.workbook.about import Line, Part
from assessments.workbook.wording import words_of
from framework.selectors import framework_tree

ROLE = Membership.Role
PREVIOUS_SHOWN = 600  # characters of the justification in the last cycle


class Verdict(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One indicator of an import: what the file says of it, and what is stored now.

    `given` is None for a cell that cannot be taken. `message` says what is wrong with it, or why nothing changes;
    `outcome` is what came of it once the import is applied: "written", "kept" (the stored one, by choice),
    "not_chosen", "unchanged", "error", else "".
    """

    indicator: str
    verdict: Verdict
    cell: str
    given: Mapping[str, Any] | None
    stored: Score | None
    message: str
    outcome: str


@dataclass(frozen=True)
class ImportPreview:
    """What an import would change now, in document order. `tag` differs as soon as anything in it does."""

    pending: AnswerImport
    rows: tuple[PreviewRow, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found[verdict] for verdict in Verdict}

    def of(self, *verdicts: Verdict) -> list[PreviewRow]:
        """The rows with one of these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]

    def ended(self, outcome: str) -> list[PreviewRow]:
        """The rows of which this came once the import was applied."""
        return [row for row in self.rows if row.outcome == outcome]

    @cached_property
    def tag(self) -> str:
        """A fingerprint of what is shown: 32 hexadecimal digits."""
        shown = [
            [row.indicator, row.verdict, row.message, row.given and dict(row.given), row.stored and row.stored.version]
            for row in self.rows
        ]
        text = json.dumps([self.pending.state, shown], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def fillable_ministries(actor: Membership | None, assessment: Assessment) -> QuerySet[Ministry]:
    """Ministries for which the actor may answer and that are asked something, by name."""
    ministries = Ministry.objects.filter(pk__in=assessment.assignments.values("ministry")).order_by("name")
    if actor is None or not actor.active or actor.country_id is None:
        return ministries.none()
    national = ministries.filter(country_id=actor.country_id)
    if actor.role == ROLE.CONTRIBUTOR and actor.ministry_id is not None:
        return national.filter(pk=actor.ministry_id)
    return national if actor.role == ROLE.FOCAL_POINT else ministries.none()


def part_of(assessment: Assessment, ministry: Ministry) -> Part:
    """Everything about a ministry's part of an assessment; five queries, however many indicators."""
    tree = framework_tree()
    asked = asked_codes(assessment, ministry.pk)
    stored = stored_answers(assessment, ministry.pk)
    _previous, before = previous_answers(assessment, asked)

    def previous(code: str) -> str:
        national = before.get(code)
        if national is None:
            return ""
        words, text = words_of(national.answer, national.level), national.justification
        shown = text if len(text) <= PREVIOUS_SHOWN else f"{text[:PREVIOUS_SHOWN]}…"
        return f"{words}\n{shown}" if shown else words

    def line(code: str) -> Line:
        score = stored.get(code)
        answer = (score.answer, score.level, score.justification, score.version) if score else ("", None, "", 0)
        return Line(tree.indicator[code], *answer, previous(code))

    due = assessment.assignments.filter(ministry=ministry).aggregate(due=Min("due_on"))["due"]
    mark = SYNTHETIC_FILE if assessment.cycle.synthetic else ""
    return Part(
        assessment=assessment.pk,
        ministry=ministry.pk,
        cycle=assessment.cycle.slug,
        country_name=assessment.country.name,
        cycle_name=assessment.cycle.name,
        ministry_name=ministry.name,
        fictional=assessment.country.fictional,
        synthetic=assessment.cycle.synthetic,
        closes_on=assessment.cycle.closes_on,
        due_on=due,
        file_name=f"{mark}{assessment.country.code}-{assessment.cycle.slug}-{ministry.slug}.xlsx",
        lines=[line(code) for code in tree.indicator if code in asked],
    )


def imports_for(actor: Membership | None, assessment: Assessment) -> QuerySet[AnswerImport]:
    """The actor's own imports into an assessment, for ministries he may answer for, newest first, with ministry."""
    imports = AnswerImport.objects.select_related("assessment__cycle", "assessment__country", "ministry", "uploaded_by")
    if actor is None or not actor.active or not drafts_for(actor).filter(pk=assessment.pk).exists():
        return imports.none()
    mine = Q(uploaded_by_id=actor.user_id, assessment=assessment, ministry__country_id=actor.country_id)
    if actor.role == ROLE.CONTRIBUTOR and actor.ministry_id is not None:
        return imports.filter(mine, ministry_id=actor.ministry_id)
    return imports.filter(mine) if actor.role == ROLE.FOCAL_POINT else imports.none()


def import_preview(pending: AnswerImport) -> ImportPreview:
    """What an import would change now; two queries."""
    asked = asked_codes(pending.assessment, pending.ministry_id)
    stored = stored_answers(pending.assessment, pending.ministry_id)
    rows = [_judged(row, asked, stored.get(row["indicator"])) for row in pending.rows]
    rows += [
        PreviewRow(
            fault["indicator"],
            Verdict.ERROR,
            fault["cell"],
            None,
            stored.get(fault["indicator"]),
            fault["message"],
            "error" if pending.state == AnswerImport.State.APPLIED else "",
        )
        for fault in pending.faults
    ]
    order = {code: place for place, code in enumerate(framework_tree().indicator)}
    return ImportPreview(pending, tuple(sorted(rows, key=lambda row: order.get(row.indicator, len(order)))))


def asked_codes(assessment: Assessment, ministry: UUID) -> set[str]:
    """Codes of the indicators that a ministry is asked."""
    return set(
        Assignment.objects.filter(assessment=assessment, ministry_id=ministry)
        .order_by()
        .values_list("indicator__code", flat=True)
    )


def stored_answers(assessment: Assessment, ministry: UUID) -> dict[str, Score]:
    """A ministry's answers by indicator code, with who gave them."""
    scores = Score.objects.filter(assessment=assessment, ministry_id=ministry).order_by()
    return {score.indicator.code: score for score in scores.select_related("indicator", "updated_by")}


def _judged(row: Mapping[str, Any], asked: set[str], stored: Score | None) -> PreviewRow:
    given = {name: row[name] for name in ("answer", "level", "justification", "version")}
    verdict, message = _verdict(row, asked, stored)
    return PreviewRow(row["indicator"], verdict, row["cell"], given, stored, message, row.get("outcome", ""))


def _verdict(row: Mapping[str, Any], asked: set[str], stored: Score | None) -> tuple[Verdict, str]:
    if not row["touched"]:
        return Verdict.UNCHANGED, ""
    if row["indicator"] not in asked:
        return Verdict.ERROR, _("This indicator is not asked of the ministry now.")
    if not row["answer"]:
        return Verdict.UNCHANGED, _("Left empty in the file: an answer cannot be taken back, so the stored one stays.")
    if stored is None:
        return Verdict.NEW, ""
    if (stored.answer, stored.level, stored.justification) == (row["answer"], row["level"], row["justification"]):
        return Verdict.UNCHANGED, ""
    if row["version"] is not None and row["version"] != stored.version:
        return Verdict.CONFLICT, ""
    return Verdict.CHANGED, ""
