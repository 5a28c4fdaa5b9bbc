"""The sealed copy of an assessment: canonical JSON that explains itself and can be recomputed without the database.

Canonical: UTF-8, keys sorted, no white space, no escapes beyond JSON's own, whole numbers only (scores are strings
with one decimal). The content:

    schema             "framework-for-action/submission/1"
    country            code, name
    cycle              slug, name, target_level
    number             1 for the first submission of the assessment
    framework_edition  edition of the framework that was answered
    sealed_at          UTC, ISO 8601
    submitted_by       name and capacity
    national_scores    one per indicator in document order: indicator, part, objective, section, table, kind_rank,
                       state, answer, level, justification, rationale
    scores             one per ministry's answer: indicator, ministry, answer, level, justification, version, updated_at
    profile            nodes as the API gives them, percentages as strings
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Membership
from assessments import scoring
from assessments.models import Assessment, NationalScore, Score, Submission

SCHEMA = "framework-for-action/submission/1"


def canonical(content: Mapping[str, Any]) -> str:
    """`content` as canonical JSON."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def seal(text: str) -> str:
    """The seal of a canonical text: SHA-256 of its UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A time as sealed copies and the API write it: UTC, ISO 8601 with Z."""
    return at.astimezone(timezone.get_fixed_timezone(0)).replace(tzinfo=None).isoformat() + "Z"


def node_as_json(node: scoring.Node) -> dict[str, Any]:
    """A node of a profile as sealed copies write it: percentages as strings with one decimal, null where none."""

    def text(value: Any) -> str | None:
        rounded = scoring.one_decimal(value)
        return None if rounded is None else str(rounded)

    return {
        "level": node.level,
        "code": node.code,
        "score": text(node.score),
        "coverage": text(node.coverage),
        "lower": text(node.lower),
        "upper": text(node.upper),
        "answered": node.answered,
        "total": node.total,
        "not_applicable": node.not_applicable,
        "no_data": node.no_data,
        "unanswered": node.unanswered,
    }


def content_of(
    *,
    assessment: Assessment,
    national_scores: Iterable[NationalScore],
    scores: Iterable[Score],
    places: Mapping[str, scoring.IndicatorPlace],
    edition: str,
    number: int,
    actor: Membership,
    at: datetime,
) -> dict[str, Any]:
    """The content of a submission. `national_scores` and `scores` come with indicator (and ministry) at hand."""
    national_rows = [
        {
            "indicator": national.indicator.code,
            "part": places[national.indicator.code].part,
            "objective": places[national.indicator.code].objective,
            "section": places[national.indicator.code].section,
            "table": places[national.indicator.code].table,
            "kind_rank": places[national.indicator.code].kind_rank,
            "state": national.state,
            "answer": national.answer,
            "level": national.level,
            "justification": national.justification,
            "rationale": national.rationale,
        }
        for national in national_scores
    ]
    return {
        "schema": SCHEMA,
        "country": {"code": assessment.country.code, "name": assessment.country.name},
        "cycle": {
            "slug": assessment.cycle.slug,
            "name": assessment.cycle.name,
            "target_level": assessment.cycle.target_level,
        },
        "number": number,
        "framework_edition": edition,
        "sealed_at": moment(at),
        "submitted_by": {"name": str(actor.user), "capacity": actor.capacity},
        "national_scores": national_rows,
        "scores": [
            {
                "indicator": score.indicator.code,
                "ministry": {"id": str(score.ministry_id), "name": score.ministry.name},
                "answer": score.answer,
                "level": score.level,
                "justification": score.justification,
                "version": score.version,
                "updated_at": moment(score.updated_at),
            }
            for score in scores
        ],
        "profile": {"nodes": [node_as_json(node) for node in sealed_profile(national_rows)]},
    }


def sealed_tree(national_rows: Iterable[Mapping[str, Any]]) -> scoring.Tree:
    """The tree of the framework as it was when the rows were sealed."""
    return scoring.Tree.build(
        scoring.IndicatorPlace(
            row["indicator"], row["part"], row["objective"], row["section"], row["table"], row["kind_rank"]
        )
        for row in national_rows
    )


def sealed_answers(national_rows: Iterable[Mapping[str, Any]]) -> dict[str, scoring.Answer]:
    """The answers that counted when the rows were sealed, by indicator code."""
    return {
        row["indicator"]: scoring.Answer(scoring.AnswerKind(row["answer"]), row["level"])
        for row in national_rows
        if row["state"] in NationalScore.COUNTED
    }


def sealed_profile(national_rows: Iterable[Mapping[str, Any]]) -> scoring.Profile:
    """The profile, recomputed from sealed rows."""
    rows = list(national_rows)
    return scoring.score(sealed_tree(rows), sealed_answers(rows))


def faults_of(submission: Submission, announced: str | None) -> list[str]:
    """What is wrong with a sealed copy, in words; empty when it is whole.

    `announced` is the seal that history kept when the submission was made, None when history has none.
    """
    faults = []
    if seal(submission.content) != submission.sha256:
        faults.append("the content does not match its SHA-256")
    if announced != submission.sha256:
        faults.append("the SHA-256 is not the one that history kept")
    try:
        content = json.loads(submission.content)
    except json.JSONDecodeError as error:
        return [*faults, f"the content is not JSON: {error}"]
    if canonical(content) != submission.content:
        faults.append("the content is not canonical")
    try:
        nodes = [node_as_json(node) for node in sealed_profile(content["national_scores"])]
        sealed_nodes = content["profile"]["nodes"]
    except (KeyError, TypeError, ValueError) as error:
        return [*faults, f"the profile cannot be recomputed: {error!r}"]
    if nodes != sealed_nodes:
        faults.append("the profile does not follow from the answers")
    return faults
