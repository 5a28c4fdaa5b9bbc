"""The pages to which the link of an invitation leads."""

import uuid

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.forms import JoinForm
from accounts.links import read_token
from accounts.middleware import SESSION_KEY
from accounts.models import Invitation, Membership, User

LINK_KEY = "invitation"
"""Where the session keeps id and serial of the link that was opened: without our signature they open nothing."""
BACKEND = "accounts.backends.PersonBackend"


@require_safe
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Opens the link and goes on at an address that does not hold it. Reading changes nothing: mail scanners do it."""
    opened = read_token(token)
    if opened is None:
        request.session.pop(LINK_KEY, None)
    else:
        request.session[LINK_KEY] = [str(opened[0]), opened[1]]
    return redirect("accounts:invitation")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest) -> HttpResponse:
    """What is offered, and to whom. POST accepts it: as the signed-in person whom it is for, or with a new account.

    410 for a link that opens nothing, whatever the reason; 403 for somebody signed in as another person.
    """
    opened = _opened(request)
    if opened is None or opened.state != Invitation.State.WAITING:
        return _closed(request, opened)
    if isinstance(request.user, User):
        if request.user.email.casefold() != opened.email.casefold():
            return _page(request, "wrong_person", opened, status=403)
        return _accept(request, opened, request.user)
    if selectors.has_account(email=opened.email):
        return _page(request, "sign_in", opened)
    return _join(request, opened)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out whoever is signed in and go on with the invitation."""
    link = request.session.get(LINK_KEY)
    get_adapter(request).logout(request)
    if link is not None:
        request.session[LINK_KEY] = link
    return redirect("accounts:invitation")


def _opened(request: HttpRequest) -> Invitation | None:
    link = request.session.get(LINK_KEY)
    if link is None:
        return None
    pk, serial = link
    return selectors.invitation_of_link(invitation_id=uuid.UUID(pk), serial=serial)


def _accept(request: HttpRequest, opened: Invitation, user: User) -> HttpResponse:
    if request.method != "POST":
        return _page(request, "accept", opened)
    try:
        membership = services.accept(invitation=opened, user=user)
    except services.NotWaiting:
        return _closed(request, _opened(request))
    return _welcome(request, membership)


def _join(request: HttpRequest, opened: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, "join", opened, JoinForm(invitation=opened, initial={"name": opened.name}))
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="signup")
    if limited is not None:
        return limited
    form = JoinForm(request.POST, invitation=opened)
    if not form.is_valid():
        return _page(request, "join", opened, form, status=422)
    try:
        membership = services.accept_with_new_account(invitation=opened, **form.cleaned_data)
    except services.NotWaiting:
        return _closed(request, _opened(request))
    except services.AccountExists:
        return _page(request, "sign_in", opened)
    login(request, membership.user, backend=BACKEND)
    return _welcome(request, membership)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    del request.session[LINK_KEY]
    request.session[SESSION_KEY] = str(membership.pk)
    messages.success(request, _("Welcome. You act as %(capacity)s.") % {"capacity": membership.capacity})
    return redirect("home")


def _closed(request: HttpRequest, opened: Invitation | None) -> HttpResponse:
    return _page(request, "closed", opened, status=410)


def _page(
    request: HttpRequest, name: str, opened: Invitation | None, form: JoinForm | None = None, status: int = 200
) -> HttpResponse:
    context = {"invitation": opened, "offered": opened.offered if opened else None, "form": form}
    return render(request, f"accounts/invitation/{name}.html", context, status=status)
