"""What is asked of every request of a signed-in person: how old his session is, in which capacity he acts, and whether
he has the second factor that his roles ask for.
"""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import selectors, services
from accounts.models import User
from accounts.problems import API_PREFIX, PROBLEM_MEDIA_TYPE, SecondFactorMissing, problem_body
from accounts.second_factor import SESSION_KEY as SECOND_FACTOR_KEY

SESSION_KEY = "membership"
SEEN_KEY, SIGNED_IN_KEY = "seen", "signed_in"
SEEN_EVERY = 300
"""Seconds: so often at most a session keeps that its person is still there."""
LONGEST_SESSION = 7 * 86_400
"""Seconds after which a session ends, however busy it was."""
SET_UP = frozenset(
    {
        "accounts:choose_language",
        "accounts:sign_out",
        "account_logout",
        "account_reauthenticate",
        "help:accessibility",
        "help:glossary",
        "help:index",
        "help:topic",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "security_txt",
    }
)
"""Pages open to whoever has still to set up a second factor: those that it takes, the help, and the way out."""


class MembershipMiddleware:
    """Sets `request.memberships`, the person's active ones, and `request.membership`: the chosen one, else the first,
    else None.

    One query for a person with a session, none for anybody else (calls with a token: `accounts.api.membership_of`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        memberships = selectors.capacities(user=request.user)
        request.memberships = memberships  # type: ignore[attr-defined]
        request.membership = selectors.chosen_of(  # type: ignore[attr-defined]
            memberships, request.session.get(SESSION_KEY)
        )
        return self.get_response(request)


class SessionAgeMiddleware:
    """Ends a session that has become too old, and keeps now and then that its person is there.

    A session that is not seen for `SESSION_HOURS` ends by itself: each time that it is seen it is saved for so long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SEEN_KEY in request.session and isinstance(request.user, User):
            now = int(time.time())
            if now - request.session[SIGNED_IN_KEY] > LONGEST_SESSION:
                logout(request)
            elif now - request.session[SEEN_KEY] >= SEEN_EVERY:
                request.session[SEEN_KEY] = now
                services.remember_session(request=request, user=request.user)
        elif request.session.session_key and isinstance(request.user, User):  # it began before sessions were kept
            request.session[SEEN_KEY] = request.session[SIGNED_IN_KEY] = int(time.time())
            services.remember_session(request=request, user=request.user)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads whoever must have a second factor, and has none, to where it is set up, and lets nothing else through.

    No query where the portal asks nobody, none for those whom it does not ask, and one a session for the others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The answer in the place of the view's, or None where it may go on."""
        user = request.user
        if not isinstance(user, User) or not selectors.must_have_second_factor(user=user):
            return None
        if request.session.get(SECOND_FACTOR_KEY):
            return None
        if selectors.has_second_factor(user=user):
            request.session[SECOND_FACTOR_KEY] = True
            return None
        match = request.resolver_match
        if match is not None and match.view_name in SET_UP:
            request.second_factor_missing = True  # type: ignore[attr-defined]
            return None
        if request.path.startswith(API_PREFIX):
            body = problem_body(403, str(SecondFactorMissing.default_detail))
            return JsonResponse(body, status=403, content_type=PROBLEM_MEDIA_TYPE)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(reverse("mfa_index"))
        return redirect("mfa_index")
