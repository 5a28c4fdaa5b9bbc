"""Who submitted is named to the country and to UNODC, to nobody else: planted names are looked for in every page and
call of a visitor and of another country, in the copy that is handed out, and in reports.
"""

import hashlib
import io
import json
import zipfile

import pytest
from django.db import transaction

from accounts.models import User
from assessments import sealing, selectors, services
from assessments.models import Submission
from assessments.public_copy import NOTE, SCHEMA
from reports.making import make, subject_of
from reports.models import ReportJob
from reports.services import request_report
from tests.assessments.evidencing import PDF, upload
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import CODE, World, bring_about, make_world, response_of

NAME = "ZEBRA-PERSON"
OUTSIDE = ("foreign", "nobody", "visitor")
OF_COUNTRY_OR_UNODC = ("own", "other", "focal", "observer", "reviewer", "secretariat")


@pytest.fixture
def world(db, team, reviewer) -> World:
    """A submission that everybody may read; whoever had a hand in it bears the planted name."""
    world = make_world(team, reviewer)
    for actor in (team.focal, team.interior_official, team.justice_official):
        User.objects.filter(pk=actor.user_id).update(name=f"{NAME} {actor.role}")
        actor.user.refresh_from_db()
    services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=services.Record(kind="file", title="The law", issuer="Parliament", visibility="public"),
        upload=upload("law.pdf", PDF),
    )
    bring_about(world, "public")
    return world


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.__name__.rpartition(".")[2])
def test_no_page_and_no_call_names_anybody_outside(world, area):
    rows = [row for row in area.ROWS if row.state == "public" and row.method == "GET" and "schema" not in row.what]
    getattr(area, "prepare", lambda world, state: None)(world, "public")
    told = []
    for row in rows:
        for actor in OUTSIDE:
            with transaction.atomic():
                text = text_of(response_of(world, row, actor))
                transaction.set_rollback(True)
            if NAME in text:
                told.append((row.what, actor))
    assert told == []


SHOWN = (
    "/",
    "/submissions/",
    "{page}",
    "/public/",
    "/public/XTA/",
    "/public/?format=csv",
    "/compare/?level=indicator&format=csv",
    "/compare/side-by-side/?country=XTA&country=XTB",
    "/data/",
    "/api/v1/submissions/",
    "/api/v1/submissions/?latest=true",
    "/api/v1/submissions/{id}/",
    "/api/v1/submissions/{id}/content/",
    "/api/v1/submissions/{id}/evidence/",
    "/api/v1/submissions/{id}/scores/?format=xlsx",
    "/api/v1/submissions/{id}/scores/?national=true&format=csv",
    "/api/v1/cycles/2026/data/?format=json",
    "/api/v1/cycles/2026/data/?format=csv",
)


@pytest.mark.parametrize("sharing", ["states_parties", "public"])
def test_no_address_names_anybody_outside(world, sharing):
    services.share(actor=world.team.focal, assessment=world.team.assessment, sharing=sharing)
    told = []
    for address in SHOWN:
        address = address.format(page=world.submission.get_absolute_url(), id=world.submission.pk)
        for actor in OUTSIDE:
            clients = (world.browsers[actor], world.callers[actor].client)
            for client in clients if address.startswith("/api/") else clients[:1]:
                response = client.get(address)
                if NAME in text_of(response) + str(response.headers):
                    told.append((address, actor))
    assert told == []


def test_country_and_unodc_read_the_name(world):
    address = f"/api/v1/submissions/{world.submission.pk}/"
    for actor in OF_COUNTRY_OR_UNODC:
        assert NAME in world.browsers[actor].get(world.submission.get_absolute_url()).content.decode(), actor
        for part in ("", "content/"):
            assert NAME in world.callers[actor].client.get(f"{address}{part}").content.decode(), actor


def content_for(world: World, actor: str, **headers: str):
    return world.callers[actor].get(f"submissions/{world.submission.pk}/content/", **headers)


def test_others_get_a_copy_for_the_public(world):
    sealed = world.submission.sealed
    for actor in OUTSIDE:
        copy = content_for(world, actor)
        told = json.loads(copy.content)
        assert (told["schema"], told["note"]) == (SCHEMA, NOTE)
        assert told["sealed_copy"] == {"schema": sealed["schema"], "sha256": world.submission.sha256}
        assert told["submitted_by"] == {"name": None, "capacity": "Focal point, Country XTA"}
        same = {key: value for key, value in told.items() if key not in ("note", "sealed_copy")}
        assert same == sealed | {key: told[key] for key in ("schema", "submitted_by")}
        assert sealing.canonical(told).encode() == copy.content


def test_the_copy_for_the_public_is_always_the_same(world):
    first, again = (content_for(world, "visitor") for _ in range(2))
    other = content_for(world, "foreign")
    User.objects.filter(pk=world.team.focal.user_id).update(name="Another name")
    later = content_for(world, "visitor")
    assert first.content == again.content == other.content == later.content
    assert {copy["ETag"] for copy in (first, again, other, later)} == {f'"{hashlib.sha256(first.content).hexdigest()}"'}


@pytest.mark.parametrize("part", ["", "content/"])
def test_one_reader_is_not_served_what_another_holds(world, part):
    """The address is one, what it gives depends on who asks: tags differ, and so does what caches go by."""
    path = f"submissions/{world.submission.pk}/{part}"
    named, unnamed = (world.callers[actor].get(path) for actor in ("reviewer", "foreign"))
    assert named["ETag"] == f'"{world.submission.sha256}"' != unnamed["ETag"]
    for actor, tag, status in (
        ("reviewer", named["ETag"], 304),
        ("reviewer", unnamed["ETag"], 200),
        ("foreign", unnamed["ETag"], 304),
        ("foreign", named["ETag"], 200),
        ("visitor", named["ETag"], 200),
    ):
        answer = world.callers[actor].get(path, HTTP_IF_NONE_MATCH=tag)
        assert answer.status_code == status, actor
        assert {"Authorization", "Cookie", "X-Membership"} <= set(answer["Vary"].split(", "))
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("actor", ["own", "observer", "reviewer", "secretariat"])
def test_country_and_unodc_keep_the_sealed_copy_itself(world, actor):
    copy = content_for(world, actor)
    assert hashlib.sha256(copy.content).hexdigest() == world.submission.sha256
    assert selectors.copy_of(world.actors[actor], world.submission) == (
        world.submission.content,
        world.submission.sha256,
    )


@pytest.mark.parametrize("kind", ["gap_analysis", "action_plan", "country_brief"])
def test_reports_of_another_country_name_nobody(world, kind):
    submission = Submission.objects.get(pk=world.submission.pk)
    told = {
        actor: repr(subject_of(request_report(actor=world.actors[actor], kind=kind, submission=submission)))
        for actor in ("foreign", "reviewer", "own")
    }
    assert {actor: NAME in text for actor, text in told.items()} == {"foreign": False, "reviewer": True, "own": True}


@pytest.mark.parametrize("kind", ["gap_analysis", "action_plan"])
def test_files_to_edit_of_another_country_name_nobody(world, kind):
    for actor, named in (("foreign", False), ("reviewer", True)):
        job = request_report(
            actor=world.actors[actor], kind=kind, format=ReportJob.Format.DOCX, submission=world.submission
        )
        with zipfile.ZipFile(io.BytesIO(make(job, lambda percent: None))) as parts:
            text = parts.read("word/document.xml").decode()
        assert (NAME in text, "Focal point, Country XTA" in text) == (named, True), actor
