"""Which capacity a signed-in person acts in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import selectors

SESSION_KEY = "membership"


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
