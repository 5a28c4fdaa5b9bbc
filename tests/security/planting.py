"""A world in which every text that somebody can write bears a mark: of its country, or an attack.

Two countries at work, one of which has submitted and been asked; a third that shares what it submitted with everybody.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Country, Membership, Ministry, User
from accounts.services import invite, issue_token
from assessments import services
from assessments.models import Action, Clarification, Evidence, NationalScore, Submission
from assessments.services import clarifying
from assessments.services.attachments import attached_file
from framework.models import Objective
from reports.models import ReportJob
from reports.services import claim, finish, request_report
from tests.assessments.calling import Caller, settle
from tests.assessments.conftest import Team, make_cycle, make_team
from tests.assessments.evidencing import PDF, upload
from tests.assessments.planning import plan

CODE, OTHER_CODE = "1.1.E1", "1.1.E2"

Say = Callable[[str], str]
"""What is written in a place ("justification", "title" …)."""


def marked(mark: str) -> Say:
    """Plain words that bear `mark`, which nothing else in the world does."""
    return lambda place: f"{mark}-{place}"


@dataclass
class Land:
    """A country, its team and what there is of it; `things` by the name that addresses use."""

    team: Team
    mark: str
    submission: Submission | None = None
    things: dict[str, Any] = field(default_factory=dict)


@dataclass
class Planted:
    """`own` is at work, `other` has submitted and nobody outside may read it, `open` has shared with the public."""

    own: Land
    other: Land
    open: Land
    reviewer: Membership
    secretariat: Membership

    def browser(self, actor: Membership | None) -> Client:
        """A browser in which the actor has signed in; it does not raise what a view raises."""
        client = Client(raise_request_exception=False)
        if actor is not None:
            client.force_login(actor.user)
        return client

    def caller(self, actor: Membership | None) -> Caller:
        """A client of the API that acts for somebody."""
        return Caller(actor)


def plant_world(
    marks: tuple[str, str, str] = ("OWNMARK", "OTHERMARK", "OPENMARK"), say: Callable[[str], Say] = marked
) -> Planted:
    """The world; `say` makes of a country's mark what is written there."""
    earlier, cycle = make_cycle("2024", year=2024), make_cycle("2026")
    reviewer = _person("reviewer@u.example", role="reviewer")
    secretariat = _person("secretariat@u.example", role="secretariat")
    lands = [Land(make_team(code, cycle), mark) for code, mark in zip(("XTA", "XTB", "XTC"), marks, strict=True)]
    for land in lands:
        _names(land, say(land.mark))
    for land in lands:
        services.open_assessment(actor=land.team.focal, country=land.team.country, cycle=earlier)
        plant_draft(land, say(land.mark))
    for land in lands[1:]:
        plant_submission(land, reviewer, say(land.mark))
    open_land = lands[2]
    services.share(actor=open_land.team.focal, assessment=open_land.team.assessment, sharing="public")
    return Planted(*lands, reviewer=reviewer, secretariat=secretariat)


def _person(email: str, role: str) -> Membership:
    return Membership.objects.create(user=User.objects.create_user(email, name=email.partition("@")[0]), role=role)


def _names(land: Land, say: Say) -> None:
    """Country, ministries and people are called what `say` says."""
    team = land.team
    Country.objects.filter(pk=team.country.pk).update(name=say("country")[:100])
    for ministry, name in ((team.interior, "interior"), (team.justice, "justice")):
        Ministry.objects.filter(pk=ministry.pk).update(name=say(name)[:200])
    for member in (team.focal, team.interior_official, team.justice_official, team.observer):
        User.objects.filter(pk=member.user_id).update(name=say(member.role)[:150])
    for thing in (team.country, team.interior, team.justice):
        thing.refresh_from_db()
    for name in ("focal", "interior_official", "justice_official", "observer"):
        setattr(
            team, name, Membership.objects.select_related("user", "country", "ministry").get(pk=getattr(team, name).pk)
        )
    team.assessment = type(team.assessment).objects.select_related("country", "cycle").get(pk=team.assessment.pk)


