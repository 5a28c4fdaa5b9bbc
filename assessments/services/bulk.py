"""Whole assessments at once: each step by the rules of the services, in memory, and everything written together.

For content that a program makes, hundreds of assessments in one go; nobody is told of anything. What the rows, the
sealed copies and history say is what the single services would have left behind.
"""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import Json

from accounts.models import Country, Membership, Ministry
from assessments.models import (
    Action,
    Assessment,
    Assignment,
    Change,
    Cycle,
    NationalScore,
    OwnTarget,
    Score,
)
from assessments.rules import require
from assessments.selectors import Blocker
from assessments.services.answers import change_of, check_answer, clean_text, national_state, score_state
from assessments.services.assessing import first_national_score, opening_change, sharing_change
from assessments.services.errors import Blocked, NotWritable
from assessments.services.following import bring_in_line
from assessments.services.planning import Step, checked, laid_down, planned_change
from assessments.services.scoring import Given, first_score, given_by
from assessments.services.sealing import Rows, SealedCopy, keep_copies, sealed_copy
from assessments.services.sharing_out import for_history
from assessments.services.status import IN_REVIEW, moved
from assessments.services.targets import aimed_by, check_target, target_change, target_state
from assessments.sharing_out import Asked
from framework.models import Indicator, Objective

STATUS = Assessment.Status


