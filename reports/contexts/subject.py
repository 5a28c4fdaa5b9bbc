"""What a report is about: one country's answers at one moment, the same shape for a draft and for a sealed copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import scoring, sealing
from assessments import selectors as assessing
from assessments.action_plan import PlannedAction
from assessments.models import Assessment, Evidence, NationalScore, Submission
from framework.listing import apposed
from framework.selectors import edition


@dataclass(frozen=True, slots=True)
class Given:
    """The country's answer to an indicator.

    `answer` is the one that counts, else unanswered; `state` is the national score's. `waiting_for` names the
    ministries that are asked and have not answered; sealed copies wait for nobody.
    """

    state: str
    answer: scoring.Answer
    justification: str
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """The level that the country aims at in an objective instead of the cycle's, and why."""

    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a submission: its number in the assessment, SHA-256, and who sealed it in what capacity.

    `name` is None where the reader does not belong to the country or to UNODC.
    """

    number: int
    sha256: str
    name: str | None
    capacity: str

    @property
    def by(self) -> str:
        """Who sealed it: name and capacity, or the capacity alone."""
        return apposed(self.name, self.capacity) if self.name else self.capacity


@dataclass(frozen=True, slots=True)
class Previous:
    """Where the country stood in the cycle before: its profile, from a sealed copy or from national scores."""

    cycle: str
    profile: scoring.Profile
    sealed: bool


@dataclass(frozen=True)
class Subject:
    """One country in one cycle.

    `given` has every indicator by code in document order, `as_of` is when the last of it changed (drafts) or was
    sealed, `edition` names the framework that was answered. `seal` is None for a draft, `previous` where there is no
    earlier assessment that the reader may see. `actions` is the plan by due date, dropped actions included.
    `own_targets` are by objective code, in document order; `evidence` has the titles of what supports an answer, by
    indicator code, confidential pieces marked as such and only where the reader may know of them. `synthetic`: the
    answers are made up by a program.
    """

    country_code: str
    country: str
    cycle_slug: str
    cycle: str
    target_level: int
    as_of: datetime
    edition: str
    seal: Seal | None
    tree: scoring.Tree
    given: Mapping[str, Given]
    previous: Previous | None
    actions: tuple[PlannedAction, ...] = ()
    own_targets: Mapping[str, OwnTarget] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether the answers may still change."""
        return self.seal is None

    @cached_property
    def answers(self) -> dict[str, scoring.Answer]:
        """The answers that count, by indicator code."""
        return {code: given.answer for code, given in self.given.items()}

    @cached_property
    def profile(self) -> scoring.Profile:
        """Scores, coverage and bounds of every node."""
        return scoring.score(self.tree, self.answers)

    @cached_property
    def gaps(self) -> list[scoring.Gap]:
        """Indicators below their target, the cycle's or the country's own, ranked (DESIGN section 3)."""
        own = {objective: target.level for objective, target in self.own_targets.items()}
        return scoring.gaps(self.tree, self.answers, self.target_level, own)

    def target_of(self, objective: str) -> int:
        """The level that is aimed at in an objective."""
        own = self.own_targets.get(objective)
        return own.level if own else self.target_level


def of_assessment(assessment: Assessment) -> Subject:
    """The draft as it stands now. Twelve queries; the caller has checked that it may be read."""
    state = assessing.state_of(assessment)
    rows = NationalScore.objects.filter(assessment=assessment).select_related("indicator").order_by("indicator__order")
    given: dict[str, Given] = {}
    as_of = assessment.opened_at
    for row in rows:
        code = row.indicator.code
        waiting_for = () if row.counts else tuple(ministry.name for ministry in state.missing(code))
        answer = row.as_answer if row.counts else scoring.UNANSWERED
        given[code] = Given(row.state, answer, row.justification, waiting_for)
        as_of = max(as_of, row.updated_at)
    actions = list(assessing.actions_for(assessment))
    own_targets = assessing.own_targets_of(assessment)
    evidence = list(assessing.standing(assessment))
    as_of = max(
        [
            as_of,
            *(action.updated_at for action in actions),
            *(target.updated_at for target in own_targets.values()),
            *(piece.added_at for piece in evidence),
        ]
    )
    return Subject(
        country_code=assessment.country.code,
        country=assessment.country.display_name,
        cycle_slug=assessment.cycle.slug,
        cycle=assessment.cycle.name,
        target_level=assessment.cycle.target_level,
        as_of=as_of,
        edition=edition(),
        seal=None,
        tree=assessing.tree(),
        given=given,
        previous=_previous_of_draft(assessment),
        actions=tuple(PlannedAction.of_sealed(sealing.sealed_action(action)) for action in actions),
        own_targets={code: OwnTarget(target.level, target.reason) for code, target in own_targets.items()},
        evidence=_titles((piece.indicator.code, piece) for piece in evidence if piece.indicator is not None),
        synthetic=assessment.cycle.synthetic,
    )


