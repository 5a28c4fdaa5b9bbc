"""The sign-in page, and the way in with a passkey alone."""

from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse

from accounts import selectors, services


class PasskeySignInView(LoginWebAuthnView):
    """allauth's sign-in with a passkey alone; one that is refused leads back to the sign-in page, which keeps where the
    person was going.
    """

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response["Location"] = passthrough_next_redirect_url(self.request, response["Location"], REDIRECT_FIELD_NAME)
        return response


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