@dataclass
class Book:
    """An assessment in memory, open for the steps of its focal point `actor`; `write` saves it.

    One ministry answers for the country. `indicators` are all, in document order. Times go up from step to step: each
    step says when it was. Nothing of it is in the database before it is written.
    """

    actor: Membership
    assessment: Assessment
    ministry: Ministry
    indicators: Sequence[Indicator]
    national: dict[int, NationalScore]
    scores: dict[int, Score] = field(default_factory=dict)
    assignments: dict[int, Assignment] = field(default_factory=dict)
    targets: dict[str, OwnTarget] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    copies: list[SealedCopy] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)

    @cached_property
    def capacity(self) -> str:
        """In what capacity the actor acts, in words."""
        return self.actor.recorded_capacity

    @classmethod
    def open(
        cls,
        *,
        actor: Membership,
        country: Country,
        cycle: Cycle,
        ministry: Ministry,
        indicators: Sequence[Indicator],
        at: datetime,
        previous: "Book | None" = None,
    ) -> "Book":
        """Open `country`'s assessment in `cycle`; what counted in the `previous` one is carried over.

        Raises PermissionDenied, NotWritable.
        """
        assessment = Assessment(country=country, cycle=cycle, opened_at=at)
        require("assessments.coordinate", actor, assessment)
        if not cycle.is_open:
            raise NotWritable(_("The cycle is not open."))
        if ministry.country_id != country.pk:
            raise PermissionDenied(_("The ministry is not of this country."))
        counted = previous.counted if previous else {}
        national = {
            indicator.pk: first_national_score(assessment, indicator.pk, counted.get(indicator.pk), at)
            for indicator in indicators
        }
        for indicator in indicators:
            national[indicator.pk].indicator = indicator
        book = cls(actor, assessment, ministry, indicators, national)
        book.history.append(opening_change(actor, assessment, len(counted), at))
        return book

    @property
    def counted(self) -> dict[int, NationalScore]:
        """The national scores that count, by indicator."""
        return {pk: national for pk, national in self.national.items() if national.counts}

    def assign(self, indicators: Iterable[Indicator], at: datetime) -> None:
        """Ask the ministry for `indicators`, in one operation. Raises NotWritable."""
        self._require_writable()
        batch = uuid4()
        for indicator in indicators:
            if indicator.pk in self.assignments:
                continue
            self.assignments[indicator.pk] = Assignment(
                assessment=self.assessment, indicator=indicator, ministry=self.ministry
            )
            self._keep(
                Change.Action.ASSIGNED, at, None, for_history(Asked(None)), indicator.pk, self.ministry.pk, batch
            )
            self._follow(indicator.pk, at)

    def answer(self, given: Iterable[Given], at: datetime) -> None:
        """Record answers of the ministry; national scores follow. What is answered so already stays as it is.

        Raises PermissionDenied where the ministry is not asked, ValidationError by field, NotWritable.
        """
        require("assessments.answer_for", self.actor, self.ministry)
        self._require_writable()
        for one in given:
            text = clean_text(one.justification)
            check_answer(answer=one.answer, level=one.level, justification=text)
            if one.indicator_id not in self.assignments:
                raise PermissionDenied(_("This indicator is not assigned to this ministry."))
            score = self.scores.get(one.indicator_id)
            if score and (score.answer, score.level, score.justification) == (one.answer, one.level, text):
                continue
            before = score_state(score)
            if score is None:
                score = first_score(self.assessment, one.indicator_id, self.ministry)
                score.indicator = self.national[one.indicator_id].indicator
                self.scores[one.indicator_id] = score
            given_by(self.actor, score, Given(one.indicator_id, one.answer, one.level, text), at)
            self._keep(Change.Action.SCORED, at, before, score_state(score), one.indicator_id, self.ministry.pk)
            self._follow(one.indicator_id, at)

    def aim(self, objective: Objective, level: int, reason: str, at: datetime) -> None:
        """Set the country's own target in `objective`. Raises ValidationError by field, NotWritable."""
        self._require_writable()
        reason = clean_text(reason)
        check_target(level, reason)
        target = self.targets.get(objective.code)
        before = target_state(target)
        if target is None:
            target = OwnTarget(assessment=self.assessment, objective=objective, version=0)
        aimed_by(self.actor, target, level, reason, at)
        self.targets[objective.code] = target
        self.history.append(target_change(self.actor, self.assessment, objective, before, target_state(target), at))

    def plan(self, indicator: Indicator, step: Step, at: datetime, *, pk: UUID) -> None:
        """Plan a step of the one ministry against the gap at `indicator`, under the id `pk`.

        Raises ValidationError by field; ValueError for a step that other ministries share in.
        """
        if step.others:
            raise ValueError("A book has one ministry.")
        step = checked(step, self.assessment, indicator, self.counted.get(indicator.pk))
        action = Action(pk=pk, assessment=self.assessment, indicator=indicator, version=0, created_at=at)
        laid_down(action, step, self.actor, at)
        self.actions.append(action)
        models.prefetch_related_objects([action], "others")
        self.history.append(planned_change(self.actor, action, None, at))

    def submit(self, at: datetime) -> None:
        """Seal a copy and hand it to the reviewers. Raises NotWritable, Blocked with everything that is missing."""
        self._require_writable()
        blockers = [
            Blocker(national.indicator.code, national.state, self._missing(pk))
            for pk, national in self.national.items()
            if not national.counts
        ]
        if blockers:
            raise Blocked(blockers)
        rows = Rows(
            national_scores=self.national.values(),
            scores=[self.scores[pk] for pk in self.national if pk in self.scores],
            own_targets=sorted(self.targets.values(), key=lambda target: target.objective.order),
            evidence=(),
            actions=sorted(self.actions, key=lambda one: (one.indicator.order, one.due_on, one.pk)),
        )
        copy = sealed_copy(assessment=self.assessment, rows=rows, number=len(self.copies) + 1, actor=self.actor, at=at)
        self.copies.append(copy)
        self._move(self.actor, STATUS.SUBMITTED, Change.Action.SUBMITTED, copy.announced, at)

    def reopen(self, at: datetime) -> None:
        """Take the submitted assessment back to work on. Raises NotWritable."""
        self._require_in_review(_("Only a submitted assessment can be reopened."))
        if not self.assessment.cycle.is_open:
            raise NotWritable(_("The cycle is not open."))
        self._move(self.actor, STATUS.IN_PROGRESS, Change.Action.REOPENED, {}, at)

    def accept(self, reviewer: Membership, at: datetime) -> None:
        """The reviewer accepts the latest submission. Raises PermissionDenied, NotWritable."""
        require("assessments.accept", reviewer)
        self._require_in_review(_("Only the latest submission of a submitted assessment can be accepted."))
        accepted = {"submission": str(self.copies[-1].submission.pk)}
        self._move(reviewer, STATUS.ACCEPTED, Change.Action.ACCEPTED, accepted, at)

    def share(self, sharing: Assessment.Sharing, at: datetime) -> None:
        """Set who beside the reviewers may read the country's submissions."""
        before = self.assessment.sharing
        if sharing != before:
            self.assessment.sharing = sharing
            self.history.append(sharing_change(self.actor, self.assessment, before, at))

    def _require_writable(self) -> None:
        if not self.assessment.is_writable:
            raise NotWritable(_("The assessment is submitted. The focal point can reopen it."))

    def _require_in_review(self, otherwise: str) -> None:
        if self.assessment.status not in IN_REVIEW:
            raise NotWritable(otherwise)

    def _missing(self, indicator_id: int) -> tuple[Ministry, ...]:
        asked = indicator_id in self.assignments and indicator_id not in self.scores
        return (self.ministry,) if asked else ()

    def _follow(self, indicator_id: int, at: datetime) -> None:
        national = self.national[indicator_id]
        score = self.scores.get(indicator_id)
        before = national_state(national)
        if bring_in_line(national, [self.ministry.pk], [score] if score else [], at):
            self._keep(Change.Action.NATIONAL, at, before, national_state(national), indicator_id)

    def _keep(
        self,
        action: Change.Action,
        at: datetime,
        before: dict[str, object] | None,
        after: dict[str, object] | None,
        indicator_id: int,
        ministry_id: UUID | None = None,
        batch: UUID | None = None,
    ) -> None:
        change = change_of(
            actor=self.actor,
            assessment=self.assessment,
            at=at,
            action=action,
            before=before,
            after=after,
            indicator_id=indicator_id,
            ministry_id=ministry_id,
            batch=batch,
            capacity=self.capacity,
        )
        self.history.append(change)

    def _move(
        self,
        actor: Membership,
        status: Assessment.Status,
        action: Change.Action,
        extra: Mapping[str, object],
        at: datetime,
    ) -> None:
        self.history.append(moved(actor, self.assessment, status, action, extra, at))


