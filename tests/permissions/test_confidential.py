"""What a country keeps to itself (justifications of what it does not share, confidential evidence, discussions, notes
in clarifications) is on no page, call, comparison, export, mail or log line that others get: planted and looked for.
"""

import io
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import services as people
from accounts.models import Notice
from accounts.services import mailing
from assessments import services
from assessments.models import Assessment, NationalScore
from assessments.services import clarifying, reminding
from config.observing.logs import formatter
from reports.making import comparison_of
from reports.models import ReportJob
from reports.services import request_report
from tests.assessments.calling import settle
from tests.assessments.evidencing import PDF, upload
from tests.factories import MembershipFactory
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import ACTORS, CODE, World, make_world, response_of

JUSTIFICATION, DECISION = "ZEBRA-JUSTIFICATION", "ZEBRA-DECISION"
EVIDENCE = ("ZEBRA-TITLE", "ZEBRA-ISSUER", "zebra.example/link", "zebra-file.pdf", "ZEBRA-CONTENT", "ZEBRA-LINK")
COMMENT = "ZEBRA-COMMENT"
ASKED, ANSWERED = "ZEBRA-QUESTION", "ZEBRA-ANSWER"
INTERNAL = ("ZEBRA-DELEGATED", "ZEBRA-CONTRIBUTED")
OWN = {"own", "other", "focal", "observer"}
"""The country's own people."""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that production would log, and what it leaves out for being of no interest."""
    captured = io.StringIO()
    handler = logging.StreamHandler(captured)
    handler.setFormatter(formatter(as_json=True))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield captured
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def world(db, team, reviewer, log) -> World:
    """A submission that nobody outside may read, with everything that is the country's own in it and around it."""
    world = make_world(team, reviewer)
    indicator = team.indicator(CODE)
    team.assign(CODE, team.justice)
    team.score(team.interior_official, CODE, 3, justification=JUSTIFICATION)
    team.score(team.justice_official, CODE, 1, justification=JUSTIFICATION)
    for kind, more in (("file", {}), ("link", {"url": "https://zebra.example/link"})):
        services.add_evidence(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=indicator,
            ministry=team.interior,
            record=services.Record(
                kind=kind,
                title="ZEBRA-TITLE" if kind == "file" else "ZEBRA-LINK",
                issuer="ZEBRA-ISSUER",
                visibility="confidential",
                **more,
            ),
            upload=upload("zebra-file.pdf", PDF + b"%ZEBRA-CONTENT") if kind == "file" else None,
        )
    services.comment(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=indicator,
        text=COMMENT,
        mentions=[team.focal.user_id],
    )
    reminding.remind(today=team.cycle.closes_on - timedelta(days=7))
    settle(team)
    NationalScore.objects.filter(assessment=team.assessment, indicator=indicator).update(
        justification=DECISION, rationale=DECISION
    )
    world.submission = services.submit(actor=team.focal, assessment=team.assessment)
    clarification = clarifying.ask(
        actor=reviewer,
        submission=world.submission,
        indicator=indicator,
        text=ASKED,
        due_on=timezone.localdate() + timedelta(days=1),
    )
    clarifying.delegate(
        actor=team.focal, clarification=clarification, ministry=team.interior, text=INTERNAL[0], expected_version=1
    )
    clarifying.contribute(
        actor=team.interior_official, clarification=clarification, text=INTERNAL[1], expected_version=2
    )
    clarifying.answer(actor=team.focal, clarification=clarification, text=ANSWERED, expected_version=3)
    return world


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def hidden_from(actor: str, sharing: str) -> tuple[str, ...]:
    """What somebody may read nowhere."""
    if actor in OWN:
        return ()
    if actor in ("reviewer", "secretariat"):
        return (COMMENT, *INTERNAL)
    shared = sharing == "public" or (sharing == "states_parties" and actor == "foreign")
    kept = (COMMENT, *INTERNAL, ASKED, ANSWERED, *EVIDENCE)
    return kept if shared else (*kept, JUSTIFICATION, DECISION)


STATE_OF = {"nobody": "sealed", "public": "public"}
LOOKED_AT = [
    (area, sharing, rows)
    for area in AREAS
    for sharing, state in STATE_OF.items()
    if (rows := [row for row in area.ROWS if row.state == state and row.method == "GET" and "schema" not in row.what])
]


