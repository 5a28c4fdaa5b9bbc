"""The choice of a language, at the foot of every page."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts import services
from accounts.languages import is_known
from accounts.models import User

A_YEAR = 365 * 24 * 3600


@require_POST
@csrf_exempt
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read the portal in the language `language` from now on, and go on where one was (`next`, a path).

    Kept for the signed-in person, and for a visitor in a cookie. A visitor's form has no token against forgery: public
    pages stay the same for everybody, and all that could be forged is a language. 400 for a language that is none.
    """
    if not is_known(request.POST.get("language")):
        raise BadRequest
    if isinstance(request.user, User):
        return _for_person(request, request.user)
    response = _back(request)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        request.POST["language"],
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@csrf_protect
def _for_person(request: HttpRequest, user: User) -> HttpResponse:
    services.choose_language(user=user, language=request.POST["language"])
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("next", "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if is_ours else "home")