@transaction.atomic
def write(books: Collection[Book]) -> None:
    """Save these books, all or none; those of one country that lean on each other in the order of their cycles."""
    Assessment.objects.bulk_create(book.assessment for book in books)
    for book in books:
        Assessment.objects.filter(pk=book.assessment.pk).update(opened_at=book.history[0].at)
    _insert(row for book in books for row in book.national.values())
    _insert(row for book in books for row in book.assignments.values())
    _insert(row for book in books for row in book.scores.values())
    _insert(row for book in books for row in book.targets.values())
    _insert(row for book in books for row in book.actions)
    _insert(row for book in books for row in book.history)
    keep_copies([copy for book in books for copy in book.copies])


PLAIN = frozenset({int, str, type(None)})
"""Types whose values go into the database as they are, but for those of JSON fields."""
Prepared = tuple[str, Any, bool]
"""A field: the attribute of its value, what makes it ready for the database, and whether it holds JSON."""


def _insert(made: Iterable[models.Model]) -> None:
    """Save new rows of one model, without their new ids.

    `bulk_create` does the same and more: it takes three times as long, minutes for a million rows.
    """
    rows = list(made)
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    meta, quote = rows[0]._meta, database.ops.quote_name
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    prepared = [(field.attname, field.get_db_prep_save, isinstance(field, models.JSONField)) for field in fields]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"{quote(meta.db_table)} ({columns})"
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            _copy(cursor, database, into, rows, prepared)
        else:
            _insert_many(cursor, database, into, rows, prepared, database.ops.bulk_batch_size(fields, rows))


def _values(database: Any, row: models.Model, prepared: Sequence[Prepared]) -> list[Any]:
    return [
        value if type(value) in PLAIN and not is_json else prepare(value, database)
        for name, prepare, is_json in prepared
        for value in (getattr(row, name),)
    ]


def _insert_many(
    cursor: Any, database: Any, into: str, rows: Sequence[models.Model], prepared: Sequence[Prepared], at_once: int
) -> None:
    one_row = f"({', '.join(['%s'] * len(prepared))})"
    for first in range(0, len(rows), at_once):
        part = rows[first : first + at_once]
        values = [value for row in part for value in _values(database, row, prepared)]
        cursor.execute(f"INSERT INTO {into} VALUES " + ", ".join([one_row] * len(part)), values)  # noqa: S608 (names of the models)


def _copy(cursor: Any, database: Any, into: str, rows: Sequence[models.Model], prepared: Sequence[Prepared]) -> None:
    """By COPY in its text format: PostgreSQL reads the rows in half the time, and Python does not quote them twice."""
    lines = io.StringIO()
    for row in rows:
        lines.write("\t".join(map(_as_text, _values(database, row, prepared))) + "\n")
    lines.seek(0)
    cursor.copy_expert(f"COPY {into} FROM STDIN", lines)


def _as_text(value: Any) -> str:
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, Json):
        value = value.dumps(value.adapted)
    text = str(value)
    # Six times as fast as `str.translate`.
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
