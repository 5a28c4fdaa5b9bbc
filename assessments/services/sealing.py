"""Seals copies of assessments and keeps them with their extracts: the one way to a submission."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.models import Membership
from assessments import sealing, selectors
from assessments.extracting import Extracted, extracted
from assessments.models import Action, Assessment, Evidence, NationalScore, OwnTarget, Score, Submission
from assessments.services.extracting import keep_extracts
from framework.selectors import edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a copy is made of, each in its order (`sealing`), with indicator, ministry and so on at hand."""

    national_scores: Iterable[NationalScore]
    scores: Iterable[Score]
    own_targets: Iterable[OwnTarget]
    evidence: Iterable[Evidence]
    actions: Iterable[Action]


class SealedCopy(NamedTuple):
    """A submission with what comparison reads of it, not saved yet."""

    submission: Submission
    extracted: Extracted

    @property
    def announced(self) -> dict[str, object]:
        """What history keeps of it."""
        submission = self.submission
        return {"submission": str(submission.pk), "number": submission.number, "sha256": submission.sha256}


def sealed_copy(*, assessment: Assessment, rows: Rows, number: int, actor: Membership, at: datetime) -> SealedCopy:
    """The sealed copy of an assessment as it stands in `rows`; country and cycle at hand."""
    content = sealing.content_of(
        assessment=assessment,
        national_scores=rows.national_scores,
        scores=rows.scores,
        own_targets=rows.own_targets,
        evidence=rows.evidence,
        actions=rows.actions,
        places=selectors.tree().places,
        edition=edition(),
        number=number,
        actor=actor,
        at=at,
    )
    text = sealing.canonical(content)
    submission = Submission(
        assessment=assessment,
        number=number,
        sealed_at=at,
        submitted_by_id=actor.user_id,
        capacity=actor.recorded_capacity,
        framework_edition=edition(),
        content=text,
        sha256=sealing.seal(text),
    )
    return SealedCopy(submission, extracted(content))


def keep_copies(copies: Sequence[SealedCopy]) -> None:
    """Save sealed copies, whose assessments are saved, and their extracts."""
    Submission.objects.bulk_create(copy.submission for copy in copies)
    keep_extracts(copies)
