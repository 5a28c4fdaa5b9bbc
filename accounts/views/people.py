"""Who acts for a country or for UNODC: kept by focal points and the secretariat."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.forms import HandOverForm, InviteForm
from accounts.http import PortalRequest
from accounts.limits import may_invite
from accounts.models import Country, Invitation, Membership
from accounts.rules import is_secretariat, require
from accounts.second_factor import SESSION_KEY

STATE = Invitation.State
EARLIER_SHOWN = 50


@require_safe
@login_required
def people(request: PortalRequest) -> HttpResponse:
    """Who acts, who is invited, and whom to invite: for the country of the query `country`, by default the actor's
    own; for the secretariat by default UNODC, with all countries to choose from.
    """
    country = _place(request)
    return _page(request, country, InviteForm(actor=_keeper(request), country=country))


@require_POST
@login_required
def invite(request: PortalRequest) -> HttpResponse:
    """Invite somebody to the place of the query `country`."""
    actor, country = _keeper(request), _place(request)
    form = InviteForm(request.POST, actor=actor, country=country)
    if not form.is_valid():
        return _page(request, country, form, status=422)
    if not may_invite(request, actor.user):
        form.add_error(None, _("These are many invitations at once. Please wait a minute."))
        return _page(request, country, form, status=429)
    try:
        invitation = services.invite(actor=actor, country=country, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, country, form, status=422)
    messages.success(request, _("%(email)s is invited.") % {"email": invitation.email})
    return redirect(f"{_address(country)}#main")  # the form led to itself, for its errors


@require_POST
@login_required
def resend(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Send an invitation again, with a new link."""
    if not may_invite(request, request.user):
        messages.error(request, _("These are many invitations at once. Please wait a minute."))
        return _back_to(_invitation(request, pk).country)
    return _change(request, pk, services.resend, _("%(email)s is sent a new link; the one before opens nothing."))


@require_POST
@login_required
def revoke(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    return _change(request, pk, services.revoke, _("The invitation of %(email)s is revoked."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_membership(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Leave, or end another's membership. GET asks whether it is meant. 404 for what the actor does not see."""
    try:
        membership = selectors.memberships_seen(actor=request.membership, user=request.user).get(pk=pk)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    require("accounts.end_membership", request.membership, membership)
    own = membership.user_id == request.user.pk
    back = reverse("accounts:profile") if own else _address(membership.country)
    if not membership.active:
        return redirect(back)
    last = selectors.is_last_of_role(membership=membership)
    if request.method == "POST":
        try:
            services.end_membership(actor=_acting(request), membership=membership)
        except services.LastOfTheRole:
            last = True
        else:
            messages.success(request, _("Ended: %(membership)s.") % {"membership": membership})
            return redirect(back)
    context = {"one": membership, "own": own, "back": back, "last": last}
    return render(request, "accounts/end_membership.html", context, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: PortalRequest) -> HttpResponse:
    """Make another person of the country focal point in the actor's place."""
    actor = _acting(request)
    require("accounts.hand_over_own", actor)
    form = HandOverForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.hand_over(actor=actor, to=form.cleaned_data["to"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(person)s is focal point now.") % {"person": new.user})
            return redirect("accounts:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/hand_over.html", {"form": form, "section": "people"}, status=status)


def _acting(request: PortalRequest) -> Membership:
    """The actor of a write; raises PermissionDenied for a person without any membership."""
    if request.membership is None:
        raise PermissionDenied
    return request.membership


def _keeper(request: PortalRequest) -> Membership:
    """The actor, who keeps people; raises PermissionDenied."""
    require("accounts.keep_people", request.membership)
    return _acting(request)


def _place(request: PortalRequest) -> Country | None:
    """The country whose people are meant, None for UNODC. Raises PermissionDenied, and Http404 for one that is not
    the actor's to keep.
    """
    actor = _keeper(request)
    code = request.GET.get("country", "")
    if not code:
        return actor.country
    try:
        return selectors.country_kept(actor=actor, code=code)
    except Country.DoesNotExist as error:
        raise Http404 from error


def _invitation(request: PortalRequest, pk: UUID) -> Invitation:
    require("accounts.keep_people", request.membership)
    try:
        return selectors.invitations(actor=request.membership).get(pk=pk)
    except Invitation.DoesNotExist as error:
        raise Http404 from error


def _change(request: PortalRequest, pk: UUID, change: Callable[..., Invitation], done: str) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        change(actor=_acting(request), invitation=invitation)
    except services.NotWaiting as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"email": invitation.email})
    return _back_to(invitation.country)


def _address(country: Country | None) -> str:
    return reverse("accounts:people") + (f"?country={country.code}" if country else "")


def _back_to(country: Country | None) -> HttpResponse:
    return redirect(_address(country))


def _page(request: PortalRequest, country: Country | None, form: InviteForm, status: int = 200) -> HttpResponse:
    actor = _keeper(request)
    memberships = list(selectors.memberships_kept(actor=actor).filter(country=country))
    invitations = selectors.invitations(actor=actor).filter(country=country)
    open_ones = selectors.invitations_in(STATE.WAITING) | selectors.invitations_in(STATE.EXPIRED)
    with_factor = selectors.with_second_factor(users=[one.user_id for one in memberships if one.active])
    context: dict[str, Any] = {
        "section": "people",
        "country": country,
        "active": [one for one in memberships if one.active],
        "ended": [one for one in memberships if not one.active],
        "with_second_factor": with_factor,
        "without_second_factor": len({one.user_id for one in memberships if one.active} - with_factor),
        "second_factor": selectors.second_factor_of(country=country),
        "has_factor": actor.user_id in with_factor or request.session.get(SESSION_KEY),
        "waiting": invitations.filter(open_ones),
        "earlier": invitations.exclude(open_ones)[:EARLIER_SHOWN],
        "form": form,
        "invite_address": reverse("accounts:invite") + (f"?country={country.code}" if country else ""),
    }
    if is_secretariat(actor):
        context["countries"] = selectors.countries_with_people()
    return render(request, "accounts/people.html", context, status=status)
