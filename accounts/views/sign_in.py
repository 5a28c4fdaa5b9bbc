"""The sign-in page."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import selectors, services


class SignInView(LoginView):
    """allauth's sign-in, with the other sign-ins there are; in a demonstration it lists the accounts to try.

    429 for whoever has failed too often, with when to come again.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        if seconds := services.seconds_to_wait(request):
            response.status_code = 429
            response["Retry-After"] = str(seconds)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["single_sign_on"] = settings.SINGLE_SIGN_ON
        if settings.DEMO_MODE:
            context["demonstration_accounts"] = selectors.demonstration_accounts()
            context["demonstration_password"] = settings.DEMO_PASSWORD
        return context
