"""National scores follow the ministries' answers by themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Membership
from assessments import national as national_rules
from assessments.models import Assessment, Assignment, Change, NationalScore, Score
from assessments.services.answers import change_of, national_state
from assessments.services.telling import tell_conflicts, untell_conflicts
from framework.models import Indicator

FIELDS = ("state", "answer", "level", "justification", "rationale", "decided_by", "version", "updated_at")


def lock_national_scores(assessment: Assessment, indicator_ids: Collection[int]) -> list[NationalScore]:
    """The national scores of these indicators, locked in one order until the transaction ends.

    The lock is what makes writers of one indicator wait for each other (on SQLite the whole transaction does).
    """
    return list(
        NationalScore.objects.select_for_update(of=("self",))
        .filter(assessment_id=assessment.pk, indicator_id__in=indicator_ids)
        .order_by("indicator_id")
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What national scores rest on, by indicator: the ministries that are asked, by name, and who answered what."""

    asked: Mapping[int, Sequence[UUID]]
    scores: Mapping[int, Mapping[UUID, Score]]

    def taking_part(self, indicator_id: int) -> list[Score]:
        """Answers of the ministries that are asked, in their order."""
        scores = self.scores.get(indicator_id, {})
        return [scores[ministry] for ministry in self.asked.get(indicator_id, ()) if ministry in scores]

    def with_score(self, score: Score) -> "Ground":
        """The ground after `score` was given."""
        given = {**self.scores.get(score.indicator_id, {}), score.ministry_id: score}
        return Ground(self.asked, {**self.scores, score.indicator_id: given})


def ground_under(assessment: Assessment, indicator_ids: Collection[int]) -> Ground:
    """What these indicators' national scores rest on. Two queries; read it under their lock."""
    asked: dict[int, list[UUID]] = defaultdict(list)
    for indicator_id, ministry_id in (
        Assignment.objects.filter(assessment_id=assessment.pk, indicator_id__in=indicator_ids)
        .order_by("ministry__name", "ministry_id")
        .values_list("indicator_id", "ministry_id")
    ):
        asked[indicator_id].append(ministry_id)
    scores: dict[int, dict[UUID, Score]] = defaultdict(dict)
    for score in (
        Score.objects.filter(assessment_id=assessment.pk, indicator_id__in=indicator_ids)
        .select_related("ministry")
        .order_by()
    ):
        scores[score.indicator_id][score.ministry_id] = score
    return Ground(asked, scores)


def follow(
    *, actor: Membership, assessment: Assessment, locked: Collection[NationalScore], ground: Ground, at: datetime
) -> list[Change]:
    """Bring the `locked` national scores in line with their `ground`; returns the history, not yet saved.

    The focal points are told of answers that now differ. Decisions stand: `answer_changed_under` puts them up for
    confirmation. One update for each national score that changes: measured on SQLite, 0.2 ms for one and 50 ms for 371,
    where `bulk_update` takes 1.2 and 340 ms.
    """
    history: list[Change] = []
    differing, settled = [], []
    for national in locked:
        before = national_state(national)
        indicator_id = national.indicator_id
        if bring_in_line(national, ground.asked.get(indicator_id, ()), ground.taking_part(indicator_id), at):
            if before["state"] == NationalScore.State.CONFLICT:
                settled.append(indicator_id)
            elif national.state == NationalScore.State.CONFLICT:
                differing.append(indicator_id)
            national.save(update_fields=FIELDS)
            history.append(
                change_of(
                    actor=actor,
                    assessment=assessment,
                    at=at,
                    action=Change.Action.NATIONAL,
                    before=before,
                    after=national_state(national),
                    indicator_id=indicator_id,
                )
            )
    if differing:
        tell_conflicts(actor=actor, assessment=assessment, codes=_codes(differing))
    if settled:
        untell_conflicts(assessment=assessment, codes=_codes(settled))
    return history


def bring_in_line(national: NationalScore, asked: Sequence[UUID], taking_part: Sequence[Score], at: datetime) -> bool:
    """Let one national score follow the answers of the ministries that are asked, in memory; whether it changed."""
    before = national_state(national)
    result = national_rules.outcome(asked, {score.ministry_id: score.as_answer for score in taking_part})
    national.state = national_rules.next_state(national.state, result, len(taking_part))
    if national.state == NationalScore.State.AGREED:
        national.answer, national.level = taking_part[0].answer, taking_part[0].level
        national.justification = joint_justification(taking_part)
    elif national.state in (NationalScore.State.CONFLICT, NationalScore.State.UNANSWERED):
        national.answer, national.level, national.justification = "", None, ""
    if national_state(national) == before:
        return False
    national.version += 1
    national.updated_at = at
    return True


def _codes(indicator_ids: Collection[int]) -> list[str]:
    """Codes of indicators, in document order."""
    return list(Indicator.objects.filter(pk__in=indicator_ids).order_by("order").values_list("code", flat=True))


def joint_justification(scores: Collection[Score]) -> str:
    """The justifications of ministries that agree: one as it is, several each under its ministry's name."""
    justified = [score for score in scores if score.justification]
    if len(justified) == 1:
        return justified[0].justification
    return "\n\n".join(f"{score.ministry.name}: {score.justification}" for score in justified)


def answer_changed_under(
    *, actor: Membership, assessment: Assessment, national: NationalScore, at: datetime
) -> list[Change]:
    """Put a decision whose ground has changed up for confirmation; returns the history, not yet saved."""
    before = national_state(national)
    national.state = NationalScore.State.TO_CONFIRM
    national.version += 1
    national.updated_at = at
    national.save(update_fields=["state", "version", "updated_at"])
    return [
        change_of(
            actor=actor,
            assessment=assessment,
            at=at,
            action=Change.Action.NATIONAL,
            before=before,
            after=national_state(national),
            indicator_id=national.indicator_id,
        )
    ]
