"""Calls of the REST API on cycles, assessments, scores and submissions (DESIGN section 7).

One room a kind of thing; `docs/api.md` says how to use them. Views read through `selectors` and write through
`services`: they hold no rule of their own.
"""

from rest_framework.routers import BaseRouter

from assessments.api.actions import ActionViewSet, ScenarioViewSet
from assessments.api.agreement import AgreementViewSet
from assessments.api.assessments import AssessmentViewSet
from assessments.api.assignments import AssignmentViewSet, ProgressViewSet
from assessments.api.attachments import CLARIFICATION_PREFIX, AttachmentViewSet
from assessments.api.base import ASSESSMENT_PREFIX, SUBMISSION_PREFIX
from assessments.api.clarifications import ClarificationViewSet, SubmissionClarificationViewSet
from assessments.api.comparison import (
    ComparisonViewSet,
    DataGapsViewSet,
    DistributionViewSet,
    NeedsViewSet,
    SideBySideViewSet,
    SpreadViewSet,
    TrendViewSet,
)
from assessments.api.confirmations import ConfirmationViewSet
from assessments.api.cycles import CycleViewSet
from assessments.api.data import CYCLE_PREFIX, CycleDataViewSet, DataViewSet
from assessments.api.discussions import COMMENT_PREFIX, CommentViewSet, DiscussionViewSet, PeopleViewSet
from assessments.api.evidence import EvidenceViewSet, SealedEvidenceViewSet
from assessments.api.history import HistoryViewSet
from assessments.api.imports import ImportViewSet, WorkbookViewSet
from assessments.api.national_scores import NationalScoreViewSet
from assessments.api.participation import PARTICIPATION_PREFIX, ParticipationViewSet
from assessments.api.profile import GapViewSet, ProfileViewSet
from assessments.api.reviewing import MARKS_PREFIX, NOTES_PREFIX, MarkViewSet, NoteViewSet
from assessments.api.scores import ScoreViewSet
from assessments.api.submissions import SealedScoreViewSet, SubmissionViewSet
from assessments.api.targets import TargetViewSet


def register(router: BaseRouter) -> None:
    """Add this app's calls."""
    router.register("cycles", CycleViewSet, basename="cycle")
    router.register(PARTICIPATION_PREFIX, ParticipationViewSet, basename="participation")
    router.register(CYCLE_PREFIX, CycleDataViewSet, basename="cycle-data")
    router.register("data", DataViewSet, basename="data")
    router.register("assessments", AssessmentViewSet, basename="assessment")
    router.register(ASSESSMENT_PREFIX, ProfileViewSet, basename="inside")
    router.register(f"{ASSESSMENT_PREFIX}/gaps", GapViewSet, basename="gap")
    router.register(f"{ASSESSMENT_PREFIX}/scores", ScoreViewSet, basename="score")
    router.register(ASSESSMENT_PREFIX, WorkbookViewSet, basename="workbook")
    router.register(f"{ASSESSMENT_PREFIX}/imports", ImportViewSet, basename="import")
    router.register(f"{ASSESSMENT_PREFIX}/national-scores", NationalScoreViewSet, basename="national-score")
    router.register(ASSESSMENT_PREFIX, AgreementViewSet, basename="agreement")
    router.register(f"{ASSESSMENT_PREFIX}/history", HistoryViewSet, basename="history")
    router.register(f"{ASSESSMENT_PREFIX}/people", PeopleViewSet, basename="people")
    router.register(f"{ASSESSMENT_PREFIX}/discussions", DiscussionViewSet, basename="discussion")
    router.register(COMMENT_PREFIX, CommentViewSet, basename="comment")
    router.register(ASSESSMENT_PREFIX, ScenarioViewSet, basename="plan")
    router.register(f"{ASSESSMENT_PREFIX}/actions", ActionViewSet, basename="action")
    router.register(f"{ASSESSMENT_PREFIX}/assignments", AssignmentViewSet, basename="assignment")
    router.register(f"{ASSESSMENT_PREFIX}/progress", ProgressViewSet, basename="progress")
    router.register(f"{ASSESSMENT_PREFIX}/confirmations", ConfirmationViewSet, basename="confirmation")
    router.register(f"{ASSESSMENT_PREFIX}/targets", TargetViewSet, basename="target")
    router.register(f"{ASSESSMENT_PREFIX}/evidence", EvidenceViewSet, basename="evidence")
    router.register("comparison", ComparisonViewSet, basename="comparison")
    router.register("comparison/distribution", DistributionViewSet, basename="comparison-distribution")
    router.register("comparison/trend", TrendViewSet, basename="comparison-trend")
    router.register("comparison/spread", SpreadViewSet, basename="comparison-spread")
    router.register("comparison/needs", NeedsViewSet, basename="comparison-needs")
    router.register("comparison/data-gaps", DataGapsViewSet, basename="comparison-data-gaps")
    router.register("comparison/side-by-side", SideBySideViewSet, basename="comparison-side-by-side")
    router.register("submissions", SubmissionViewSet, basename="submission")
    router.register(f"{SUBMISSION_PREFIX}/scores", SealedScoreViewSet, basename="sealed-score")
    router.register(f"{SUBMISSION_PREFIX}/evidence", SealedEvidenceViewSet, basename="sealed-evidence")
    router.register(NOTES_PREFIX, NoteViewSet, basename="note")
    router.register(MARKS_PREFIX, MarkViewSet, basename="mark")
    router.register("clarifications", ClarificationViewSet, basename="clarification")
    router.register(f"{CLARIFICATION_PREFIX}/evidence", AttachmentViewSet, basename="attachment")
    router.register(
        f"{SUBMISSION_PREFIX}/clarifications", SubmissionClarificationViewSet, basename="submission-clarification"
    )
