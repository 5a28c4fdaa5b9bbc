"""The profile of the signed-in person."""

from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import selectors, services
from accounts.forms import ChooseMembershipForm, DigestForm
from accounts.http import PortalRequest
from accounts.middleware import SESSION_KEY


@require_GET
@login_required
def profile(request: PortalRequest) -> HttpResponse:
    """Who I am, in which capacities I may act, and the ways to password, second factor and tokens."""
    return render(
        request,
        "accounts/profile.html",
        {
            "digest": DigestForm(initial={"daily": request.user.daily_digest}),
            "second_factor": get_mfa_adapter().is_mfa_enabled(request.user),
            "tokens": selectors.tokens_of(user=request.user).count(),
            "other_sign_ins": [
                (one, selectors.provider_name(one.provider)) for one in selectors.other_sign_ins_of(user=request.user)
            ],
            "sessions": selectors.sessions_of(user=request.user).count(),
        },
    )


@require_POST
@login_required
def choose_membership(request: PortalRequest) -> HttpResponse:
    """Act in another of my capacities until I sign out, from what waits for me there.

    404 for a membership that is not mine or has ended.
    """
    form = ChooseMembershipForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Http404
    membership = form.cleaned_data["membership"]
    request.session[SESSION_KEY] = str(membership.pk)
    messages.success(request, _("You now act as %(capacity)s.") % {"capacity": membership.capacity})
    return redirect("home")


@require_POST
@login_required
def choose_digest(request: PortalRequest) -> HttpResponse:
    """Whether I get one mail a day instead of single ones."""
    form = DigestForm(request.POST)
    form.is_valid()  # a box is ticked or not
    services.choose_digest(user=request.user, daily=form.cleaned_data["daily"])
    messages.success(request, _("Your choice about mails is kept."))
    return redirect("accounts:profile")
