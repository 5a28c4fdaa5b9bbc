"""Who may discuss, and who reads discussions, agreement and history."""

from typing import Any

from assessments import services
from tests.permissions.world import CODE, Row, World


def prepare(world: World, state: str) -> None:
    """Somebody has said something on `CODE`."""
    services.comment(
        actor=world.team.focal,
        assessment=world.team.assessment,
        indicator=world.team.indicator(CODE),
        text="Which law is meant?",
    )


def saying(world: World) -> dict[str, Any]:
    return {"text": "The law of 2019."}


def closing(world: World) -> dict[str, Any]:
    return {"resolved": True}


def ticking(world: World) -> dict[str, Any]:
    return {"resolved": "yes"}


# fmt: off
ROWS = [
    #   state   what                                                own oth foc obs rev sec for nob visitor
    Row("draft",  "GET assessments/{id}/discussions/",                "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/discussions/",                "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/discussions/",                "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/discussions/{code}/",         "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/discussions/{code}/",         "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "PUT assessments/{id}/discussions/{code}/",         "200 200 200 403 404 404 404 404 401", closing),
    Row("sealed", "PUT assessments/{id}/discussions/{code}/",         "200 200 200 403 404 404 404 404 401", closing),
    Row("draft",  "GET assessments/{id}/discussions/{code}/comments/", "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/discussions/{code}/comments/", "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/discussions/{code}/comments/", "201 201 201 403 404 404 404 404 401", saying),
    Row("sealed", "POST assessments/{id}/discussions/{code}/comments/", "201 201 201 403 404 404 404 404 401", saying),
    Row("draft",  "GET assessments/{id}/people/",                     "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/agreement/",                  "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/agreement/",                  "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/history/",                    "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/history/",                    "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/history/?format=csv",         "200 200 200 200 404 404 404 404 401"),
    # Pages
    Row("draft",  "GET page:discussions",                             "200 200 200 200 404 404 404 404 login"),
    Row("public", "GET page:discussions",                             "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:discussion",                              "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:discussion",                              "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST page:discussion",                             "302 302 302 403 404 404 404 404 login", saying),
    Row("sealed", "POST page:discussion",                             "302 302 302 403 404 404 404 404 login", saying),
    Row("draft",  "POST page:resolve",                                "302 302 302 403 404 404 404 404 login", ticking),
    Row("sealed", "POST page:resolve",                                "302 302 302 403 404 404 404 404 login", ticking),
    Row("draft",  "GET page:agreement",                               "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:agreement",                               "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:conflicts",                               "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:history",                                 "200 200 200 200 404 404 404 404 login"),
]
# fmt: on
