"""Who sees and does what in a clarification. That of the rows is delegated to the Ministry of the Interior."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from assessments.models import Clarification, Evidence
from assessments.services import clarifying
from assessments.services.attachments import attached_file
from tests.permissions.world import CODE, Row, World

OF_THE_COUNTRY, OF_REVIEWERS = 3, 1
"""Versions: how many entries of the clarification each side sees."""


def prepare(world: World, state: str) -> None:
    """A question that is delegated and contributed to, and one that is answered; a file came with both."""
    official, focal = world.team.interior_official, world.team.focal
    ministry = world.team.interior
    waiting, answered = ask(world, "Which section?"), ask(world, "Which court?")
    clarifying.delegate(actor=focal, clarification=waiting, ministry=ministry, text="", expected_version=1)
    for step, actor, clarification, version in (
        (clarifying.contribute, official, waiting, 2),
        (clarifying.answer, focal, answered, 1),
    ):
        files = [attached_file(ContentFile(b"Section 4.", name=f"section-{version}.txt"))]
        step(actor=actor, clarification=clarification, text="See it.", expected_version=version, attachments=files)
    world.things |= {
        "clarification": waiting,
        "internal": Evidence.objects.get(entry__clarification=waiting),
        "answered": answered,
        "attached": Evidence.objects.get(entry__clarification=answered),
    }


def ask(world: World, text: str) -> Clarification:
    return clarifying.ask(
        actor=world.actors["reviewer"],
        submission=world.submission,
        indicator=world.team.indicator(CODE),
        text=text,
        due_on=timezone.localdate(),
    )


def asking(world: World) -> dict[str, Any]:
    return {"indicator": "1.1.E2", "text": "Since when?", "due_on": later()}


def asking_page(world: World) -> dict[str, Any]:
    return {"text": "Since when?", "due_on": later()}


def delegating(world: World) -> dict[str, Any]:
    return {"ministry": str(world.team.justice.pk)}


def saying(world: World) -> dict[str, Any]:
    return {"text": "Section 4."}


def asking_further(world: World) -> dict[str, Any]:
    return {"text": "And since when?", "due_on": later()}


def on_page(body: Callable[[World], dict[str, Any]], version: int) -> Callable[[World], dict[str, Any]]:
    """The same as a form sends it, with the version that was seen."""
    return lambda world: body(world) | {"version": version}


def later() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


delegate_form = on_page(delegating, OF_THE_COUNTRY)
say_form = on_page(saying, OF_THE_COUNTRY)
further_form = on_page(asking_further, OF_REVIEWERS)
close_form = on_page(saying, OF_REVIEWERS)
INSIDE, OUTSIDE = OF_THE_COUNTRY, OF_REVIEWERS
CLARIFICATION = "clarifications/{clarification}/"

# fmt: off
ROWS = [
    #   state   what                                               own oth foc obs rev sec for nob visitor
    # Reading
    Row("sealed", "GET clarifications/",                        "200 200 200 200 200 200 200 200 401"),
    Row("sealed", "GET clarifications/{clarification}/",        "200 200 200 200 200 200 404 404 401"),
    Row("shared", "GET clarifications/{clarification}/",        "200 200 200 200 200 200 404 404 401"),
    Row("public", "GET clarifications/{clarification}/",        "200 200 200 200 200 200 404 404 401"),
    Row("sealed", "GET submissions/{id}/clarifications/",       "200 200 200 200 200 200 404 404 401"),
    Row("shared", "GET submissions/{id}/clarifications/",       "200 200 200 200 200 200 200 404 401"),
    Row("public", "GET submissions/{id}/clarifications/",       "200 200 200 200 200 200 200 200 401"),
    # Asking and answering
    Row("sealed", "POST submissions/{id}/clarifications/",      "403 403 403 403 201 403 404 404 401", asking),
    Row("shared", "POST submissions/{id}/clarifications/",      "403 403 403 403 201 403 403 404 401", asking),
    Row("public", "POST submissions/{id}/clarifications/",      "403 403 403 403 201 403 403 403 401", asking),
    Row("sealed", f"POST {CLARIFICATION}delegate/",   "403 403 200 403 403 403 404 404 401", delegating, INSIDE),
    Row("public", f"POST {CLARIFICATION}delegate/",   "403 403 200 403 403 403 404 404 401", delegating, INSIDE),
    Row("sealed", f"POST {CLARIFICATION}contribute/", "200 403 403 403 403 403 404 404 401", saying, INSIDE),
    Row("public", f"POST {CLARIFICATION}contribute/", "200 403 403 403 403 403 404 404 401", saying, INSIDE),
    Row("sealed", f"POST {CLARIFICATION}contribute/", "200 403 403 403 403 403 404 404 401", saying, INSIDE, form=True),
    Row("sealed", f"POST {CLARIFICATION}answer/",     "403 403 200 403 403 403 404 404 401", saying, INSIDE),
    Row("public", f"POST {CLARIFICATION}answer/",     "403 403 200 403 403 403 404 404 401", saying, INSIDE),
    Row("sealed", f"POST {CLARIFICATION}answer/",     "403 403 200 403 403 403 404 404 401", saying, INSIDE, form=True),
    Row("sealed", f"POST {CLARIFICATION}follow-up/",  "403 403 403 403 200 403 404 404 401", asking_further, OUTSIDE),
    Row("public", f"POST {CLARIFICATION}follow-up/",  "403 403 403 403 200 403 404 404 401", asking_further, OUTSIDE),
    Row("sealed", f"POST {CLARIFICATION}close/",      "403 403 403 403 200 403 404 404 401", None, OUTSIDE),
    Row("public", f"POST {CLARIFICATION}close/",      "403 403 403 403 200 403 404 404 401", None, OUTSIDE),
    Row("sealed", f"GET {CLARIFICATION}evidence/{{internal}}/file/", "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET clarifications/{answered}/evidence/{attached}/file/", "200 200 200 200 200 200 404 404 401"),
    Row("public", "GET clarifications/{answered}/evidence/{attached}/file/", "200 200 200 200 200 200 404 404 401"),
    # Pages
    Row("sealed", "GET page:clarifications",            "200 200 200 200 200 200 200 200 login"),
    Row("sealed", "GET page:clarification",             "200 200 200 200 200 200 404 404 login"),
    Row("shared", "GET page:clarification",             "200 200 200 200 200 200 404 404 login"),
    Row("public", "GET page:clarification",             "200 200 200 200 200 200 404 404 login"),
    Row("sealed", "GET page:ask",                          "403 403 403 403 200 403 404 404 login"),
    Row("shared", "GET page:ask",                          "403 403 403 403 200 403 403 404 login"),
    Row("sealed", "POST page:ask",                         "403 403 403 403 302 403 404 404 login", asking_page),
    Row("sealed", "POST page:clarification_delegate",   "403 403 302 403 403 403 404 404 login", delegate_form),
    Row("sealed", "POST page:clarification_contribute", "302 403 403 403 403 403 404 404 login", say_form),
    Row("sealed", "POST page:clarification_answer",     "403 403 302 403 403 403 404 404 login", say_form),
    Row("sealed", "POST page:clarification_follow_up",  "403 403 403 403 302 403 404 404 login", further_form),
    Row("sealed", "POST page:clarification_close",      "403 403 403 403 302 403 404 404 login", close_form),
    Row("public", "POST page:clarification_answer",     "403 403 302 403 403 403 404 404 login", say_form),
]
# fmt: on
