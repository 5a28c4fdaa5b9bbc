"""Passkeys, which the portal makes on its own terms; whether a country asks everybody for a second factor, and that of
somebody who has lost it.
"""

from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, services
from accounts.forms import SecondFactorRuleForm
from accounts.http import PortalRequest
from accounts.models import Membership
from accounts.rules import require
from accounts.second_factor import SESSION_KEY


@method_decorator(login_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class AddPasskeyView(AddWebAuthnView):
    """Adds a passkey that knows its person and asks for him: it signs in alone, and is a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}
        return context


@method_decorator(login_required, name="dispatch")
class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey, but the last second factor of somebody whose role asks for one."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"may_remove": get_adapter().can_delete_authenticator(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.object):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        response: HttpResponse = super().form_valid(form)
        return response


@require_POST
@login_required
def ask_second_factor(request: PortalRequest) -> HttpResponse:
    """Ask everybody who acts for the focal point's country for a second factor, or no longer."""
    actor = request.membership
    if actor is None or actor.country is None:
        raise PermissionDenied
    require("accounts.ask_second_factor", actor, actor.country)
    form = SecondFactorRuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether a second factor is asked for."))
    elif form.cleaned_data["asked"] == "everybody":
        shown = bool(request.session.get(SESSION_KEY))
        try:
            services.ask_second_factor(actor=actor, country=actor.country, asked=True, shown=shown)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Everybody who acts for your country needs a second factor now."))
    else:
        services.ask_second_factor(actor=actor, country=actor.country, asked=False)
        messages.success(request, _("Contributors and observers may do without a second factor now."))
    return redirect(f"{reverse('accounts:people')}#second-factor")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reset_second_factor(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take away the second factor of the person of a membership, who has lost it. GET asks whether it is meant.

    404 for a membership that the actor does not keep.
    """
    try:
        one = selectors.memberships_kept(actor=request.membership).get(pk=pk, active=True)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    require("accounts.reset_second_factor", request.membership, one.user)
    if request.method == "POST":
        done = services.reset_second_factor(
            actor=request.membership, user=one.user, reason="Second factor reset: it was lost"
        )
        if done:
            messages.success(request, _("%(person)s can set up a new second factor.") % {"person": one.user})
        else:
            messages.info(request, _("%(person)s has no second factor.") % {"person": one.user})
        return redirect(f"{_people_address(one)}")
    return render(request, "accounts/reset_second_factor.html", {"one": one, "back": _people_address(one)})


def _people_address(membership: Membership) -> str:
    address = str(reverse_lazy("accounts:people"))
    return f"{address}?country={membership.country.code}" if membership.country else address
