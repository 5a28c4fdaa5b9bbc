"""Who may do what (DESIGN section 5): one table of every call and page of assessing, for every role, own ministry,
other ministry and other country. A call or page that is not in the table fails the test.

Each cell is tried in the state of its row and undone. "login" is being sent to sign in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from accounts.models import Membership, User
from assessments import services, urls
from assessments.models import Cycle
from tests.assessments.calling import LAW, Caller, settle
from tests.assessments.conftest import Team, make_cycle, make_team

ACTORS = (
    "own",  # contributor of the ministry that the row acts for
    "other",  # contributor of another ministry of the country
    "focal",
    "observer",
    "reviewer",
    "secretariat",
    "foreign",  # focal point of another country
    "nobody",  # signed in, without any membership
    "visitor",  # not signed in
)
CODE = "1.1.E1"
OUR_CALLS = ("/api/v1/cycles/", "/api/v1/assessments/", "/api/v1/submissions/")


@dataclass
class World:
    """Two countries in one cycle; the Ministry of the Interior of the first has answered `CODE`."""

    team: Team
    next_cycle: Cycle
    callers: dict[str, Caller]
    browsers: dict[str, Client]
    submission: Any = None


@dataclass(frozen=True)
class Row:
    """A call ("PUT assessments/{id}/…") or page ("POST page:submit") and what each of `ACTORS` gets."""

    state: str
    what: str
    cells: str
    body: Callable[[World], dict[str, Any]] | None = None

    @property
    def expected(self) -> dict[str, str]:
        """What each of `ACTORS` gets."""
        return dict(zip(ACTORS, self.cells.split(), strict=True))


def answer(world: World) -> dict[str, Any]:
    return {"answer": "level", "level": 2, "justification": LAW, "ministry": str(world.team.interior.pk)}


def decision(world: World) -> dict[str, Any]:
    return {"answer": "level", "level": 2, "justification": LAW, "rationale": "In force."}


def answering(world: World) -> dict[str, Any]:
    return {"choice": "2", "justification": LAW, "version": "1", "ministry": str(world.team.interior.pk)}


def deciding(world: World) -> dict[str, Any]:
    version = world.team.national(CODE).version
    return {"choice": "2", "justification": LAW, "rationale": "In force.", "version": version}


def assigning(world: World) -> dict[str, Any]:
    return {"ministry": str(world.team.justice.pk), "action": "assign", "codes": ["1.2"]}


def next_cycle(world: World) -> dict[str, Any]:
    return {"cycle": world.next_cycle.slug}


def sharing(world: World) -> dict[str, Any]:
    return {"sharing": "public"}


# fmt: off
TABLE = [
    #   state   what                                                 own oth foc obs rev sec for nob visitor
    # Reading
    Row("draft",  "GET cycles/",                                  "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "GET cycles/{slug}/",                           "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "GET assessments/",                             "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "GET assessments/{id}/",                        "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/",                        "200 200 200 200 200 200 404 404 401"),
    Row("draft",  "GET assessments/{id}/scores/",                 "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/scores/",                 "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/scores/{code}/",          "200 404 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/scores/{code}/?ministry={ministry}", "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/national-scores/",        "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/national-scores/",        "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/national-scores/{code}/", "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/profile/",                "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/profile/",                "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/gaps/",                   "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET submissions/",                             "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET submissions/{id}/",                        "200 200 200 200 200 200 404 404 404"),
    Row("sealed", "GET submissions/{id}/content/",                "200 200 200 200 200 200 404 404 404"),
    Row("sealed", "GET submissions/{id}/scores/",                 "200 200 200 200 200 200 404 404 404"),
    Row("shared", "GET submissions/{id}/",                        "200 200 200 200 200 200 200 404 404"),
    Row("shared", "GET submissions/{id}/content/",                "200 200 200 200 200 200 200 404 404"),
    Row("shared", "GET submissions/{id}/scores/",                 "200 200 200 200 200 200 200 404 404"),
    Row("public", "GET submissions/{id}/",                        "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET submissions/{id}/content/",                "200 200 200 200 200 200 200 200 200"),
    Row("public", "GET submissions/{id}/scores/",                 "200 200 200 200 200 200 200 200 200"),
    # Writing
    Row("draft",  "POST assessments/",                            "403 403 201 403 403 403 201 403 401", next_cycle),
    Row("draft",  "PUT assessments/{id}/scores/{code}/",          "200 403 200 403 404 404 404 404 401", answer),
    Row("sealed", "PUT assessments/{id}/scores/{code}/",          "409 403 409 403 404 404 404 404 401", answer),
    Row("draft",  "PUT assessments/{id}/national-scores/{code}/", "403 403 200 403 404 404 404 404 401", decision),
    Row("sealed", "PUT assessments/{id}/national-scores/{code}/", "403 403 409 403 404 404 404 404 401", decision),
    Row("draft",  "POST assessments/{id}/submit/",                "403 403 409 403 404 404 404 404 401"),
    Row("ready",  "POST assessments/{id}/submit/",                "403 403 201 403 404 404 404 404 401"),
    Row("sealed", "POST assessments/{id}/submit/",                "403 403 409 403 403 403 404 404 401"),
    Row("sealed", "POST assessments/{id}/reopen/",                "403 403 200 403 403 403 404 404 401"),
    Row("sealed", "POST submissions/{id}/accept/",                "403 403 403 403 200 403 404 404 401"),
    Row("public", "POST submissions/{id}/accept/",                "403 403 403 403 200 403 403 403 401"),
    # Pages
    Row("draft",  "GET page:index",                               "200 200 200 200 302 302 200 302 login"),
    Row("draft",  "POST page:open",                               "403 403 302 403 404 404 302 404 login", next_cycle),
    Row("draft",  "GET page:overview",                            "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:overview",                            "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:objective",                           "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:indicator",                           "302 302 302 302 404 404 404 404 login"),
    Row("draft",  "POST page:indicator",                          "302 403 302 403 404 404 404 404 login", answering),
    Row("draft",  "GET page:assign",                              "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST page:assign",                             "403 403 302 403 404 404 404 404 login", assigning),
    Row("draft",  "GET page:conflicts",                           "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:decide",                              "403 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:decide",                             "403 403 302 403 404 404 404 404 login", deciding),
    Row("draft",  "GET page:gaps",                                "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:submit",                              "403 403 200 403 404 404 404 404 login"),
    Row("ready",  "POST page:submit",                             "403 403 302 403 404 404 404 404 login"),
    Row("sealed", "POST page:reopen",                             "403 403 302 403 404 404 404 404 login"),
    Row("sealed", "POST page:share",                              "403 403 302 403 404 404 404 404 login", sharing),
    Row("draft",  "GET page:history",                             "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:submissions",                         "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET page:submission",                          "200 200 200 200 200 200 404 404 404"),
    Row("shared", "GET page:submission",                          "200 200 200 200 200 200 200 404 404"),
    Row("public", "GET page:submission",                          "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "POST page:accept",                             "403 403 403 403 302 403 404 404 login"),
    # Cycles are the secretariat's, in the administration
    Row("draft",  "GET admin:cycle",    "login login login login login 200 login login login"),
]
# fmt: on
STATES = ("draft", "ready", "sealed", "shared", "public")


@pytest.fixture
def world(db, team, reviewer):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 1)
    actors = {
        "own": team.interior_official,
        "other": team.justice_official,
        "focal": team.focal,
        "observer": team.observer,
        "reviewer": reviewer,
        "secretariat": Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat"),
        "foreign": make_team("XTB", team.cycle).focal,
        "nobody": Membership(user=User.objects.create_user("nobody@u.example")),
        "visitor": None,
    }
    return World(
        team=team,
        next_cycle=make_cycle("2028", year=2028),
        callers={name: Caller(actor) for name, actor in actors.items()},
        browsers={name: browser_of(actor) for name, actor in actors.items()},
    )


def browser_of(actor: Membership | None) -> Client:
    """A browser in which the actor has signed in."""
    client = Client()
    if actor is not None:
        client.force_login(actor.user)
    return client


def bring_about(world: World, state: str) -> None:
    """Bring the first country's assessment into the state."""
    team = world.team
    if state == "draft":
        return
    settle(team)
    if state == "ready":
        return
    world.submission = services.submit(actor=team.focal, assessment=team.assessment)
    whom = {"sealed": "nobody", "shared": "states_parties", "public": "public"}[state]
    services.share(actor=team.focal, assessment=team.assessment, sharing=whom)


