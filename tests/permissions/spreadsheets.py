"""Who takes a ministry's part along, uploads it, and confirms it. The rows act for the Ministry of the Interior."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments import selectors, services
from assessments.models import AnswerImport
from tests.permissions.world import CODE, Row, World

CSV = f"indicator,answer\n{CODE},2\n".encode()


def prepare(world: World, state: str) -> None:
    """An upload of the ministry's official, made before the assessment was submitted."""
    team = world.team
    if world.submission is not None:
        services.reopen(actor=team.focal, assessment=team.assessment)
    world.things["import"] = services.preview_import(
        actor=team.interior_official, assessment=team.assessment, ministry=team.interior, upload=file()
    )
    if world.submission is not None:
        world.submission = services.submit(actor=team.focal, assessment=team.assessment)


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("answers.csv", CSV, "text/csv")


def uploading(world: World) -> dict[str, Any]:
    return {"file": file(), "ministry": str(world.team.interior.pk)}


def tag(world: World) -> str:
    return selectors.import_preview(AnswerImport.objects.get(pk=world.things["import"].pk)).tag


def confirming(world: World) -> dict[str, Any]:
    return {"expected": tag(world)}


# fmt: off
ROWS = [
    #   state   what                                                 own oth foc obs rev sec for nob visitor
    Row("draft",  "GET assessments/{id}/workbook/",               "200 404 400 403 404 404 404 404 401"),
    Row("draft",  "GET assessments/{id}/workbook/?ministry={ministry}", "200 403 200 403 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/workbook/?ministry={ministry}", "200 403 200 403 404 404 404 404 401"),
    Row("public", "GET assessments/{id}/workbook/?ministry={ministry}", "200 403 200 403 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/imports/",        "201 403 201 403 404 404 404 404 401", uploading, form=True),
    Row("sealed", "POST assessments/{id}/imports/",        "409 403 409 403 404 404 404 404 401", uploading, form=True),
    Row("draft",  "GET assessments/{id}/imports/{import}/",       "200 404 404 403 404 404 404 404 401"),
    Row("sealed", "GET assessments/{id}/imports/{import}/",       "200 404 404 403 404 404 404 404 401"),
    Row("draft",  "POST assessments/{id}/imports/{import}/confirm/", "200 404 404 403 404 404 404 404 401", None, tag),
    Row("sealed", "POST assessments/{id}/imports/{import}/confirm/", "409 404 404 403 404 404 404 404 401", None, tag),
    Row("draft",  "POST assessments/{id}/imports/{import}/discard/", "200 404 404 403 404 404 404 404 401"),
    # Pages
    Row("draft",  "GET page:spreadsheet",                         "200 200 200 403 404 404 404 404 login"),
    Row("sealed", "GET page:spreadsheet",                         "200 200 200 403 404 404 404 404 login"),
    Row("draft",  "POST page:spreadsheet",                        "302 403 302 403 404 404 404 404 login", uploading),
    Row("sealed", "POST page:spreadsheet",                        "409 403 409 403 404 404 404 404 login", uploading),
    Row("draft",  "GET page:workbook",                            "200 404 200 403 404 404 404 404 login"),
    Row("draft",  "GET page:import",                              "200 404 404 403 404 404 404 404 login"),
    Row("sealed", "GET page:import",                              "200 404 404 403 404 404 404 404 login"),
    Row("draft",  "POST page:confirm_import",                     "302 404 404 403 404 404 404 404 login", confirming),
    Row("sealed", "POST page:confirm_import",                     "409 404 404 403 404 404 404 404 login", confirming),
    Row("draft",  "POST page:discard_import",                     "302 404 404 403 404 404 404 404 login"),
]
# fmt: on
