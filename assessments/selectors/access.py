"""Which assessments, submissions and cycles a membership may see. Whatever is left out here is answered 404."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Membership
from assessments.models import Assessment, Cycle, Submission

ROLE = Membership.Role


def drafts_for(actor: Membership | None) -> QuerySet[Assessment]:
    """Assessments whose inside (scores, national scores, history) the actor may read: those of the own country.

    Reviewers and secretariat read submissions only, so they have none. Comes with country and cycle.
    """
    drafts = Assessment.objects.select_related("country", "cycle")
    if actor is None or actor.country_id is None:
        return drafts.none()
    return drafts.filter(country_id=actor.country_id)


def draft_of(actor: Membership | None, pk: UUID) -> Assessment:
    """The assessment `pk` if the actor may read its inside; raises `Assessment.DoesNotExist`."""
    return drafts_for(actor).get(pk=pk)


def assessments_for(actor: Membership | None) -> QuerySet[Assessment]:
    """Assessments the actor may know of: the own country's; for reviewers and secretariat those with a submission."""
    if actor is not None and actor.role in (ROLE.REVIEWER, ROLE.SECRETARIAT):
        submitted = Submission.objects.values("assessment")
        return Assessment.objects.select_related("country", "cycle").filter(pk__in=submitted)
    return drafts_for(actor)


def submissions_for(actor: Membership | None) -> QuerySet[Submission]:
    """Sealed copies the actor may read, newest first; None is a visitor who has not signed in (public ones).

    Comes with assessment, country and cycle, without the content: a list of many must not load megabytes.
    """
    submissions = Submission.objects.select_related("assessment__country", "assessment__cycle").defer("content")
    sharing = Assessment.Sharing
    if actor is None:
        return submissions.filter(assessment__sharing=sharing.PUBLIC)
    if actor.role in (ROLE.REVIEWER, ROLE.SECRETARIAT):
        return submissions
    return submissions.filter(
        Q(assessment__country_id=actor.country_id) | Q(assessment__sharing__in=[sharing.STATES_PARTIES, sharing.PUBLIC])
    )


def submission_of(actor: Membership | None, pk: UUID) -> Submission:
    """The sealed copy `pk` with its content if the actor may read it; raises `Submission.DoesNotExist`."""
    return submissions_for(actor).defer(None).get(pk=pk)


def belongs_or_reviews(actor: Membership | None, assessment: Assessment) -> bool:
    """Whether the actor is of the country, a reviewer or of the secretariat: who may see names of persons in its
    submissions, and their confidential evidence.
    """
    if actor is None:
        return False
    return actor.role in (ROLE.REVIEWER, ROLE.SECRETARIAT) or actor.country_id == assessment.country_id


def cycles_for(actor: Membership | None) -> QuerySet[Cycle]:
    """Cycles the actor may see, newest first: the secretariat all, others those that are or were open."""
    if actor is not None and actor.role == ROLE.SECRETARIAT:
        return Cycle.objects.all()
    return Cycle.objects.exclude(status=Cycle.Status.DRAFT)


def openable_cycles(actor: Membership | None) -> QuerySet[Cycle]:
    """Open cycles in which the focal point's country has no assessment yet; none for everyone else."""
    if actor is None or actor.role != ROLE.FOCAL_POINT or actor.country_id is None:
        return Cycle.objects.none()
    return Cycle.objects.filter(status=Cycle.Status.OPEN).exclude(assessments__country_id=actor.country_id)


def previous_assessment(assessment: Assessment) -> Assessment | None:
    """The country's assessment in the latest cycle that opened before this one's, or None."""
    return _before(assessment).select_related("country", "cycle").first()


def with_previous(assessment: Assessment) -> Q:
    """Rows of an assessment and of the one before it (`previous_assessment`), without a query to find that one."""
    return Q(assessment=assessment) | Q(assessment=_before(assessment).values("pk")[:1])


def _before(assessment: Assessment) -> QuerySet[Assessment]:
    """The country's earlier assessments, the latest first."""
    return Assessment.objects.filter(
        country_id=assessment.country_id, cycle__opens_on__lt=assessment.cycle.opens_on
    ).order_by("-cycle__opens_on")
