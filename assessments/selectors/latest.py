"""The submissions that count now."""

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Membership
from assessments.models import Submission

from .access import submissions_for


def latest_submissions(actor: Membership | None) -> QuerySet[Submission]:
    """Of the submissions that the actor may read, the last one of each assessment, newest first."""
    last = Submission.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    return submissions_for(actor).filter(pk=Subquery(last))
