"""The way to the provider of a government or of the United Nations and back, and the end of it."""

from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from requests import RequestException

from accounts import limits, selectors, services
from accounts.http import PortalRequest
from accounts.single_sign_on import PortalCallback, PortalOpenIDConnect, refusal
from accounts.views.busy import too_many

logger = structlog.get_logger(__name__)
OWN_SITE = {"", "same-origin", "none"}
"""What browsers say of a request that no other site has brought about (`Sec-Fetch-Site`)."""


@require_GET
@never_cache
def begin_single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider; where another site led here, ask first."""
    adapter = _adapter(request, provider_id)
    if request.user.is_authenticated:
        return redirect("home")
    provider = adapter.get_provider()
    if request.headers.get("Sec-Fetch-Site", "") not in OWN_SITE:
        return render(request, "socialaccount/login.html", {"provider_name": provider.name})
    next_url = request.GET.get("next", "")
    if not get_account_adapter(request).is_safe_url(next_url):
        next_url = ""
    return _talk(request, provider.name, lambda: provider.redirect(request, "login", next_url=next_url))


@require_GET
@never_cache
def end_single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whom the provider sends back."""
    adapter = _adapter(request, provider_id)
    view: Callable[[HttpRequest], Any] = PortalCallback.adapter_view(adapter)
    return _talk(request, adapter.get_provider().name, lambda: view(request))


def _has_password(request: HttpRequest) -> bool:
    """Whoever has none is refused, so there is nothing to confirm."""
    return bool(request.user.is_authenticated and request.user.has_usable_password())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True, enabled=_has_password)
@never_cache
def unlink(request: PortalRequest, pk: int) -> HttpResponse:
    """Let another sign-in open my account no more. GET asks whether it is meant; 409 where I have no password, 404 for
    anybody else's.
    """
    link = get_object_or_404(selectors.other_sign_ins_of(user=request.user), pk=pk)
    context = {
        "provider_name": selectors.provider_name(link.provider),
        "may_remove": request.user.has_usable_password(),
    }
    if request.method != "POST":
        return render(request, "accounts/unlink.html", context)
    try:
        services.unlink(user=request.user, pk=pk, request=request)
    except services.NoPassword:
        return render(request, "accounts/unlink.html", context | {"may_remove": False}, status=409)
    messages.success(request, _("A way to sign in was removed"))
    return redirect("accounts:profile")


def _talk(request: HttpRequest, provider_name: str, converse: Callable[[], Any]) -> HttpResponse:
    """What comes of a conversation with a provider: a page to read where its server is away, or makes no sense."""
    if seconds := limits.single_sign_on(request).begin():
        return too_many(request, seconds)
    try:
        response: HttpResponse = converse()
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        logger.warning("single_sign_on_failed", error=type(error).__name__, exc_info=True)
        return refusal(request, provider_name, status=502)
    return response


def _adapter(request: HttpRequest, provider_id: str) -> PortalOpenIDConnect:
    """Raises Http404 for a provider that is not configured."""
    adapter = PortalOpenIDConnect(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return adapter