def answer_of(world: World, row: Row, actor: str) -> str:
    """What the actor gets: the status, or "login"."""
    method, what = row.what.split(" ", 1)
    body = row.body(world) if row.body else None
    if ":" in what.partition("?")[0]:
        return _page(world, method, what, body, world.browsers[actor])
    caller = world.callers[actor]
    thing = world.submission if what.startswith("submissions/{id}") else world.team.assessment
    path = what.format(id=thing.pk, slug=world.team.cycle.slug, code=CODE, ministry=world.team.interior.pk)
    if method == "PUT":
        version = world.team.national(CODE).version if "national" in path else 1
        return str(caller.put(path, body, version).status_code)
    return str({"GET": caller.get, "POST": caller.post}[method](path, *([body] if body else [])).status_code)


def _page(world: World, method: str, what: str, body: Any, client: Client) -> str:
    place, name = what.split(":")
    address = reverse("admin:assessments_cycle_add") if place == "admin" else _address(world, name)
    response = client.get(address) if method == "GET" else client.post(address, body or {})
    if response.status_code == 302 and "/login/" in response["Location"]:
        return "login"
    return str(response.status_code)


def _address(world: World, name: str) -> str:
    route = next(str(pattern.pattern) for pattern in urls.urlpatterns if pattern.name == name)
    values = []
    if "<uuid:pk>" in route:
        values.append(world.submission.pk if route.startswith("submissions/") else world.team.assessment.pk)
    if "<str:code>" in route:
        values.append("1.1" if name == "objective" else CODE)
    return reverse(f"assessments:{name}", args=values)


@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_the_table(world, state):
    bring_about(world, state)
    wrong = []
    for row in TABLE:
        if row.state != state:
            continue
        for name, expected in row.expected.items():
            with transaction.atomic():
                given = answer_of(world, row, name)
                transaction.set_rollback(True)
            if given != expected:
                wrong.append(f"{row.what} ({state}): {name} gets {given}, not {expected}")
            world.team.assessment.refresh_from_db()
    assert wrong == []


def test_every_call_is_in_the_table():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    calls = {
        f"{method.upper()} {re.sub(r'{[a-z]+_id}', '{id}', path.removeprefix('/api/v1/'))}"
        for path, methods in schema["paths"].items()
        if path.startswith(OUR_CALLS)
        for method in methods
    }
    assert calls == {row.what.partition("?")[0] for row in TABLE if ":" not in row.what.partition("?")[0]}


def test_every_page_is_in_the_table():
    pages = {row.what.partition("page:")[2] for row in TABLE if "page:" in row.what}
    assert {pattern.name for pattern in urls.urlpatterns} == pages
