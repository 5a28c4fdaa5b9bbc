"""Where the country has set its own target, reports measure gaps from it and say so with the reason."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessments import services
from assessments.models import Submission
from assessments.scoring import Answer
from framework.models import Objective
from framework.selectors import framework_tree
from reports import contexts
from reports.contexts.subject import OwnTarget
from reports.renderers import render_gap_analysis
from tests.reports.conftest import report_on, settle, subject_with

pytestmark = pytest.mark.django_db
REASON = "The country has no coast."


def set_target(team, objective="1.1", level=3):
    services.set_target(
        actor=team.focal,
        assessment=team.assessment,
        objective=Objective.objects.get(code=objective),
        level=level,
        reason=REASON,
        expected_version=0,
    )


def test_a_draft_and_its_sealed_copy_have_the_same_targets_and_gaps(team):
    settle(team)
    set_target(team)
    draft = contexts.of_assessment(team.assessment)
    sealed = services.submit(actor=team.focal, assessment=team.assessment)
    copy = contexts.of_submission(sealed, Submission.objects.all())
    assert draft.own_targets == copy.own_targets == {"1.1": OwnTarget(3, REASON)}
    assert draft.gaps == copy.gaps
    assert {gap.target for gap in copy.gaps if gap.indicator.startswith("1.1.")} == {3}


def test_a_copy_from_before_there_were_own_targets_has_none(submission):
    content = {key: value for key, value in submission.sealed.items() if key != "own_targets"}
    submission.__dict__["sealed"] = content
    assert contexts.of_submission(submission, Submission.objects.all()).own_targets == {}


def test_the_report_says_where_and_why():
    every = {code: Answer.of_level(4) for code in framework_tree().indicator}
    subject = replace(
        subject_with(every | {"1.1.E1": Answer.of_level(1), "1.2.E1": Answer.of_level(2)}),
        own_targets={"1.1": OwnTarget(2, f"{REASON}\n\nTwo rivers are patrolled."), "1.2": OwnTarget(2, REASON)},
    )
    report = report_on(subject)
    assert [(line.code, line.level_name, line.reason) for line in report.own_targets] == [
        ("1.1", "Partly in place", (REASON, "Two rivers are patrolled.")),
        ("1.2", "Partly in place", (REASON,)),
    ]
    (block,) = (block for section in report.chapters[0].sections for block in section.objectives)
    assert (block.named.code, block.own_target, [gap.target for gap in block.gaps]) == ("1.1", 2, [2])
    pages = PdfReader(BytesIO(render_gap_analysis(report, lambda percent: None))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "In 2 objectives Country XTA aims at another level than the cycle" in text
    assert f"level 2, Partly in place. {REASON} Two rivers are patrolled." in text
    assert "the country’s own target: level 2" in text


def test_a_report_without_own_targets_does_not_mention_them():
    report = report_on(subject_with({"1.1.E1": Answer.of_level(1)}))
    assert report.own_targets == ()
    assert {block.own_target for section in report.chapters[0].sections for block in section.objectives} == {None}
