"""What a page is about: the object if the person may see it, else 404 as if it did not exist."""

from typing import Any
from uuid import UUID

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.http import PortalRequest
from accounts.models import Membership
from assessments import selectors
from assessments.models import Assessment, Submission
from framework.models import Indicator


def acting(request: PortalRequest) -> Membership:
    """The membership in which the person writes; raises PermissionDenied where the account has none."""
    if request.membership is None:
        raise PermissionDenied(_("Your account has no role."))
    return request.membership


def draft_or_404(request: PortalRequest, pk: UUID) -> Assessment:
    """The assessment `pk` whose inside the person may read; raises Http404."""
    try:
        return selectors.draft_of(request.membership, pk)
    except Assessment.DoesNotExist:
        raise Http404 from None


def submission_or_404(request: PortalRequest, pk: UUID) -> Submission:
    """The sealed copy `pk` if the person, or a visitor who has not signed in, may read it; raises Http404."""
    try:
        return selectors.submission_of(request.membership, pk)
    except Submission.DoesNotExist:
        raise Http404 from None


def indicator_or_404(code: str) -> Indicator:
    """The indicator with this code; raises Http404."""
    return get_object_or_404(Indicator, code=code)


def page_context(request: PortalRequest, assessment: Assessment, page: str) -> dict[str, Any]:
    """What every page of an assessment shows: the assessment, which `page` it is, whether the person coordinates."""
    return {
        "section": "assessments",
        "assessment": assessment,
        "page": page,
        "may_coordinate": rules.test_rule("assessments.coordinate", request.membership, assessment),
    }


def section_for(actor: Membership | None) -> str:
    """Under which entry of the main navigation clarifications are: a country's are part of its assessments."""
    return "assessments" if actor is not None and actor.country_id is not None else "clarifications"


def may_reopen(actor: Membership | None, assessment: Assessment) -> bool:
    """Whether the person may take the assessment back to work on it."""
    in_review = assessment.status in (Assessment.Status.SUBMITTED, Assessment.Status.CLARIFICATION)
    coordinates: bool = rules.test_rule("assessments.coordinate", actor, assessment)
    return coordinates and in_review and assessment.cycle.is_open
