"""Who changed what."""

from django.db.models import QuerySet

from assessments.models import Assessment, Change


def changes_of(assessment: Assessment) -> QuerySet[Change]:
    """The history of an assessment the actor may read, newest first, with user, indicator and ministry."""
    return assessment.changes.select_related("user", "indicator", "ministry")
