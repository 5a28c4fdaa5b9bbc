"""Two countries at work and everybody who may come by; rows of the table of permissions, and what they lead to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, reverse

import accounts.help_urls
import accounts.urls
import assessments.urls
import framework.urls
import reports.urls
from accounts.models import Membership, User
from assessments import services
from assessments.models import Cycle
from tests.assessments.calling import Caller, settle
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
STATES = ("draft", "ready", "sealed", "shared", "public")
CODE = "1.1.E1"
PAGES: dict[str, list[URLPattern]] = {
    "page": assessments.urls.urlpatterns,
    "accounts": accounts.urls.own,
    "help": accounts.help_urls.urlpatterns,
    "reports": reports.urls.urlpatterns,
    "framework": framework.urls.urlpatterns,
}
"""Where the pages of a row's place are: "GET page:submit" is `assessments:submit`, "GET accounts:profile" …"""


@dataclass
class World:
    """Two countries in one cycle; the Ministry of the Interior of the first has answered `CODE`.

    `things` holds what rows name in braces (`{evidence}`), by name: ids, or objects with a `pk`.
    """

    team: Team
    next_cycle: Cycle
    actors: dict[str, Membership | None]
    callers: dict[str, Caller]
    browsers: dict[str, Client]
    submission: Any = None
    things: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A call ("PUT assessments/{id}/…") or page ("POST page:submit") and what each of `ACTORS` gets.

    `body` makes what is sent; with `form` it goes as multipart (files), else as JSON. `version` is for If-Match.
    """

    state: str
    what: str
    cells: str
    body: Callable[[World], dict[str, Any]] | None = None
    version: int | Callable[[World], int] | None = None
    form: bool = False

    @property
    def expected(self) -> dict[str, str]:
        """What each of `ACTORS` gets."""
        return dict(zip(ACTORS, self.cells.split(), strict=True))

    @property
    def method(self) -> str:
        return self.what.partition(" ")[0]

    @property
    def place(self) -> str:
        """The path of a call, "" for a page."""
        target = self.what.partition(" ")[2].partition("?")[0]
        return "" if ":" in target else target

    @property
    def page(self) -> tuple[str, str]:
        """Place and name of a page, ("", "") for a call."""
        place, colon, name = self.what.partition(" ")[2].partition("?")[0].partition(":")
        return (place, name) if colon else ("", "")


def make_world(team: Team, reviewer: Membership) -> World:
    """The world in the state "draft"."""
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
        actors=actors,
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
    response = response_of(world, row, actor)
    if row.page != ("", "") and response.status_code == 302 and "/login/" in response["Location"]:
        return "login"
    return _status(response)


def response_of(world: World, row: Row, actor: str) -> Any:
    """What the actor is answered."""
    body = row.body(world) if row.body else None
    if row.page != ("", ""):
        browser = world.browsers[actor]
        return (
            browser.get(_address(world, row)) if row.method == "GET" else browser.post(_address(world, row), body or {})
        )
    client = world.callers[actor].client
    thing = world.submission if row.place.startswith("submissions/{id}") else world.team.assessment
    path = row.what.partition(" ")[2].format_map(
        {
            "id": thing.pk,
            "slug": world.team.cycle.slug,
            "code": CODE,
            "ministry": world.team.interior.pk,
            **{name: _key(one) for name, one in world.things.items()},
        }
    )
    headers = {}
    if row.version is not None:
        headers["If-Match"] = f'"{row.version(world) if callable(row.version) else row.version}"'
    send = getattr(client, row.method.lower())
    content = {} if row.method == "GET" else {"data": body or {}, "format": "multipart" if row.form else "json"}
    return send(f"/api/v1/{path}", headers=headers, **content)


def _status(response: Any) -> str:
    """The status; a file that is streamed is read to its end, which closes it."""
    if response.streaming:
        for _part in response.streaming_content:
            pass
    return str(response.status_code)


def _address(world: World, row: Row) -> str:
    """The page's address: `pk` is what its first word says, or the thing that the row names ("page:name?thing"); other
    values are `world.things` by their names."""
    place, name = row.page
    if place == "admin":
        return reverse(f"admin:assessments_{name}_add")
    route = next(pattern for pattern in PAGES[place] if pattern.name == name)
    text = str(route.pattern)
    values: dict[str, Any] = {}
    for key in route.pattern.converters:
        if key == "pk":
            first = text.partition("/")[0]
            known = {"assessments": world.team.assessment, "submissions": world.submission}
            named = row.what.partition("?")[2] or first.removesuffix("s")
            values[key] = _key(known.get(first) or world.things[named])
        elif key == "code" and not row.what.partition("?")[2]:
            values[key] = "1.1" if "objectives/" in text else CODE
        else:
            values[key] = _key(world.things[row.what.partition("?")[2] or key.removesuffix("_id")])
    return reverse(f"{'assessments' if place == 'page' else place}:{name}", kwargs=values)


def _key(thing: Any) -> str | UUID:
    key: str | UUID = getattr(thing, "pk", thing)
    return key
