"""Somebody was quicker, it is too late, or something is missing."""

from collections.abc import Callable
from typing import Any

from django.test import override_settings
from django.urls import reverse

from assessments import services
from assessments.services import clarifying
from tests.assessments.planning import plan
from tests.permissions import clarifications, differences, evidence, reviewing, sharing
from tests.permissions.moments.base import TEXT, moment, of_assessment, page
from tests.permissions.world import CODE, World, browser_of


@moment("assessments:decide", "decision on an answer that changed", status=409)
def stale_decision(world: World) -> Any:
    team = world.team
    team.decide(CODE, 3)
    sent = {"choice": "2", "justification": TEXT, "rationale": TEXT, "version": "0"}
    return browser_of(team.focal).post(of_assessment(team, "decide", CODE), sent)


@moment("assessments:decide", "decision after submission", "sealed", 422)
def late_decision(world: World) -> Any:
    sent = {"choice": "2", "justification": TEXT, "rationale": TEXT, "version": world.team.national(CODE).version}
    return browser_of(world.team.focal).post(of_assessment(world.team, "decide", CODE), sent)


@moment("assessments:indicator", "answer that somebody changed", status=409)
def stale_answer(world: World) -> Any:
    team = world.team
    sent = {"choice": "2", "justification": TEXT, "version": "0", "ministry": str(team.interior.pk)}
    return browser_of(team.interior_official).post(of_assessment(team, "indicator", CODE), sent)


@moment("assessments:indicator", "answer that lacks its justification", status=422)
def refused_answer(world: World) -> Any:
    team = world.team
    sent = {"choice": "4", "justification": "", "version": "1", "ministry": str(team.interior.pk)}
    return browser_of(team.interior_official).post(of_assessment(team, "indicator", CODE), sent)


@moment("assessments:indicator", "answer after submission", "sealed", 409)
def late_answer(world: World) -> Any:
    team = world.team
    sent = {"choice": "2", "justification": TEXT, "version": "1", "ministry": str(team.interior.pk)}
    return browser_of(team.interior_official).post(of_assessment(team, "indicator", CODE), sent)


@moment("assessments:plan_action", "action that somebody changed", status=409)
def stale_action(world: World) -> Any:
    team, action = world.team, plan(world.team)
    address, client = of_assessment(team, "plan_action", action.pk), browser_of(team.focal)
    sent = {
        "text": TEXT,
        "lead": str(team.interior.pk),
        "due_on": "2027-06-30",
        "expected_level": "4",
        "priority": "high",
        "assistance": "none",
        "status": "planned",
        "version": "1",
    }
    assert client.post(address, sent).status_code == 302
    return client.post(address, sent | {"text": f"{TEXT} {TEXT}"})


@moment("assessments:plan_progress", "progress that somebody reported", status=409)
def stale_progress(world: World) -> Any:
    team, action = world.team, plan(world.team)
    address, client = of_assessment(team, "plan_progress", action.pk), browser_of(team.interior_official)
    sent = {"status": "under_way", "progress_note": "Before the cabinet.", "version": "1"}
    assert client.post(address, sent).status_code == 302
    return client.post(address, sent | {"progress_note": TEXT})


@moment("assessments:target", "own target that somebody set", status=409)
def stale_target(world: World) -> Any:
    address, client = of_assessment(world.team, "target", "1.1"), browser_of(world.team.focal)
    sent = sharing.target(world)
    assert client.post(address, sent).status_code == 302
    return client.post(address, sent | {"reason": TEXT})


@moment("assessments:target", "own target after submission", "sealed", 409)
def late_target(world: World) -> Any:
    sent = sharing.target(world) | {"reason": TEXT}
    return browser_of(world.team.focal).post(of_assessment(world.team, "target", "1.1"), sent)


@moment("assessments:target", "own target without a reason", status=422)
def refused_target(world: World) -> Any:
    sent = sharing.target(world) | {"reason": ""}
    return browser_of(world.team.focal).post(of_assessment(world.team, "target", "1.1"), sent)


@moment("assessments:clarification_answer", "answer to a reviewer after somebody else's step", "sealed", 409)
def stale_clarification(world: World) -> Any:
    asked = clarifications.ask(world, "Which section?")
    clarifying.delegate(
        actor=world.team.focal, clarification=asked, ministry=world.team.interior, text="", expected_version=1
    )
    address = reverse("assessments:clarification_answer", args=[asked.pk])
    return browser_of(world.team.focal).post(address, {"text": TEXT, "version": "1"})


@moment("assessments:clarification_answer", "answer to a reviewer without words", "sealed", 422)
def refused_clarification(world: World) -> Any:
    asked = clarifications.ask(world, "Which section?")
    address = reverse("assessments:clarification_answer", args=[asked.pk])
    return browser_of(world.team.focal).post(address, {"text": "", "version": "1"})


@moment("assessments:ask", "question without words", "sealed", 422)
def refused_question(world: World) -> Any:
    address = reverse("assessments:ask", args=[world.submission.pk, CODE])
    return world.browsers["reviewer"].post(address, {"text": "", "due_on": ""})


