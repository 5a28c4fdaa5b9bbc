"""Who may ask for, see, cancel and fetch reports. Those of the rows were asked for by the focal point."""

from typing import Any

from reports import services
from reports.models import ReportJob
from tests.permissions.world import Row, World


def of_the_draft(world: World) -> dict[str, Any]:
    return {"kind": "gap_analysis", "format": "pdf", "language": "en", "assessment": str(world.team.assessment.pk)}


def of_the_submission(world: World) -> dict[str, Any]:
    return {"kind": "gap_analysis", "format": "pdf", "language": "en", "submission": str(world.submission.pk)}


def prepare(world: World, state: str) -> None:
    """A report that is done, one that failed and one that waits."""
    subject = {"submission": world.submission} if world.submission else {"assessment": world.team.assessment}

    def ask() -> ReportJob:
        return services.request_report(actor=world.team.focal, kind="gap_analysis", **subject)

    done = services.claim(ask().pk)
    services.finish(done, b"%PDF-1.7")
    failed = ask()
    ReportJob.objects.filter(pk=failed.pk).update(status="failed", error="No fonts.")
    world.things |= {"done": done, "failed": failed, "waiting": ask()}


# fmt: off
ROWS = [
    #   state   what                               own oth foc obs rev sec for nob visitor
    Row("draft",  "GET reports/",                "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "POST reports/",               "202 202 202 202 400 400 400 403 401", of_the_draft),
    Row("sealed", "POST reports/",               "202 202 202 202 202 202 400 403 401", of_the_submission),
    Row("shared", "POST reports/",               "202 202 202 202 202 202 202 403 401", of_the_submission),
    Row("draft",  "GET reports/{waiting}/",      "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET reports/{waiting}/",      "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET reports/{done}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("shared", "GET reports/{done}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST reports/{waiting}/cancel/", "403 403 200 403 404 404 404 403 401"),
    Row("draft",  "POST reports/{failed}/retry/",   "403 403 202 403 404 404 404 403 401"),
    Row("draft",  "GET reports:index",           "200 200 200 200 200 200 200 200 login"),
    Row("draft",  "POST reports:request",        "302 302 302 302 302 302 302 403 login", of_the_draft),
    Row("sealed", "POST reports:request",        "302 302 302 302 302 302 302 403 login", of_the_submission),
    Row("draft",  "GET reports:detail?waiting",  "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET reports:download?done",   "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST reports:cancel?waiting", "403 403 302 403 404 404 404 404 login"),
    Row("draft",  "POST reports:retry?failed",   "403 403 302 403 404 404 404 404 login"),
]
# fmt: on
