"""Who may do what with answers, assignments and submissions."""

from typing import Any

from tests.assessments.calling import LAW
from tests.permissions.world import CODE, Row, World


def national_version(world: World) -> int:
    return world.team.national(CODE).version


FIRST, NOW = 1, national_version


def answer(world: World) -> dict[str, Any]:
    return {"answer": "level", "level": 2, "justification": LAW, "ministry": str(world.team.interior.pk)}


def decision(world: World) -> dict[str, Any]:
    return {"answer": "level", "level": 2, "justification": LAW, "rationale": "In force."}


def answering(world: World) -> dict[str, Any]:
    return {"choice": "2", "justification": LAW, "version": "1", "ministry": str(world.team.interior.pk)}


def deciding(world: World) -> dict[str, Any]:
    version = world.team.national(CODE).version
    return {"choice": "2", "justification": LAW, "rationale": "In force.", "version": version}


def next_cycle(world: World) -> dict[str, Any]:
    return {"cycle": world.next_cycle.slug}


def sharing(world: World) -> dict[str, Any]:
    return {"sharing": "public"}


# fmt: off
ROWS = [
    #   state   what                                                 own oth foc obs rev sec for nob visitor
    # Reading
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
    Row("draft",  "PUT assessments/{id}/scores/{code}/",          "200 403 200 403 404 404 404 404 401", answer, FIRST),
    Row("sealed", "PUT assessments/{id}/scores/{code}/",          "409 403 409 403 404 404 404 404 401", answer, FIRST),
    Row("draft",  "PUT assessments/{id}/national-scores/{code}/", "403 403 200 403 404 404 404 404 401", decision, NOW),
    Row("sealed", "PUT assessments/{id}/national-scores/{code}/", "403 403 409 403 404 404 404 404 401", decision, NOW),
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