def closed_clarification(actor: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        asked = clarifications.ask(world, "Which section?")
        clarifying.answer(actor=world.team.focal, clarification=asked, text="Section 4.", expected_version=1)
        clarifying.close(actor=world.actors["reviewer"], clarification=asked, text="Thank you.", expected_version=2)
        return page(world.browsers[actor], "assessments:clarification", asked.pk)

    return show


for _name in ("focal", "reviewer", "observer"):
    moment("assessments:clarification", f"closed, to the {_name}", "sealed")(closed_clarification(_name))


@moment("assessments:note", "note that another tab changed", "sealed", 409)
def stale_note(world: World) -> Any:
    reviewing.prepare(world, "sealed")
    address = reverse("assessments:note", args=[world.submission.pk, world.things["note"].pk])
    client = world.browsers["reviewer"]
    assert client.post(address, reviewing.changing(world)).status_code == 302
    return client.post(address, {"text": TEXT, "version": "1"})


@moment("assessments:note", "note that another tab took back", "sealed", 409)
def lost_note(world: World) -> Any:
    reviewing.prepare(world, "sealed")
    address = reverse("assessments:note", args=[world.submission.pk, world.things["note"].pk])
    client = world.browsers["reviewer"]
    assert client.post(address, {"take_back": "1", "version": "1"}).status_code == 302
    return client.post(address, {"text": TEXT, "version": "1"})


@moment("assessments:carried_over", "what is carried over, confirmed too late", "sealed", 409)
def late_confirmation(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "carried_over"), sharing.codes(world))


@moment("assessments:assign", "questions shared out too late", "sealed", 409)
def late_sharing_out(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "assign"), sharing.applying(world))


@moment("assessments:assign_preview", "preview of sharing out")
def preview_of_sharing_out(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "assign_preview"), sharing.previewing(world))


@moment("assessments:assign_preview", "preview of sharing out nothing", status=422)
def refused_sharing_out(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "assign_preview"), {})


@moment("assessments:assign_suggest", "suggestions for sharing out")
def suggested_sharing_out(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "assign_suggest"))


@moment("assessments:assign", "questions are shared out")
def told_of_sharing_out(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "assign"), sharing.applying(world), follow=True)


@moment("assessments:discussion", "comment after acceptance", "sealed", 409)
def late_comment(world: World) -> Any:
    services.accept(actor=world.actors["reviewer"], submission=world.submission)
    return browser_of(world.team.focal).post(of_assessment(world.team, "discussion", CODE), {"text": TEXT})


@moment("assessments:discussion", "discussion that is settled")
def settled_discussion(world: World) -> Any:
    differences.prepare(world, "draft")
    team = world.team
    services.resolve_discussion(actor=team.focal, assessment=team.assessment, indicator=team.indicator(CODE))
    return browser_of(team.focal).get(of_assessment(team, "discussion", CODE))


@moment("assessments:submit", "submission while much is left", status=409)
def refused_submission(world: World) -> Any:
    return browser_of(world.team.focal).post(of_assessment(world.team, "submit"))


@moment("assessments:submit", "submission, ready", "ready")
def ready_submission(world: World) -> Any:
    return browser_of(world.team.focal).get(of_assessment(world.team, "submit"))


@moment("assessments:submit", "submission, done", "sealed")
def done_submission(world: World) -> Any:
    return browser_of(world.team.focal).get(of_assessment(world.team, "submit"))


@moment("assessments:evidence_add", "evidence without a title", status=422)
def refused_evidence(world: World) -> Any:
    return browser_of(world.team.interior_official).post(of_assessment(world.team, "evidence_add", CODE), {})


@moment("assessments:evidence_add", "evidence after submission", "sealed", 409)
def late_evidence(world: World) -> Any:
    return browser_of(world.team.interior_official).post(
        of_assessment(world.team, "evidence_add", CODE), evidence.link(world)
    )


@moment("assessments:evidence_replace", "evidence that somebody replaced", status=409)
def stale_evidence(world: World) -> Any:
    evidence.prepare(world, "draft")
    address = of_assessment(world.team, "evidence_replace", world.things["evidence"].pk)
    client = browser_of(world.team.interior_official)
    assert client.post(address, evidence.link(world)).status_code == 302
    return client.post(address, evidence.link(world))


@moment("assessments:evidence_file", "evidence that is not scanned", status=409)
def unscanned_evidence(world: World) -> Any:
    evidence.prepare(world, "draft")
    with override_settings(SCAN_REQUIRED=True):
        return browser_of(world.team.focal).get(of_assessment(world.team, "evidence_file", world.things["evidence"].pk))


@moment("assessments:evidence", "list of evidence that is not scanned")
def unscanned_list(world: World) -> Any:
    evidence.prepare(world, "draft")
    with override_settings(SCAN_REQUIRED=True):
        return browser_of(world.team.focal).get(of_assessment(world.team, "evidence"))


@moment("assessments:evidence_withdraw")
def evidence_to_withdraw(world: World) -> Any:
    evidence.prepare(world, "draft")
    address = of_assessment(world.team, "evidence_withdraw", world.things["evidence"].pk)
    return browser_of(world.team.interior_official).get(address)
