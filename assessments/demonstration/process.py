"""What a team does beside answering: own targets, evidence, discussions and the action plan, from process.yaml."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership, Ministry
from assessments import services
from assessments.demonstration.content import process
from assessments.demonstration.people import Delegation
from assessments.models import Assessment
from framework.models import Indicator, Measure, Objective


def work(delegation: Delegation, assessment: Assessment) -> None:
    """Record all of it, as the people of the delegation."""
    told = process()
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for code, target in told["targets"].items():
        services.set_target(
            actor=delegation.focal_point,
            assessment=assessment,
            objective=Objective.objects.get(code=code),
            level=target["level"],
            reason=target["reason"],
            expected_version=0,
        )
    for piece in told["evidence"]:
        _add_evidence(delegation, assessment, indicators, dict(piece))
    for code, comments in told["discussions"].items():
        for comment in comments:
            services.comment(
                actor=_person(delegation, comment["by"]),
                assessment=assessment,
                indicator=indicators[code],
                text=comment["text"],
                mentions=[_person(delegation, slug).user_id for slug in comment["mentions"]],
            )
    for code in told["resolved"]:
        services.resolve_discussion(actor=delegation.focal_point, assessment=assessment, indicator=indicators[code])
    for action in told["actions"]:
        services.plan_action(
            actor=delegation.focal_point,
            assessment=assessment,
            indicator=indicators[action["indicator"]],
            step=_step(delegation.ministries, action),
        )


def _person(delegation: Delegation, name: str) -> Membership:
    return delegation.focal_point if name == "focal_point" else delegation.contributors[name]


def _add_evidence(
    delegation: Delegation, assessment: Assessment, indicators: Mapping[str, Indicator], piece: dict[str, Any]
) -> None:
    indicator, slug = indicators[piece.pop("indicator")], piece.pop("ministry")
    name, text = piece.pop("file_name", None), piece.pop("text", "")
    services.add_evidence(
        actor=delegation.contributors[slug],
        assessment=assessment,
        indicator=indicator,
        ministry=delegation.ministries[slug],
        record=services.Record(**piece),
        upload=SimpleUploadedFile(name, text.encode()) if name else None,
    )


def _step(ministries: Mapping[str, Ministry], action: Mapping[str, Any]) -> services.Step:
    measure, starts_on = action.get("measure"), action.get("starts_on")
    due_on: datetime.date = action["due_on"]
    return services.Step(
        text=action["text"],
        measure=Measure.objects.get(code=measure) if measure else None,
        lead=ministries[action["lead"]],
        others=[ministries[slug] for slug in action.get("others", ())],
        starts_on=starts_on,
        due_on=due_on,
        priority=action["priority"],
        cost=Decimal(action["cost"]) if "cost" in action else None,
        currency=action.get("currency", ""),
        funding=action.get("funding", ""),
        assistance=action["assistance"],
        assistance_words=action.get("assistance_words", ""),
        status=action["status"],
        progress_note=action.get("progress_note", ""),
        expected_level=action["expected_level"],
    )
