"""Nothing is there yet."""

from collections.abc import Callable
from typing import Any

from assessments.models import Cycle
from tests.assessments.conftest import Team, make_team
from tests.factories import MembershipFactory
from tests.permissions.moments.base import moment, of_assessment, page
from tests.permissions.world import CODE, World, browser_of

EVERYTHING_OF_AN_ASSESSMENT = (
    "overview",
    "assign",
    "assign_suggest",
    "carried_over",
    "conflicts",
    "discussions",
    "agreement",
    "evidence",
    "gaps",
    "plan",
    "spreadsheet",
    "submit",
    "history",
)
VIEWS_OF_A_COMPARISON = ("", "_distribution", "_trend", "_spread", "_needs", "_data_gaps", "_side_by_side")


def just_opened(world: World) -> Team:
    """The team of a country that has opened its assessment and asked nobody."""
    return make_team("XTC", world.team.cycle)


def of_nothing(name: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        team = just_opened(world)
        return browser_of(team.focal).get(of_assessment(team, name))

    return show


for _name in EVERYTHING_OF_AN_ASSESSMENT:
    moment(f"assessments:{_name}", "nobody is asked for anything")(of_nothing(_name))


def of_nothing_to_an_official(name: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        team = just_opened(world)
        arguments = [CODE.rpartition(".")[0]] if name == "objective" else []
        return browser_of(team.interior_official).get(of_assessment(team, name, *arguments))

    return show


for _name in ("overview", "objective", "spreadsheet"):
    moment(f"assessments:{_name}", "to an official who is asked for nothing")(of_nothing_to_an_official(_name))


@moment("home", "first page of an official who is asked for nothing")
def home_without_questions(world: World) -> Any:
    return browser_of(just_opened(world).interior_official).get("/")


@moment("home", "first page of a focal point who has asked nobody")
def home_with_nobody_asked(world: World) -> Any:
    return browser_of(just_opened(world).focal).get("/")


def to_somebody_new(name: str, **role: Any) -> Callable[[World], Any]:
    return lambda world: page(browser_of(MembershipFactory(**role)), name)


for _role in ("focal_point", "contributor"):
    for _page in ("home", "assessments:index"):
        moment(_page, f"to a {_role} whose country has no assessment")(to_somebody_new(_page, **{_role: True}))
moment("home", "to an observer whose country has no assessment")(to_somebody_new("home"))
for _page in ("reports:index", "assessments:submissions", "assessments:clarifications", "accounts:people"):
    moment(_page, "with nothing in it")(to_somebody_new(_page, focal_point=True))
moment("accounts:hand_over", "with nobody to hand over to")(to_somebody_new("accounts:hand_over", focal_point=True))
for _page in ("home", "assessments:submissions", "assessments:clarifications", "reports:index"):
    moment(_page, "to a reviewer to whom nothing was submitted")(to_somebody_new(_page, reviewer=True))
moment("accounts:people", "to the secretariat")(to_somebody_new("accounts:people", secretariat=True))


@moment("home", "first page without a role")
def home_without_role(world: World) -> Any:
    return world.browsers["nobody"].get("/")


@moment("home", "first page of the secretariat without a cycle")
def home_without_cycle(world: World) -> Any:
    Cycle.objects.update(status="draft")
    return world.browsers["secretariat"].get("/")


@moment("assessments:cycles", "cycles of which none is open")
def cycles_without_an_open_one(world: World) -> Any:
    Cycle.objects.update(status="draft")
    return page(world.browsers["reviewer"], "assessments:cycles")


@moment("assessments:public", "public results without any")
def nothing_public(world: World) -> Any:
    return page(world.browsers["visitor"], "assessments:public")


@moment("assessments:data", "data without any")
def no_data(world: World) -> Any:
    return page(world.browsers["visitor"], "assessments:data")


def compared(name: str, actor: str, **query: Any) -> Callable[[World], Any]:
    return lambda world: page(world.browsers[actor], f"assessments:compare{name}", **query)


for _name in VIEWS_OF_A_COMPARISON:
    moment(f"assessments:compare{_name}", "of nothing")(compared(_name, "reviewer"))
    moment(f"assessments:compare{_name}", "of a country", status=400 if _name == "_side_by_side" else 200)(
        compared(_name, "reviewer", cycle="2026", country="XTA")
    )


@moment("framework:search", "search before anything is typed")
def search_for_nothing(world: World) -> Any:
    return world.browsers["visitor"].get("/framework/search/")


@moment("assessments:compare", "of what is not there", status=400)
def wrong_comparison(world: World) -> Any:
    wrong = {"cycle": "1999", "country": "ZZZ", "level": "nothing", "node": "9.9"}
    return page(world.browsers["reviewer"], "assessments:compare", **wrong)
