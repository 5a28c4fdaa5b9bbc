"""What the portal keeps of me: to read, to take along, and to leave."""

import tempfile

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, services
from accounts.http import PortalRequest

IN_MEMORY = 1024 * 1024
"""Bytes of an export beyond which it goes through a file of the system."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def my_data(request: PortalRequest) -> HttpResponseBase:
    """What is kept of me, and why. POST hands it out as a zip; it asks for the password again first."""
    if request.method != "POST":
        return render(request, "accounts/my_data.html")
    if not ratelimit.consume(request, action="my_data", user=request.user):
        messages.error(request, _("You had your data several times in this hour. Please wait."))
        return render(request, "accounts/my_data.html", status=429)
    # Closed by the answer, when it is sent or broken off.
    file: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    services.write_person(user=request.user, to=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="my-data.zip", content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def leave(request: PortalRequest) -> HttpResponse:
    """Close my account. GET asks whether it is meant; 409 where somebody has to take my role over first."""
    last = any(selectors.is_last_of_role(membership=one) for one in request.memberships)
    if request.method != "POST":
        return render(request, "accounts/leave.html", {"last": last})
    try:
        services.leave(user=request.user)
    except services.LastOfTheRole:
        return render(request, "accounts/leave.html", {"last": True}, status=409)
    logout(request)
    messages.success(request, _("Your account is closed."))
    return redirect("home")


@require_POST
@login_required
def tour(request: PortalRequest) -> HttpResponse:
    """Show me round again (`again`), or no more."""
    services.show_round(user=request.user, again="again" in request.POST)
    return redirect("home")
