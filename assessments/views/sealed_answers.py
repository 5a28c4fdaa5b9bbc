"""What a submission sealed on an indicator or objective, beside what the newest one says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership
from assessments import selectors
from assessments.models import Evidence, Submission
from framework.selectors import framework_tree

COMPARED = ("answer", "level", "justification")


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """The country's answer to one indicator as it was sealed `then` and in the newest submission (`now`).

    Both are rows of sealed JSON, None where the submission has no such indicator; `text` is today's statement;
    `scores` are the ministries' answers and `evidence` what supported them, by the name of the ministry ("" for the
    country), both as sealed then.
    """

    code: str
    text: str
    then: Mapping[str, Any] | None
    now: Mapping[str, Any] | None
    scores: list[Mapping[str, Any]]
    evidence: Mapping[str, list[Evidence]]

    @property
    def changed(self) -> bool:
        """Whether the newest submission answers otherwise, or in other words."""
        return any((self.then or {}).get(name) != (self.now or {}).get(name) for name in COMPARED)


def sealed_answers_about(
    actor: Membership | None, about: str, then: Submission, newest: Submission
) -> list[SealedAnswer]:
    """The answers to an indicator, or to those of an objective, in document order; both with their content.

    The evidence is what the actor may see.
    """
    rows_then, rows_now = _rows(then, about), _rows(newest, about)
    indicators = framework_tree().indicator
    evidence: dict[str, dict[str, list[Evidence]]] = {}
    for sealed in selectors.sealed_evidence(actor, then):
        evidence.setdefault(sealed.indicator, {}).setdefault(sealed.ministry, []).append(sealed.piece)
    return [
        SealedAnswer(
            code=code,
            text=indicators[code].text if code in indicators else "",
            then=rows_then.get(code),
            now=rows_now.get(code),
            scores=[score for score in then.sealed["scores"] if score["indicator"] == code],
            evidence=evidence.get(code, {}),
        )
        for code in {**rows_then, **rows_now}
    ]


def _rows(submission: Submission, about: str) -> dict[str, Mapping[str, Any]]:
    return {
        row["indicator"]: row
        for row in submission.sealed["national_scores"]
        if about in (row["indicator"], row["objective"])
    }
