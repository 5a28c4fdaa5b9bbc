"""A row in every table, so that whatever the database refuses can be tried on one."""

import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Contact, Membership, Notice
from accounts.services import ask_second_factor, issue_token, keep_contact, tell
from assessments import services
from assessments.models import AnswerImport, Evidence, StoredFile
from assessments.services import reviewing
from assessments.services.evidence_records import Record
from assessments.sharing_out import Move
from framework.models import Objective, Wording
from reports.models import ReportJob
from tests.accounts.inviting import invited
from tests.assessments.clarifying import ask, step
from tests.assessments.conftest import Team, make_team
from tests.assessments.planning import plan
from tests.factories import MembershipFactory

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own; SQLite has none")


@pytest.fixture
def full(db: None) -> Team:
    """A country's team with an assessment that was submitted, asked about and reopened."""
    return fill(make_team("XTA"))


def fill(team: Team) -> Team:
    """Let everything happen once that leaves a row."""
    reviewer = MembershipFactory(reviewer=True)
    keep_contact(contact=Contact(email="secretariat@unodc.example"))
    ask_second_factor(actor=team.focal, country=team.country, asked=True, shown=True)
    make_team("XTB", team.cycle)
    team.assign("1.1.E1", team.interior)
    team.score(team.interior_official, "1.1.E1", 2)
    services.set_target(
        actor=team.focal,
        assessment=team.assessment,
        objective=Objective.objects.get(code="1.1"),
        level=3,
        reason="Step by step.",
        expected_version=0,
    )
    plan(team, others=[team.justice])
    law = Record(kind="law", title="Act", visibility="public", issuer="Parliament", article="4")
    services.add_evidence(
        actor=team.focal,
        assessment=team.assessment,
        indicator=team.indicator("1.1.E1"),
        ministry=team.interior,
        record=law,
    )
    services.comment(
        actor=team.focal,
        assessment=team.assessment,
        indicator=team.indicator("1.1.E1"),
        text="See the act.",
        mentions=[team.interior_official.user_id],
    )
    decide_rest(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    clarification = ask(submission, reviewer)
    step("delegate", team.focal, clarification, ministry=team.interior)
    step("answer", team.focal, clarification)
    step("close", reviewer, clarification)
    note = reviewing.write_note(actor=reviewer, submission=submission, text="Look again.")
    reviewing.change_note(actor=reviewer, note=note, text="Look twice.", expected_version=1)
    reviewing.mark(actor=reviewer, submission=submission, code="1.1.E1", mark="to_ask")
    services.reopen(actor=team.focal, assessment=team.assessment)
    now = timezone.now()
    stored = StoredFile.objects.create(sha256="0" * 64, size=4, content_type="application/pdf", stored_at=now)
    Evidence.objects.create(
        assessment=team.assessment,
        indicator=team.indicator("1.1.E2"),
        kind="file",
        visibility="public",
        title="Report",
        file=stored,
        file_name="report.pdf",
        added_at=now,
        added_by=team.focal.user,
    )
    AnswerImport.objects.create(
        assessment=team.assessment,
        ministry=team.interior,
        uploaded_by=team.focal.user,
        uploaded_at=now,
        file_name="answers.xlsx",
        rows=[],
    )
    ReportJob.objects.create(
        kind="gap_analysis",
        assessment=team.assessment,
        requested_by=team.focal.user,
        membership=team.focal,
        requested_at=now,
    )
    invited("somebody@people.example", actor=team.focal)
    tell(kind=Notice.Kind.STATUS, to=[team.focal.user], context={}, key=f"once:{uuid4()}")
    issue_token(user=team.focal.user)
    Wording.objects.create(code="1", language="fr", origin="translation", source="Test", text="Poursuites")
    for model in (team.country, team.interior, team.cycle):
        model.save()  # a row of its history
    return team


def decide_rest(team: Team) -> None:
    """Decide all that does not count, by one row each without the service's questions."""
    team.assessment.national_scores.exclude(state__in=["agreed", "decided"]).update(
        state="decided", answer="level", level=2, decided_by=team.focal.user
    )


def share_out(team: Team, codes: list[str], *ministries: object) -> None:
    services.share_out(
        actor=team.focal,
        assessment=team.assessment,
        moves=[Move(codes, [ministry.pk for ministry in ministries])],  # type: ignore[attr-defined]
        due_on=datetime.date(2099, 1, 1),
    )


def focal_of(team: Team) -> Membership:
    return team.focal
