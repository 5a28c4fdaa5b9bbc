"""The sealed copy of an assessment: canonical JSON that explains itself and can be recomputed without the database.

Canonical: UTF-8, keys sorted, no white space, no escapes beyond JSON's own, whole numbers only (scores are strings
with one decimal). The content:

    schema             "framework-for-action/submission/2"; /1 had no own_targets, evidence and actions
    country            code, name
    cycle              slug, name, target_level
    number             1 for the first submission of the assessment
    framework_edition  edition of the framework that was answered
    sealed_at          UTC, ISO 8601
    submitted_by       name and capacity
    national_scores    one per indicator in document order: indicator, part, objective, section, table, kind_rank,
                       state, answer, level, justification, rationale
    scores             one per ministry's answer: indicator, ministry, answer, level, justification, version, updated_at
    own_targets        the country's own target levels: objective, level, reason
    evidence           what supported the answers then: id, indicator, ministry (null for the country's own),
                       visibility, record_sha256 (of `evidence_record`); public pieces also hold their record, so that
                       a copy that is shared tells nothing of confidential ones
    actions            the action plan: id, indicator, measure, text, lead, others, starts_on, due_on, priority, cost,
                       currency, funding, assistance, assistance_words, status, progress_note, expected_level
    profile            nodes as the API gives them, percentages as strings
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Ministry
from assessments import scoring
from assessments.canonical import canonical as canonical
from assessments.canonical import seal as seal
from assessments.extracting import extracted
from assessments.models import Action, Assessment, Evidence, Extract, NationalScore, OwnTarget, Score, Submission

SCHEMA = "framework-for-action/submission/2"


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


def evidence_record(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence as its hash sees it: what it says and, for a file, the file's own SHA-256 and size."""
    return {
        "kind": evidence.kind,
        "title": evidence.title,
        "issuer": evidence.issuer,
        "dated_on": _day(evidence.dated_on),
        "article": evidence.article,
        "language": evidence.language,
        "url": evidence.url,
        "file_name": evidence.file_name,
        "file_sha256": evidence.file_id,
        "file_size": None if evidence.file is None else evidence.file.size,
    }


def evidence_seal(evidence: Evidence) -> str:
    """The SHA-256 of the canonical record of a piece of evidence."""
    return seal(canonical(evidence_record(evidence)))


def sealed_evidence(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence as sealed copies hold it; `indicator`, `ministry` and `file` at hand."""
    return {
        "id": str(evidence.pk),
        "indicator": evidence.indicator.code if evidence.indicator else None,
        "ministry": _ministry(evidence.ministry),
        "visibility": evidence.visibility,
        "record_sha256": evidence_seal(evidence),
    } | ({} if evidence.is_confidential else {"record": evidence_record(evidence)})


def sealed_action(action: Action) -> dict[str, Any]:
    """An action as sealed copies hold it; `indicator`, `measure`, `lead` and `others` at hand."""
    return {
        "id": str(action.pk),
        "indicator": action.indicator.code,
        "measure": action.measure.code if action.measure else None,
        "text": action.text,
        "lead": _ministry(action.lead),
        "others": [_ministry(other) for other in sorted(action.others.all(), key=lambda other: (other.name, other.pk))],
        "starts_on": _day(action.starts_on),
        "due_on": _day(action.due_on),
        "priority": action.priority,
        "cost": None if action.cost is None else f"{action.cost:.2f}",
        "currency": action.currency,
        "funding": action.funding,
        "assistance": action.assistance,
        "assistance_words": action.assistance_words,
        "status": action.status,
        "progress_note": action.progress_note,
        "expected_level": action.expected_level,
    }


def _ministry(ministry: Ministry | None) -> dict[str, str] | None:
    return None if ministry is None else {"id": str(ministry.pk), "name": ministry.name}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def content_of(
    *,
    assessment: Assessment,
    national_scores: Iterable[NationalScore],
    scores: Iterable[Score],
    own_targets: Iterable[OwnTarget],
    evidence: Iterable[Evidence],
    actions: Iterable[Action],
    places: Mapping[str, scoring.IndicatorPlace],
    edition: str,
    number: int,
    actor: Membership,
    at: datetime,
) -> dict[str, Any]:
    """The content of a submission. The rows come in order, with indicator, ministry and so on at hand."""
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
        "submitted_by": {"name": str(actor.user), "capacity": actor.recorded_capacity},
        "national_scores": national_rows,
        "scores": [
            {
                "indicator": score.indicator.code,
                "ministry": _ministry(score.ministry),
                "answer": score.answer,
                "level": score.level,
                "justification": score.justification,
                "version": score.version,
                "updated_at": moment(score.updated_at),
            }
            for score in scores
        ],
        "own_targets": [
            {"objective": target.objective.code, "level": target.level, "reason": target.reason}
            for target in own_targets
        ],
        "evidence": [sealed_evidence(piece) for piece in evidence],
        "actions": [sealed_action(action) for action in actions],
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


def follows(submission: Submission, content: Mapping[str, Any]) -> bool:
    """Whether the submission has its extract, and it is what the content gives."""
    extract: Extract | None = getattr(submission, "extract", None)
    made = extracted(content)
    return extract is not None and (
        (extract.layout_id, extract.layout.places, extract.letters, extract.own_targets, extract.needs)
        == (made.layout, made.places, made.letters, made.own_targets, made.needs)
    )


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
    if not follows(submission, content):
        faults.append("the extract does not follow from the answers")
    faults += [
        f"evidence {piece['id']} does not match its hash"
        for piece in content.get("evidence", [])
        if "record" in piece and seal(canonical(piece["record"])) != piece["record_sha256"]
    ]
    return faults