def of_submission(submission: Submission, readable: QuerySet[Submission], reader: Membership | None = None) -> Subject:
    """The sealed copy, read from its content and the evidence that it seals.

    Names of persons and confidential evidence only where `reader` may know of them. The cycle before is read from a
    sealed copy among `readable` only.
    """
    sealed = submission.sealed
    signatory = assessing.signatory_of(reader, submission)
    rows = sealed["national_scores"]
    answers = sealing.sealed_answers(rows)
    return Subject(
        country_code=sealed["country"]["code"],
        country=sealed["country"]["name"],
        cycle_slug=sealed["cycle"]["slug"],
        cycle=sealed["cycle"]["name"],
        target_level=sealed["cycle"]["target_level"],
        as_of=datetime.fromisoformat(sealed["sealed_at"]),
        edition=sealed["framework_edition"],
        seal=Seal(sealed["number"], submission.sha256, signatory["name"], signatory["capacity"]),
        tree=sealing.sealed_tree(rows),
        given={
            row["indicator"]: Given(
                row["state"], answers.get(row["indicator"], scoring.UNANSWERED), row["justification"]
            )
            for row in rows
        },
        previous=_sealed_before(submission.assessment, readable),
        actions=_by_due_date(PlannedAction.of_sealed(action) for action in sealed.get("actions", ())),
        own_targets={
            target["objective"]: OwnTarget(target["level"], target["reason"])
            for target in sealed.get("own_targets", ())
        },
        evidence=_titles((one.indicator, one.piece) for one in assessing.sealed_evidence(reader, submission)),
        synthetic=submission.assessment.cycle.synthetic,
    )


def _by_due_date(actions: Iterable[PlannedAction]) -> tuple[PlannedAction, ...]:
    """The actions by due date; those of one day as the copy has them, in document order."""
    return tuple(sorted(actions, key=lambda action: action.due_on))


def _titles(pieces: Iterable[tuple[str, Evidence]]) -> dict[str, tuple[str, ...]]:
    """What each piece is called, by indicator: title, article, and whether it is confidential."""
    titles: dict[str, list[str]] = {}
    for indicator, piece in pieces:
        title = apposed(piece.title, piece.article) if piece.article else piece.title
        if piece.is_confidential:
            title = _("%(title)s (confidential)") % {"title": title}
        titles.setdefault(indicator, []).append(title)
    return {indicator: tuple(given) for indicator, given in titles.items()}


def _previous_of_draft(assessment: Assessment) -> Previous | None:
    """The last cycle's latest sealed copy, or its national scores where it never was submitted."""
    sealed = _sealed_before(assessment, Submission.objects.all())
    if sealed is not None:
        return sealed
    before, answers = assessing.previous_answers(assessment)
    if before is None or not answers:
        return None
    counted = {code: national.as_answer for code, national in answers.items()}
    return Previous(before.cycle.name, scoring.score(assessing.tree(), counted), sealed=False)


def _sealed_before(assessment: Assessment, readable: QuerySet[Submission]) -> Previous | None:
    before = assessing.previous_assessment(assessment)
    if before is None:
        return None
    submission = readable.filter(assessment=before).defer(None).order_by("-number").first()
    if submission is None:
        return None
    profile = sealing.sealed_profile(submission.sealed["national_scores"])
    return Previous(before.cycle.name, profile, sealed=True)
