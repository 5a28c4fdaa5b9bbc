"""What a submission sealed: all of it by table, or on one indicator or objective beside what the newest one says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership
from assessments import selectors
from assessments.comparison.changing import Step
from assessments.models import Clarification, Evidence, Submission
from assessments.scoring import Node, Profile
from framework.selectors import framework_tree


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
        step = Step(self.then, self.now)
        return step.answered_otherwise or step.worded_otherwise


@dataclass(frozen=True, slots=True)
class SealedIndicator:
    """An indicator as it was sealed; `row` and `scores` are rows of the sealed JSON, `text` is today's statement.

    `clarifications` are those on it that the person may see, whichever submission they were asked on.
    """

    row: Mapping[str, Any]
    scores: list[Mapping[str, Any]]
    text: str
    clarifications: list[Clarification]


@dataclass(frozen=True, slots=True)
class SealedNode:
    """A table or objective as it was sealed; `title` is today's."""

    node: Node
    title: str
    objectives: list["SealedNode"]
    indicators: list[SealedIndicator]
    clarifications: list[Clarification]


def sealed_answers_about(
    actor: Membership | None, about: str, then: Submission, newest: Submission
) -> list[SealedAnswer]:
    """The answers to an indicator, or to those of an objective, in document order; both with their content.

    The evidence is what the actor may see.
    """
    rows_then, rows_now = _rows(then, about), _rows(newest, about)
    indicators = framework_tree().indicator
    evidence = evidence_by_ministry(selectors.sealed_evidence(actor, then))
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


def sealed_tables(sealed: Submission, profile: Profile, clarifications: list[Clarification]) -> list[SealedNode]:
    """The sealed rows by table and objective, with the statements as the framework has them now.

    `sealed` comes with its content.
    """
    tree = framework_tree()
    asked: dict[str, list[Clarification]] = {}
    for clarification in clarifications:
        asked.setdefault(clarification.about, []).append(clarification)
    scores: dict[str, list[Mapping[str, Any]]] = {}
    for score in sealed.sealed["scores"]:
        scores.setdefault(score["indicator"], []).append(score)
    tables: dict[str, SealedNode] = {}
    objectives: dict[str, SealedNode] = {}
    for row in sealed.sealed["national_scores"]:
        table, objective, code = row["table"], row["objective"], row["indicator"]
        if table not in tables:
            title = tree.table[table].title if table in tree.table else ""
            tables[table] = SealedNode(profile.table(table), title, [], [], [])
        if objective not in objectives:
            title = tree.objective[objective].title if objective in tree.objective else ""
            node = profile.objective(objective)
            objectives[objective] = SealedNode(node, title, [], [], asked.get(objective, []))
            tables[table].objectives.append(objectives[objective])
        text = tree.indicator[code].text if code in tree.indicator else ""
        said = SealedIndicator(row, scores.get(code, []), text, asked.get(code, []))
        objectives[objective].indicators.append(said)
    return list(tables.values())


def evidence_by_ministry(pieces: Iterable[selectors.SealedPiece]) -> dict[str, dict[str, list[Evidence]]]:
    """Sealed evidence by indicator and name of the ministry."""
    found: dict[str, dict[str, list[Evidence]]] = {}
    for sealed in pieces:
        found.setdefault(sealed.indicator, {}).setdefault(sealed.ministry, []).append(sealed.piece)
    return found
