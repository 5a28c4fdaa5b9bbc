"""Reads of report jobs, limited to what the acting membership may see."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.models import Assessment, Change, Cycle
from reports.models import ReportJob


def jobs_for(actor: Membership | None) -> QuerySet[ReportJob]:
    """Reports the actor may see, newest first: what colleagues of the same country (or of UNODC) have asked for, as
    long as the actor may read what they are about. Comparisons hold what one reader might see, so they are his alone.

    Comes with country, cycle, submission (without its content) and who asked.
    """
    jobs = ReportJob.objects.select_related(
        "assessment__country",
        "assessment__cycle",
        "submission__assessment__country",
        "submission__assessment__cycle",
        "cycle",
        "requested_by",
        "membership",
    ).defer("submission__content")
    if actor is None:
        return jobs.none()
    if actor.country_id:  # follows from what comes below; said by itself it is what the database looks up first
        jobs = jobs.filter(membership__country_id=actor.country_id)
    drafts = assessing.drafts_for(actor).values("pk")
    submissions = assessing.submissions_for(actor).values("pk")
    colleagues = Q(membership__country_id=actor.country_id) if actor.country_id else Q(membership__country=None)
    of_countries = (Q(assessment__in=drafts) | Q(submission__in=submissions)) & colleagues
    return jobs.filter(of_countries | _comparisons_of(actor) | _of_cycles(actor))


def _comparisons_of(actor: Membership) -> Q:
    """The comparisons that this membership has asked for. Of those who do not see everybody only as long as no country
    has taken back what it shared since they were made: a file would tell it still.
    """
    own = Q(kind=ReportJob.Kind.COMPARISON, membership=actor)
    if assessing.sees_everybody(actor):
        return own
    taken_back = Change.objects.filter(
        action=Change.Action.SHARED, at__gte=OuterRef("started_at"), after__sharing=Assessment.Sharing.NOBODY
    )
    return own & ~Q(Exists(taken_back))


def _of_cycles(actor: Membership) -> Q:
    """Reports on all countries of a cycle, which reviewers and secretariat share."""
    if not assessing.sees_everybody(actor):
        return Q(pk=None)
    return Q(kind=ReportJob.Kind.CYCLE, cycle__in=assessing.cycles_for(actor))


def with_cycles(jobs: Iterable[ReportJob]) -> list[ReportJob]:
    """The jobs with the cycles that they are about at hand: one query however many comparisons there are."""
    found = list(jobs)
    comparisons = [job for job in found if job.kind == ReportJob.Kind.COMPARISON]
    slugs = {slug for job in comparisons for slug in job.selected["cycle"]}
    cycles = list(Cycle.objects.filter(slug__in=slugs).order_by("opens_on", "slug")) if slugs else []
    for job in comparisons:
        job.cycles = [cycle for cycle in cycles if cycle.slug in job.selected["cycle"]]
    return found


def job_of(actor: Membership | None, pk: UUID) -> ReportJob:
    """The report `pk` if the actor may see it; raises `ReportJob.DoesNotExist`."""
    return jobs_for(actor).get(pk=pk)
