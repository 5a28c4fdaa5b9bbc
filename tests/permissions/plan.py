"""Who may do what with the action plan. The action of the rows is led by the Ministry of the Interior."""

from typing import Any

from tests.assessments.planning import plan
from tests.permissions.world import CODE, Row, World


def prepare(world: World, state: str) -> None:
    """One action, which stands where the country's level is below its expected one."""
    world.things["action"] = plan(world.team).pk


def step(world: World) -> dict[str, Any]:
    return {
        "text": "Draft the act.",
        "lead": str(world.team.interior.pk),
        "due_on": "2027-06-30",
        "expected_level": 4,
        "priority": "high",
        "assistance": "none",
        "status": "planned",
    }


def new_action(world: World) -> dict[str, Any]:
    return step(world) | {"indicator": CODE}


def form(world: World) -> dict[str, Any]:
    return step(world) | {"version": "1"}


def note(world: World) -> dict[str, Any]:
    return {"status": "under_way", "progress_note": "Before the cabinet."}


def reported(world: World) -> dict[str, Any]:
    return note(world) | {"version": "1"}


FIRST = 1

# fmt: off
ROWS = [
    #   state   what                                               own oth foc obs rev sec for nob visitor
    Row("draft",  "GET assessments/{id}/actions/",                "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/actions/",                "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/actions/",               "403 403 201 403 404 404 404 404 401", new_action),
    Row("sealed", "POST assessments/{id}/actions/",               "403 403 201 403 404 404 404 404 401", new_action),
    Row("draft",  "GET assessments/{id}/actions/{action}/",       "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "PUT assessments/{id}/actions/{action}/",       "403 403 200 403 404 404 404 404 401", step, FIRST),
    Row("sealed", "PUT assessments/{id}/actions/{action}/",       "403 403 200 403 404 404 404 404 401", step, FIRST),
    Row("draft",  "PUT assessments/{id}/actions/{action}/progress/","200 403 200 403 404 404 404 404 401", note, FIRST),
    Row("sealed", "PUT assessments/{id}/actions/{action}/progress/","200 403 200 403 404 404 404 404 401", note, FIRST),
    Row("draft",  "GET assessments/{id}/scenario/",               "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/scenario/",               "200 200 200 200 404 404 404 404 401"),
    # Pages
    Row("draft",  "GET page:plan",                                "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:plan",                                "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:plan_add",                            "403 403 302 403 404 404 404 404 login"),
    Row("draft",  "POST page:plan_add",                           "403 403 302 403 404 404 404 404 login"),
    Row("draft",  "GET page:plan_action",                         "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST page:plan_action",                        "403 403 302 403 404 404 404 404 login", form),
    Row("sealed", "POST page:plan_action",                        "403 403 302 403 404 404 404 404 login", form),
    Row("draft",  "POST page:plan_progress",                      "302 403 302 403 404 404 404 404 login", reported),
]
# fmt: on
