"""Which capacity a signed-in person acts in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import selectors


class MembershipMiddleware:
    """Sets `request.membership`: the chosen one of the person's active memberships, else the first, else None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = selectors.acting_membership(  # type: ignore[attr-defined]
            user=request.user, chosen=request.session.get("membership")
        )
        return self.get_response(request)
