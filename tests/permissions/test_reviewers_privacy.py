"""Nobody but reviewers sees a trace of reviewers' notes and marks: on no page, in no call, export or mail."""

import pytest
from django.core import mail
from django.db import transaction

from assessments import services
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import ACTORS, CODE, World, bring_about, make_world, response_of

PLANTED = "ZEBRA-OF-THE-REVIEWERS"
OF_REVIEWERS = (PLANTED, '"to_ask"', "mark_unchanged", "/notes/", "/marks/")
"""What notes say and marks are called, and where they are written."""


@pytest.fixture
def world(db, team, reviewer) -> World:
    """A submission that everybody may read, on which a reviewer has noted and marked."""
    world = make_world(team, reviewer)
    bring_about(world, "public")
    indicator = team.indicator(CODE)
    for about in (None, indicator):
        services.write_note(actor=reviewer, submission=world.submission, text=PLANTED, indicator=about)
    services.mark(actor=reviewer, submission=world.submission, code=CODE, mark="to_ask")
    return world


def content_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.__name__.rpartition(".")[2])
def test_no_page_and_no_call_tells_of_notes_and_marks(world, area):
    rows = [row for row in area.ROWS if row.state == "public" and row.method == "GET" and "schema" not in row.what]
    getattr(area, "prepare", lambda world, state: None)(world, "public")
    told = []
    for row in rows:
        for actor in ACTORS:
            if actor == "reviewer":
                continue
            with transaction.atomic():
                response = response_of(world, row, actor)
                text = content_of(response).replace(response.wsgi_request.path, "")  # what one asked for, one knows
                transaction.set_rollback(True)
            told += [(row.what, actor, word) for word in OF_REVIEWERS if word in text]
    assert told == []
    assert all(PLANTED not in str(message.message()) for message in mail.outbox)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/submissions/",
        "/submissions/?region=Africa&new=on",
        "{page}",
        "{page}?show=to_ask",
        "{page}?table=1&show=notes",
        "/compare/?level=indicator&format=csv",
        "/public/",
        "/public/?format=csv",
        "/assessments/{assessment}/history/",
        "/clarifications/",
        "/api/v1/submissions/{id}/",
        "/api/v1/submissions/{id}/content/",
        "/api/v1/submissions/{id}/scores/?national=true&format=csv",
        "/api/v1/submissions/{id}/notes/",
        "/api/v1/submissions/{id}/marks/",
        "/api/v1/assessments/{assessment}/history/?page_size=1000",
    ],
)
def test_no_address_tells_of_notes_and_marks(world, address):
    submission = world.submission
    address = address.format(
        page=submission.get_absolute_url(),
        id=submission.pk,
        assessment=submission.assessment_id,
    )
    for actor in ACTORS:
        if actor != "reviewer":
            text = content_of(world.browsers[actor].get(address))
            assert [word for word in OF_REVIEWERS[:3] if word in text] == [], actor


def test_a_reviewer_sees_what_is_hidden_from_the_others(world):
    page = content_of(world.browsers["reviewer"].get(f"{world.submission.get_absolute_url()}?show=to_ask"))
    assert PLANTED in page
    assert "/notes/" in page