def plant_draft(land: Land, say: Say) -> None:
    """Answers, differences, evidence, words, actions, targets, imports, people and reports."""
    team = land.team
    team.assign(CODE, team.interior, team.justice)
    team.assign(OTHER_CODE, team.interior)
    team.score(team.interior_official, CODE, 1, justification=say("justification"))
    team.score(team.justice_official, CODE, 3, justification=say("justification-justice"))
    team.score(team.interior_official, OTHER_CODE, 2, justification=say("justification"))
    team.decide(CODE, 2, justification=say("decision"), rationale=say("rationale"))
    for visibility in ("public", "confidential"):
        land.things[visibility] = services.add_evidence(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            ministry=team.interior,
            record=services.Record(
                kind="file", title=say(f"title-{visibility}"), visibility=visibility, issuer=say("issuer")
            ),
            upload=upload(f"{land.mark}-file.pdf", PDF + f"%{land.mark}-content-{visibility}".encode()),
        )
    services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=services.Record(
            kind="law", title=say("law"), visibility="public", issuer=say("parliament"), article=say("article")
        ),
    )
    services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=services.Record(
            kind="link", title=say("link"), visibility="public", url=f"https://stats.example/{land.mark}"
        ),
    )
    services.comment(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        text=say("comment"),
        mentions=[team.focal.user_id],
    )
    land.things["action"] = plan(
        team,
        CODE,
        text=say("action"),
        funding=say("funding"),
        assistance_words=say("assistance"),
        progress_note=say("progress"),
        others=(team.justice,),
    )
    services.set_target(
        actor=team.focal,
        assessment=team.assessment,
        objective=Objective.objects.get(code="1.2"),
        level=3,
        reason=say("target"),
        expected_version=0,
    )
    land.things["import"] = services.preview_import(
        actor=team.interior_official,
        assessment=team.assessment,
        ministry=team.interior,
        upload=SimpleUploadedFile(f"{land.mark}.csv", f"indicator,answer\n{OTHER_CODE},1\n".encode()),
    )
    land.things["invitation"] = invite(
        actor=team.focal,
        email=f"{land.mark.lower()}@people.example",
        name=say("invited"),
        role="observer",
        country=team.country,
    )
    _text, land.things["token"] = issue_token(user=team.focal.user)
    land.things["report"] = _report(team.focal, f"%PDF-1.7 {land.mark}-report".encode(), assessment=team.assessment)


def _report(actor: Membership, content: bytes, **about: Any) -> ReportJob:
    """A report that is done."""
    job = request_report(actor=actor, kind="gap_analysis", **about)
    finish(claim(job.pk), content)
    return job


def plant_submission(land: Land, reviewer: Membership, say: Say) -> None:
    """The country submits; the reviewer asks, the country answers with a file; the reviewer notes."""
    team = land.team
    already = NationalScore.objects.filter(assessment=team.assessment, indicator__code__in=(CODE, OTHER_CODE))
    kept = {row.pk: (row.state, row.level, row.justification, row.rationale) for row in already}
    settle(team)
    for pk, (state, level, justification, rationale) in kept.items():
        NationalScore.objects.filter(pk=pk).update(
            state=state, level=level, justification=justification, rationale=rationale
        )
    land.submission = services.submit(actor=team.focal, assessment=team.assessment)
    clarification: Clarification = clarifying.ask(
        actor=reviewer,
        submission=land.submission,
        indicator=team.indicator(CODE),
        text=say("question"),
        due_on=timezone.localdate() + datetime.timedelta(days=7),
    )
    clarifying.answer(
        actor=team.focal,
        clarification=clarification,
        text=say("answer"),
        expected_version=1,
        attachments=[attached_file(upload(f"{land.mark}-answer.pdf", PDF + f"%{land.mark}-attached".encode()))],
    )
    land.things |= {
        "clarification": clarification,
        "attachment": Evidence.objects.get(entry__clarification=clarification),
        "note": services.write_note(actor=reviewer, submission=land.submission, text=say("note")),
        "sealed_report": _report(team.focal, f"%PDF-1.7 {land.mark}-sealed".encode(), submission=land.submission),
    }


def values_of(land: Land) -> dict[str, dict[str, Any]]:
    """What stands in addresses of pages and calls, by the beginning of the address and the name of the parameter."""
    team, things = land.team, land.things
    inside = {
        "pk": team.assessment.pk,
        "assessment_id": team.assessment.pk,
        "code": CODE,
        "objective": "1.1",
        "evidence_id": things["confidential"].pk,
        "action_id": Action.objects.filter(assessment=team.assessment).values_list("pk", flat=True).first(),
        "import_id": things["import"].pk,
    }
    values: dict[str, dict[str, Any]] = {
        "assessments/": inside,
        "reports/": {"pk": things["report"].pk},
        "accounts/memberships/": {"pk": team.observer.pk},
        "accounts/invitations/": {"pk": things["invitation"].pk},
        "accounts/tokens/": {"key": things["token"].token_key},
        "countries/": {"code": team.country.code},
        "ministries/": {"pk": team.interior.pk},
        "memberships/": {"pk": team.observer.pk},
        "invitations/": {"pk": things["invitation"].pk},
        "public/": {"code": team.country.code},
        "cycles/": {"slug": team.cycle.slug},
    }
    if land.submission is not None:
        values["submissions/"] = {
            "pk": land.submission.pk,
            "submission_id": land.submission.pk,
            "code": CODE,
            "note_id": things["note"].pk,
            "evidence_id": things["confidential"].pk,
        }
        values["clarifications/"] = {
            "pk": things["clarification"].pk,
            "clarification_id": things["clarification"].pk,
            "attachment_id": things["attachment"].pk,
            "evidence_id": things["attachment"].pk,
        }
    return values
