"""Discussions of a country's officials. The caller has checked that the assessment may be read (`draft_of`)."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Membership, User
from assessments.models import Assessment, Comment, Discussion, NationalScore

from .access import drafts_for


class Talk(NamedTuple):
    """How much is said on an indicator: the number of comments, and whether they are resolved."""

    comments: int
    resolved: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """The discussion on an indicator, oldest comment first, with authors and people mentioned.

    `discussion` is None while nobody has said anything.
    """

    discussion: Discussion | None
    comments: tuple[Comment, ...]

    @property
    def is_resolved(self) -> bool:
        """Whether it is resolved; one that has not begun is not."""
        return self.discussion is not None and self.discussion.is_resolved

    @property
    def talk(self) -> Talk:
        """How much it is."""
        return Talk(len(self.comments), self.is_resolved)


def thread_of(assessment: Assessment, code: str) -> Thread:
    """What is said on the indicator with this code. Three queries, however much it is."""
    discussion = (
        Discussion.objects.filter(assessment=assessment, indicator__code=code).select_related("resolved_by").first()
    )
    return Thread(discussion, tuple(comments_on(assessment, code)) if discussion else ())


def comments_on(assessment: Assessment, code: str) -> QuerySet[Comment]:
    """What was said on the indicator with this code, oldest first, with author and people mentioned."""
    comments: QuerySet[Comment] = (
        Comment.objects.filter(discussion__assessment=assessment, discussion__indicator__code=code)
        .select_related("author")
        .prefetch_related("mentions")
    )
    return comments


def with_talk(nationals: QuerySet[NationalScore]) -> QuerySet[NationalScore]:
    """National scores, each with how much is said on its indicator (`talk_in`)."""
    discussion = Discussion.objects.filter(assessment=OuterRef("assessment"), indicator=OuterRef("indicator"))
    comments = (
        Comment.objects.filter(
            discussion__assessment=OuterRef("assessment"), discussion__indicator=OuterRef("indicator")
        )
        .order_by()
        .values("discussion")
        .annotate(number=Count("pk"))
    )
    return nationals.annotate(
        comment_count=Subquery(comments.values("number")), talk_resolved_at=Subquery(discussion.values("resolved_at"))
    )


def talk_in(national: NationalScore) -> Talk:
    """How much is said on the indicator of a national score that comes from `with_talk`."""
    comments, resolved_at = national.comment_count, national.talk_resolved_at  # type: ignore[attr-defined]
    return Talk(comments or 0, resolved_at is not None)


@dataclass(frozen=True, slots=True)
class DiscussionFilter:
    """Which discussions are wanted; what is None limits nothing."""

    resolved: bool | None = None
    mentions_me: bool | None = None


def discussions_of(
    assessment: Assessment, actor: Membership | None, wanted: DiscussionFilter | None = None
) -> QuerySet[Discussion]:
    """The discussions of an assessment, those with the newest comment first.

    Each has `comment_count`, `last_at`, `last_text`, `last_author_name`, `last_author_email` and `mentions_me`:
    whether a comment mentions the actor.
    """
    last = Comment.objects.filter(discussion=OuterRef("pk")).order_by("-at", "-id")
    mentioning = Exists(
        Comment.objects.filter(discussion=OuterRef("pk"), mentions=actor.user_id if actor is not None else None)
    )
    discussions = Discussion.objects.filter(assessment=assessment).select_related("indicator", "resolved_by")
    wanted = wanted or DiscussionFilter()
    if wanted.resolved is not None:
        discussions = discussions.filter(resolved_at__isnull=not wanted.resolved)
    if wanted.mentions_me is not None:
        discussions = discussions.filter(mentioning if wanted.mentions_me else ~mentioning)
    return discussions.annotate(
        comment_count=Count("comments"),
        last_at=Max("comments__at"),
        last_text=Subquery(last.values("text")[:1]),
        last_author_name=Subquery(last.values("author__name")[:1]),
        last_author_email=Subquery(last.values("author__email")[:1]),
        mentions_me=mentioning,
    ).order_by("-last_at", "indicator__order")


def mentions_waiting(actor: Membership | None) -> QuerySet[Discussion]:
    """Discussions that wait for the actor's word: open, of assessments not yet accepted, and somebody has mentioned
    him in them since he last spoke. Newest mention first (`mentioned_at`); comes with indicator and assessment."""
    user_id = actor.user_id if actor is not None else None
    own = Comment.objects.filter(discussion=OuterRef("pk"), author_id=user_id).order_by("-at")
    return (
        Discussion.objects.filter(
            assessment__in=drafts_for(actor).exclude(status=Assessment.Status.ACCEPTED), resolved_at=None
        )
        .select_related("indicator", "assessment__country", "assessment__cycle")
        .annotate(
            mentioned_at=Max("comments__at", filter=Q(comments__mentions=user_id)),
            spoke_at=Subquery(own.values("at")[:1]),
        )
        .filter(mentioned_at__isnull=False)
        .filter(Q(spoke_at=None) | Q(spoke_at__lt=F("mentioned_at")))
        .order_by("-mentioned_at", "indicator__order")
    )


def people_of(assessment: Assessment) -> QuerySet[User]:
    """Who serves the assessment's country now, in any role, by name: whom a comment may mention."""
    serving = Membership.objects.filter(country_id=assessment.country_id, active=True)
    return User.objects.filter(is_active=True, pk__in=serving.values("user")).order_by("name", "email")