@pytest.mark.parametrize(
    ("area", "sharing", "rows"), LOOKED_AT, ids=[f"{area.__name__.split('.')[-1]}-{of}" for area, of, _ in LOOKED_AT]
)
def test_no_page_and_no_call_tells_what_is_the_countrys_own(world, log, area, sharing, rows):
    services.share(actor=world.team.focal, assessment=world.team.assessment, sharing=sharing)
    getattr(area, "prepare", lambda world, state: None)(world, STATE_OF[sharing])
    told = []
    for row in rows:
        for actor in ACTORS:
            if actor in OWN:
                continue
            with transaction.atomic():
                text = text_of(response_of(world, row, actor))
                transaction.set_rollback(True)
            told += [(row.what, actor, word) for word in hidden_from(actor, sharing) if word in text]
    assert told == []
    assert "ZEBRA" not in log.getvalue().upper()


COMPARISON = (
    "/compare/?level=indicator",
    "/compare/?level=indicator&format=csv",
    "/compare/distribution/?node=1.1.E1",
    "/compare/trend/",
    "/compare/spread/",
    "/compare/needs/",
    "/compare/data-gaps/",
    "/data/",
    "/api/v1/comparison/?level=indicator",
    "/api/v1/comparison/?level=indicator&format=csv",
    "/api/v1/comparison/needs/",
    "/api/v1/comparison/data-gaps/",
)
SHOWN = (
    *COMPARISON,
    "/compare/side-by-side/?country=XTA&country=XTB",
    "/api/v1/comparison/side-by-side/?country=XTA&country=XTB",
    "/public/",
    "/public/XTA/",
    "/public/?format=csv",
    "/submissions/",
    "/api/v1/submissions/?latest=true",
    "{page}",
    "{page}?table=1",
    "/api/v1/submissions/{id}/",
    "/api/v1/submissions/{id}/content/",
    "/api/v1/submissions/{id}/scores/?national=true",
    "/api/v1/submissions/{id}/scores/?format=csv",
)


@pytest.mark.parametrize("sharing", ["nobody", "states_parties", "public"])
def test_no_comparison_export_or_public_page_tells_it(world, log, sharing):
    services.share(actor=world.team.focal, assessment=world.team.assessment, sharing=sharing)
    told = []
    for address in SHOWN:
        address = address.format(page=world.submission.get_absolute_url(), id=world.submission.pk)
        for actor in ("reviewer", "foreign", "visitor"):
            client = world.callers[actor].client if address.startswith("/api/") else world.browsers[actor]
            text = text_of(client.get(address))
            hidden = hidden_from(actor, sharing)
            if address in COMPARISON:  # not even where somebody may read it elsewhere
                hidden = (*EVIDENCE, COMMENT, *INTERNAL, ASKED, ANSWERED, JUSTIFICATION, DECISION)
            told += [(address, actor, word) for word in hidden if word in text]
    assert told == []
    assert "ZEBRA" not in log.getvalue().upper()


def test_a_report_on_a_comparison_tells_no_words_of_countries(world):
    job = request_report(
        actor=world.actors["reviewer"], kind=ReportJob.Kind.COMPARISON, selection="cycle=2026&level=indicator"
    )
    assert "ZEBRA" not in repr(comparison_of(job)).upper()


def test_no_mail_of_any_kind_tells_it(world, mailoutbox, log):
    team = world.team
    people.resend(
        actor=team.focal,
        invitation=people.invite(
            actor=team.focal, email="new@xta.example", role="contributor", country=team.country, ministry=team.interior
        ),
    )
    successor = MembershipFactory(country=team.country)
    services.accept(actor=world.actors["reviewer"], submission=world.submission)
    people.issue_token(user=team.focal.user)
    people.ask_for_password(email=team.focal.user.email)
    people.hand_over(actor=team.focal, to=successor)
    Notice.objects.update(due_at=timezone.now(), in_digest=False)
    mailing.send_due()
    assert set(Notice.objects.values_list("kind", flat=True)) == set(Notice.Kind.values)
    assert not Notice.objects.exclude(status="sent").exclude(kind="invitation").exists()
    assert len(mailoutbox) > 10
    for message in mailoutbox:
        assert "ZEBRA" not in f"{message.subject} {message.body} {message.alternatives}".upper()
    assert "ZEBRA" not in str(list(Notice.objects.values())).upper()
    assert "ZEBRA" not in log.getvalue().upper()
    assert Assessment.objects.get(pk=team.assessment.pk).status == "accepted"
