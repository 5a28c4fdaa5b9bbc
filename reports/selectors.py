"""Reads of report jobs, limited to what the acting membership may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Membership
from assessments import selectors as assessing
from reports.models import ReportJob


def jobs_for(actor: Membership | None) -> QuerySet[ReportJob]:
    """Reports the actor may see, newest first: what colleagues of the same country (or of UNODC) have asked for, as
    long as the actor may read what they are about.

    Comes with country, cycle, submission (without its content) and who asked.
    """
    jobs = ReportJob.objects.select_related(
        "assessment__country",
        "assessment__cycle",
        "submission__assessment__country",
        "submission__assessment__cycle",
        "requested_by",
        "membership",
    ).defer("submission__content")
    if actor is None:
        return jobs.none()
    drafts = assessing.drafts_for(actor).values("pk")
    submissions = assessing.submissions_for(actor).values("pk")
    colleagues = Q(membership__country_id=actor.country_id) if actor.country_id else Q(membership__country=None)
    return jobs.filter(Q(assessment__in=drafts) | Q(submission__in=submissions), colleagues)


def job_of(actor: Membership | None, pk: UUID) -> ReportJob:
    """The report `pk` if the actor may see it; raises `ReportJob.DoesNotExist`."""
    return jobs_for(actor).get(pk=pk)
