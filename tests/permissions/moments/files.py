"""Submissions, spreadsheets and reports in every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import AnswerImport
from assessments.selectors import import_preview
from reports import services as reports
from reports.models import ReportJob
from tests.assessments import spreadsheets
from tests.permissions.moments.base import TEXT, moment, of_assessment, page
from tests.permissions.world import CODE, World, browser_of


@moment("assessments:submission", "submission that is accepted", "sealed")
def accepted_submission(world: World) -> Any:
    services.accept(actor=world.actors["reviewer"], submission=world.submission)
    return page(world.browsers["reviewer"], "assessments:submission", world.submission.pk)


@moment("assessments:submission", "submission that was replaced", "sealed")
def replaced_submission(world: World) -> Any:
    services.reopen(actor=world.team.focal, assessment=world.team.assessment)
    services.submit(actor=world.team.focal, assessment=world.team.assessment)
    return page(world.browsers["reviewer"], "assessments:submission", world.submission.pk)


@moment("assessments:overview", "assessment that is opened again", "sealed")
def reopened_assessment(world: World) -> Any:
    services.reopen(actor=world.team.focal, assessment=world.team.assessment)
    return browser_of(world.team.focal).get(of_assessment(world.team, "overview"))


def uploaded(world: World) -> AnswerImport:
    """A file of the Ministry of the Interior with an answer of every kind: new, changed, in conflict, not to be
    taken.
    """
    team, client = world.team, browser_of(world.team.interior_official)
    for code in ("1.1.E2", "1.2.E1", "2.1.E1"):
        team.assign(code, team.interior)
    team.score(team.interior_official, "2.1.E1", 1)
    cells = {CODE: ("3", TEXT), "1.1.E2": ("2", TEXT), "1.2.E1": ("4", ""), "2.1.E1": ("0", "")}
    content = spreadsheets.filled(client.get(of_assessment(team, "workbook")).content, cells)
    team.score(team.interior_official, "2.1.E1", 2, justification="Meanwhile.")
    sent = {"file": SimpleUploadedFile("answers.xlsx", content), "ministry": str(team.interior.pk)}
    assert client.post(of_assessment(team, "spreadsheet"), sent).status_code == 302
    return AnswerImport.objects.get(assessment=team.assessment)


def of_import(world: World, name: str, pending: AnswerImport) -> str:
    return of_assessment(world.team, name, pending.pk)


@moment("assessments:import", "spreadsheet of which some can be taken")
def preview_of_an_import(world: World) -> Any:
    return browser_of(world.team.interior_official).get(of_import(world, "import", uploaded(world)))


@moment("assessments:spreadsheet", "spreadsheet that waits, in the list")
def waiting_import(world: World) -> Any:
    uploaded(world)
    return browser_of(world.team.interior_official).get(of_assessment(world.team, "spreadsheet"))


@moment("assessments:confirm_import", "spreadsheet whose conflicts are not settled", status=422)
def refused_import(world: World) -> Any:
    return browser_of(world.team.interior_official).post(of_import(world, "confirm_import", uploaded(world)))


@moment("assessments:confirm_import", "spreadsheet confirmed after answers changed", status=409)
def stale_import(world: World) -> Any:
    pending = uploaded(world)
    seen = import_preview(pending).tag
    world.team.score(world.team.interior_official, CODE, 4)
    sent = {"expected": seen, "choice-2.1.E1": "mine"}
    return browser_of(world.team.interior_official).post(of_import(world, "confirm_import", pending), sent)


@moment("assessments:import", "spreadsheet that is written")
def applied_import(world: World) -> Any:
    pending = uploaded(world)
    sent = {"expected": import_preview(pending).tag, "choice-2.1.E1": "mine"}
    return browser_of(world.team.interior_official).post(of_import(world, "confirm_import", pending), sent, follow=True)


@moment("assessments:import", "spreadsheet that was given up")
def discarded_import(world: World) -> Any:
    pending = uploaded(world)
    services.discard_import(actor=world.team.interior_official, pending=pending)
    return browser_of(world.team.interior_official).get(of_import(world, "import", pending))


@moment("assessments:spreadsheet", "file that is no spreadsheet", status=422)
def no_spreadsheet(world: World) -> Any:
    sent = {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7"), "ministry": str(world.team.interior.pk)}
    return browser_of(world.team.interior_official).post(of_assessment(world.team, "spreadsheet"), sent)


def every_report(world: World) -> dict[str, ReportJob]:
    """A report of the focal point in every state, by state."""
    assessment = world.team.assessment
    jobs = {
        status: reports.request_report(
            actor=world.team.focal, kind="gap_analysis", assessment=assessment, language=language
        )
        for status, language in zip(ReportJob.Status.values, ("en", "fr", "es", "ru", "zh-hans"), strict=True)
    }
    reports.finish(reports.claim(jobs["done"].pk), b"%PDF-1.7")
    reports.cancel(actor=world.team.focal, job=jobs["cancelled"])
    now = timezone.now()
    running = {"progress": 40, "attempts": 1, "started_at": now, "lease_until": now + timedelta(days=1)}
    failed = {"error": "No space left on the disk.", "cause": "storage", "attempts": 3, "finished_at": now}
    ReportJob.objects.filter(pk=jobs["running"].pk).update(status="running", **running)
    ReportJob.objects.filter(pk=jobs["failed"].pk).update(status="failed", **failed)
    return jobs


@moment("reports:index", "reports in every state")
def reports_in_every_state(world: World) -> Any:
    every_report(world)
    return page(world.browsers["focal"], "reports:index")


def report_in(status: str) -> Callable[[World], Any]:
    return lambda world: page(world.browsers["focal"], "reports:detail", every_report(world)[status].pk)


for _name in ReportJob.Status.values:
    moment("reports:detail", _name)(report_in(_name))


@moment("reports:index", "report that cannot be made")
def refused_report(world: World) -> Any:
    return world.browsers["focal"].post(reverse("reports:request"), {"kind": "nothing"}, follow=True)


@moment("assessments:public_country", "one submission", "sealed")
def public_country(world: World) -> Any:
    services.share(actor=world.team.focal, assessment=world.team.assessment, sharing="public")
    return page(world.browsers["visitor"], "assessments:public_country", world.team.country.code)
