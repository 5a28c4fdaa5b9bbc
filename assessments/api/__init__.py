"""Calls of the REST API on cycles, assessments, scores and submissions (DESIGN section 7).

One room a kind of thing; `docs/api.md` says how to use them. Views read through `selectors` and write through
`services`: they hold no rule of their own.
"""

from rest_framework.routers import BaseRouter

from assessments.api.assessments import AssessmentViewSet
from assessments.api.base import ASSESSMENT_PREFIX, SUBMISSION_PREFIX
from assessments.api.cycles import CycleViewSet
from assessments.api.national_scores import NationalScoreViewSet
from assessments.api.profile import GapViewSet, ProfileViewSet
from assessments.api.scores import ScoreViewSet
from assessments.api.submissions import SealedScoreViewSet, SubmissionViewSet


def register(router: BaseRouter) -> None:
    """Add this app's calls."""
    router.register("cycles", CycleViewSet, basename="cycle")
    router.register("assessments", AssessmentViewSet, basename="assessment")
    router.register(ASSESSMENT_PREFIX, ProfileViewSet, basename="inside")
    router.register(f"{ASSESSMENT_PREFIX}/gaps", GapViewSet, basename="gap")
    router.register(f"{ASSESSMENT_PREFIX}/scores", ScoreViewSet, basename="score")
    router.register(f"{ASSESSMENT_PREFIX}/national-scores", NationalScoreViewSet, basename="national-score")
    router.register("submissions", SubmissionViewSet, basename="submission")
    router.register(f"{SUBMISSION_PREFIX}/scores", SealedScoreViewSet, basename="sealed-score")
