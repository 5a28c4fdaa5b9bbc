"""Who shares indicators out, confirms what is carried over, and sets the country's own targets."""

import json
from typing import Any

from assessments.models import Change
from tests.permissions.world import Row, World


def prepare(world: World, state: str) -> None:
    world.things["objective"] = "1.1"


def sharing_out(world: World) -> dict[str, Any]:
    return {"codes": ["1.2"], "ask": [str(world.team.justice.pk)]}


def previewing(world: World) -> dict[str, Any]:
    return {"codes": ["1.2"], "ministries": [str(world.team.justice.pk)], "way": "also"}


def applying(world: World) -> dict[str, Any]:
    return {"moves": json.dumps([sharing_out(world) | {"codes": ["1.2.E1"]}]), "due": "keep"}


def last_batch(world: World) -> dict[str, Any]:
    shared = Change.objects.filter(assessment=world.team.assessment, batch__isnull=False)
    return {"batch": str(shared.latest("pk").batch)}


def codes(world: World) -> dict[str, Any]:
    return {"codes": ["1.1"]}


def target(world: World) -> dict[str, Any]:
    return {"level": 2, "reason": "The country has no coast.", "version": "0"}


def own_target(world: World) -> dict[str, Any]:
    return {"level": 2, "reason": "The country has no coast."}


# fmt: off
ROWS = [
    #   state   what                                                 own oth foc obs rev sec for nob visitor
    Row("draft",  "GET assessments/{id}/assignments/",            "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/assignments/",            "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/assignments/",           "403 403 200 403 404 404 404 404 401", sharing_out),
    Row("sealed", "POST assessments/{id}/assignments/",           "403 403 409 403 404 404 404 404 401", sharing_out),
    Row("draft",  "POST assessments/{id}/assignments/undo/",      "403 403 200 403 404 404 404 404 401", last_batch),
    Row("sealed", "POST assessments/{id}/assignments/undo/",      "403 403 409 403 404 404 404 404 401", last_batch),
    Row("draft",  "GET assessments/{id}/assignments/suggestion/", "403 403 200 403 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/progress/",               "200 200 200 200 404 404 404 404 401"),
    Row("shared", "GET assessments/{id}/progress/",               "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/confirmations/",         "403 403 200 403 404 404 404 404 401", codes),
    Row("sealed", "POST assessments/{id}/confirmations/",         "403 403 409 403 404 404 404 404 401", codes),
    Row("draft",  "GET assessments/{id}/targets/",                "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/targets/",                "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "PUT assessments/{id}/targets/{objective}/",    "403 403 201 403 404 404 404 404 401", own_target, 0),
    Row("sealed", "PUT assessments/{id}/targets/{objective}/",    "403 403 409 403 404 404 404 404 401", own_target, 0),
    Row("draft",  "DELETE assessments/{id}/targets/{objective}/", "403 403 204 403 404 404 404 404 401", None, 0),
    Row("sealed", "DELETE assessments/{id}/targets/{objective}/", "403 403 409 403 404 404 404 404 401", None, 0),
    # Pages
    Row("draft",  "GET page:assign",                              "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:assign",                              "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST page:assign",                             "403 403 302 403 404 404 404 404 login", applying),
    Row("sealed", "POST page:assign",                             "403 403 409 403 404 404 404 404 login", applying),
    Row("draft",  "GET page:assign_preview",                      "403 403 302 403 404 404 404 404 login"),
    Row("draft",  "POST page:assign_preview",                     "403 403 200 403 404 404 404 404 login", previewing),
    Row("draft",  "GET page:assign_suggest",                      "403 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:assign_suggest",                     "403 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:assign_undo",                        "403 403 302 403 404 404 404 404 login", last_batch),
    Row("draft",  "GET page:carried_over",                        "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST page:carried_over",                       "403 403 302 403 404 404 404 404 login", codes),
    Row("sealed", "POST page:carried_over",                       "403 403 409 403 404 404 404 404 login", codes),
    Row("draft",  "GET page:target",                              "403 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:target",                             "403 403 302 403 404 404 404 404 login", target),
    Row("sealed", "POST page:target",                             "403 403 409 403 404 404 404 404 login", target),
]
# fmt: on
