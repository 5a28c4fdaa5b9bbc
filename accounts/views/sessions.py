"""The browsers in which I am signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors, services
from accounts.http import PortalRequest


@require_safe
@login_required
@never_cache
def sessions(request: PortalRequest) -> HttpResponse:
    """Where I am signed in."""
    found = selectors.sessions_of(user=request.user)
    context = {"sessions": found, "current": request.session.session_key}
    return render(request, "accounts/sessions.html", context)


@require_POST
@login_required
def end_session(request: PortalRequest, pk: UUID) -> HttpResponse:
    """End one of my sessions. 404 for anybody else's."""
    if not services.end_session(user=request.user, pk=pk):
        raise Http404
    messages.success(request, _("The session has ended."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_other_sessions(request: PortalRequest) -> HttpResponse:
    """End all my sessions but this one."""
    services.end_sessions(user=request.user, but=request.session.session_key)
    messages.success(request, _("All other sessions have ended."))
    return redirect("accounts:sessions")
