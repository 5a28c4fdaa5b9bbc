"""Which capacity a signed-in person acts in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import selectors

SESSION_KEY = "membership"


class MembershipMiddleware:
    """Sets `request.membership`: the chosen one of the person's active memberships, else the first, else None.

    One query for a person with a session, none for anybody else (calls with a token: `accounts.api.membership_of`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = selectors.acting_membership(  # type: ignore[attr-defined]
            user=request.user, chosen=request.session.get(SESSION_KEY)
        )
        return self.get_response(request)
