"""Who adds, changes, reads and downloads evidence. That of the rows is the Ministry of the Interior's."""

from typing import Any

from django.utils import timezone

from assessments import services
from assessments.models import Evidence
from assessments.services import clarifying
from assessments.services.attachments import attached_file
from tests.assessments.evidencing import PDF, upload
from tests.permissions.world import CODE, Row, World


def prepare(world: World, state: str) -> None:
    """A public and a confidential file with the answer of the Ministry; the submission, if any, sealed both."""
    team = world.team
    if world.submission is not None:
        services.reopen(actor=team.focal, assessment=team.assessment)
    world.things |= {"evidence": add(world, "public"), "confidential": add(world, "confidential")}
    if world.submission is not None:
        world.submission = services.submit(actor=team.focal, assessment=team.assessment)
        attach(world)


def add(world: World, visibility: str) -> Evidence:
    return services.add_evidence(
        actor=world.team.interior_official,
        assessment=world.team.assessment,
        indicator=world.team.indicator(CODE),
        ministry=world.team.interior,
        record=services.Record(kind="file", title="Circular", visibility=visibility),
        upload=upload("circular.pdf", PDF),
    )


def attach(world: World) -> None:
    """A file that came with an answer to a reviewer."""
    clarification = clarifying.ask(
        actor=world.actors["reviewer"],
        submission=world.submission,
        indicator=world.team.indicator(CODE),
        text="Which court?",
        due_on=timezone.localdate(),
    )
    clarifying.answer(
        actor=world.team.focal,
        clarification=clarification,
        text="See the file.",
        expected_version=1,
        attachments=[attached_file(upload("answer.pdf", PDF))],
    )
    world.things |= {"clarification": clarification, "attachment": Evidence.objects.get(entry__isnull=False)}


def link(world: World) -> dict[str, Any]:
    return {"kind": "link", "title": "Register", "visibility": "public", "url": "https://stats.example/"}


def adding(world: World) -> dict[str, Any]:
    return link(world) | {"indicator": CODE, "ministry": str(world.team.interior.pk)}


def sending(world: World) -> dict[str, Any]:
    file = {"kind": "file", "title": "Circular", "visibility": "public", "file": upload("second.pdf", PDF + b"%")}
    return file | {"indicator": CODE, "ministry": str(world.team.interior.pk)}


def unnamed(world: World) -> dict[str, Any]:
    return link(world) | {"indicator": CODE}


# fmt: off
ROWS = [
    #   state   what                                                      own oth foc obs rev sec for nob visitor
    Row("draft",  "GET assessments/{id}/evidence/",                    "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/evidence/",                    "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/evidence/{evidence}/",         "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/evidence/{evidence}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/evidence/{confidential}/file/", "200 200 200 200 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/evidence/{evidence}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/evidence/",                   "201 403 201 403 404 404 404 404 401", adding),
    Row("draft",  "POST assessments/{id}/evidence/", "201 403 201 403 404 404 404 404 401", sending, form=True),
    Row("draft",  "POST assessments/{id}/evidence/",                   "201 403 201 403 404 404 404 404 401", unnamed),
    Row("sealed", "POST assessments/{id}/evidence/",                   "409 403 409 403 404 404 404 404 401", adding),
    Row("draft",  "POST assessments/{id}/evidence/{evidence}/replace/", "201 403 201 403 404 404 404 404 401", link),
    Row("sealed", "POST assessments/{id}/evidence/{evidence}/replace/", "409 403 409 403 404 404 404 404 401", link),
    Row("draft",  "POST assessments/{id}/evidence/{evidence}/withdraw/", "200 403 200 403 404 404 404 404 401"),
    Row("sealed", "POST assessments/{id}/evidence/{evidence}/withdraw/", "409 403 409 403 404 404 404 404 401"),
    Row("sealed", "GET submissions/{id}/evidence/",                    "200 200 200 200 200 200 404 404 404"),
    Row("shared", "GET submissions/{id}/evidence/",                    "200 200 200 200 200 200 200 404 404"),
    Row("public", "GET submissions/{id}/evidence/",                    "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET submissions/{id}/evidence/{evidence}/file/",    "200 200 200 200 200 200 404 404 404"),
    Row("shared", "GET submissions/{id}/evidence/{evidence}/file/",    "200 200 200 200 200 200 200 404 404"),
    Row("public", "GET submissions/{id}/evidence/{evidence}/file/",    "200 200 200 200 200 200 200 200 200"),
    Row("sealed", "GET submissions/{id}/evidence/{confidential}/file/", "200 200 200 200 200 200 404 404 404"),
    Row("public", "GET submissions/{id}/evidence/{confidential}/file/", "200 200 200 200 200 200 404 404 404"),
    Row("draft",  "GET page:evidence",                                 "200 200 200 200 404 404 404 404 login"),
    Row("public", "GET page:evidence",                                 "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET page:evidence_add",                             "200 200 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:evidence_add",                            "302 403 302 403 404 404 404 404 login", link),
    Row("sealed", "POST page:evidence_add",                            "409 403 409 403 404 404 404 404 login", link),
    Row("draft",  "GET page:evidence_replace",                         "200 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:evidence_replace",                        "302 403 302 403 404 404 404 404 login", link),
    Row("sealed", "POST page:evidence_replace",                        "409 403 409 403 404 404 404 404 login", link),
    Row("draft",  "GET page:evidence_withdraw",                        "200 403 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:evidence_withdraw",                       "302 403 302 403 404 404 404 404 login"),
    Row("draft",  "GET page:evidence_file",                            "200 200 200 200 404 404 404 404 login"),
    Row("public", "GET page:evidence_file",                            "200 200 200 200 404 404 404 404 login"),
    Row("sealed", "GET page:sealed_evidence_file",                     "200 200 200 200 200 200 404 404 404"),
    Row("shared", "GET page:sealed_evidence_file",                     "200 200 200 200 200 200 200 404 404"),
    Row("sealed", "GET page:clarification_evidence_file",              "200 200 200 200 200 200 404 404 login"),
    Row("public", "GET page:clarification_evidence_file",              "200 200 200 200 200 200 404 404 login"),
    Row("public", "GET page:sealed_evidence_file",                     "200 200 200 200 200 200 200 200 200"),
]
# fmt: on
