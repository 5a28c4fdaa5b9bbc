"""In which capacity a call acts."""

import uuid
from typing import cast

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, PermissionDenied
from rest_framework.request import Request

from accounts import selectors
from accounts.http import CHOICE_HEADER, PortalRequest
from accounts.models import Membership


def membership_of(request: Request) -> Membership | None:
    """The membership in which a call acts: the one that `X-Membership` names, else the session's choice, else the
    first of the token's user; None without one.

    One query where the page's middleware did not know the caller, none afterwards. Raises `ParseError` (400) where the
    header is no UUID, `PermissionDenied` (403) where it names none of the caller's active memberships.
    """
    page_request = cast(PortalRequest, request._request)
    known = getattr(page_request, "membership", None)
    chosen = _chosen(request)
    if known is not None and known.user_id == request.user.pk and chosen in (None, known.pk):
        return known
    memberships = selectors.capacities(user=request.user)
    if chosen is not None and chosen not in {one.pk for one in memberships}:
        raise PermissionDenied(_("X-Membership names none of your memberships."))
    page_request.memberships = memberships
    page_request.membership = selectors.chosen_of(memberships, str(chosen) if chosen else None)
    return page_request.membership


def _chosen(request: Request) -> uuid.UUID | None:
    text = request.headers.get(CHOICE_HEADER)
    if text is None or not request.user.is_authenticated:
        return None
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise ParseError(_("X-Membership must be the id of one of your memberships.")) from error
