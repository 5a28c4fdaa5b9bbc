"""Who may ask for, see, cancel and fetch reports. Those of the rows were asked for by the focal point; the comparison
and the report on the cycle by the reviewer.
"""

from typing import Any

from django.utils import timezone

from reports import services
from reports.models import ReportJob
from tests.permissions.world import Row, World


def of_the_draft(world: World) -> dict[str, Any]:
    return {"kind": "gap_analysis", "format": "pdf", "language": "en", "assessment": str(world.team.assessment.pk)}


def of_the_submission(world: World) -> dict[str, Any]:
    return {"kind": "gap_analysis", "format": "pdf", "language": "en", "submission": str(world.submission.pk)}


def brief_of_the_submission(world: World) -> dict[str, Any]:
    return {"kind": "country_brief", "submission": str(world.submission.pk)}


def of_a_comparison(world: World) -> dict[str, Any]:
    return {"kind": "comparison", "selection": f"cycle={world.team.cycle.slug}"}


def of_the_cycle(world: World) -> dict[str, Any]:
    return {"kind": "cycle", "cycle": world.team.cycle.slug}


def prepare(world: World, state: str) -> None:
    """A report that is done, one that failed and one that waits."""
    subject = {"submission": world.submission} if world.submission else {"assessment": world.team.assessment}

    def ask() -> ReportJob:
        return services.request_report(actor=world.team.focal, kind="gap_analysis", **subject)

    done = services.claim(ask().pk)
    services.finish(done, b"%PDF-1.7")
    failed = ask()
    ReportJob.objects.filter(pk=failed.pk).update(status="failed", error="No fonts.", finished_at=timezone.now())
    world.things |= {"done": done, "failed": failed, "waiting": ask()}
    reviewer = world.actors["reviewer"]
    if reviewer is not None:
        cycle = world.team.cycle
        comparison = services.request_report(actor=reviewer, kind="comparison", selection=f"cycle={cycle.slug}")
        services.finish(services.claim(comparison.pk), b"%PDF-1.7 of what the reviewer sees")
        of_cycle = services.request_report(actor=reviewer, kind="cycle", cycle=cycle)
        services.finish(services.claim(of_cycle.pk), b"%PDF-1.7 of all countries")
        world.things |= {"comparison": comparison, "cycle_report": of_cycle}


# fmt: off
ROWS = [
    #   state   what                               own oth foc obs rev sec for nob visitor
    Row("draft",  "GET reports/",                "200 200 200 200 200 200 200 200 401"),
    Row("draft",  "POST reports/",               "202 202 202 202 400 400 400 403 401", of_the_draft),
    Row("sealed", "POST reports/",               "202 202 202 202 202 202 400 403 401", of_the_submission),
    Row("shared", "POST reports/",               "202 202 202 202 202 202 202 403 401", of_the_submission),
    Row("sealed", "POST reports/",               "202 202 202 202 202 202 400 403 401", brief_of_the_submission),
    Row("shared", "POST reports/",               "202 202 202 202 202 202 202 403 401", brief_of_the_submission),
    Row("draft",  "POST reports/",               "202 202 202 202 202 202 202 403 401", of_a_comparison),
    Row("draft",  "POST reports/",               "403 403 403 403 202 202 403 403 401", of_the_cycle),
    Row("public", "GET reports/{comparison}/",       "404 404 404 404 200 404 404 404 401"),
    Row("public", "GET reports/{comparison}/file/",  "404 404 404 404 200 404 404 404 401"),
    Row("public", "GET reports/{cycle_report}/",     "404 404 404 404 200 200 404 404 401"),
    Row("public", "GET reports/{cycle_report}/file/", "404 404 404 404 200 200 404 404 401"),
    Row("draft",  "GET reports/{waiting}/",      "200 200 200 200 404 404 404 404 401"),
    Row("sealed", "GET reports/{waiting}/",      "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "GET reports/{done}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("shared", "GET reports/{done}/file/",    "200 200 200 200 404 404 404 404 401"),
    Row("draft",  "POST reports/{waiting}/cancel/", "403 403 200 403 404 404 404 403 401"),
    Row("draft",  "POST reports/{failed}/retry/",   "403 403 202 403 404 404 404 403 401"),
    Row("draft",  "GET reports:index",           "200 200 200 200 200 200 200 200 login"),
    Row("draft",  "POST reports:request",        "302 302 302 302 302 302 302 403 login", of_the_draft),
    Row("sealed", "POST reports:request",        "302 302 302 302 302 302 302 403 login", of_the_submission),
    Row("sealed", "POST reports:request",        "302 302 302 302 302 302 302 403 login", brief_of_the_submission),
    Row("draft",  "POST reports:request",        "302 302 302 302 302 302 302 403 login", of_a_comparison),
    Row("draft",  "POST reports:request",        "403 403 403 403 302 302 403 403 login", of_the_cycle),
    Row("public", "GET reports:detail?comparison",     "404 404 404 404 200 404 404 404 login"),
    Row("public", "GET reports:download?comparison",   "404 404 404 404 200 404 404 404 login"),
    Row("public", "GET reports:detail?cycle_report",   "404 404 404 404 200 200 404 404 login"),
    Row("public", "GET reports:download?cycle_report", "404 404 404 404 200 200 404 404 login"),
    Row("draft",  "GET reports:detail?waiting",  "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "GET reports:download?done",   "200 200 200 200 404 404 404 404 login"),
    Row("draft",  "POST reports:cancel?waiting", "403 403 302 403 404 404 404 404 login"),
    Row("draft",  "POST reports:retry?failed",   "403 403 302 403 404 404 404 404 login"),
]
# fmt: on
