"""Which language somebody is answered in (docs/languages.md)."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.problems import API_PREFIX

PARAMETER = "language"
"""Name of the parameter by which a call of the API asks for a language."""

DOCS = f"{API_PREFIX}v1/docs/"
SCHEMA = f"{API_PREFIX}v1/schema/"


def is_known(language: Any) -> bool:
    """Whether this is the code of one of the portal's languages."""
    return language in dict(settings.LANGUAGES)


def language_of_reader(request: HttpRequest) -> str:
    """The language of a page: the signed-in person's, else what was chosen in this browser, else what the browser
    asks for, else English. The cookie comes second because officials share machines.
    """
    return _of_person(request) or _of_browser(request) or asked_by_header(request) or settings.LANGUAGE_CODE


def language_of_environ(environ: dict[str, Any]) -> str:
    """The language of an answer before anybody has asked who it is: by the cookie, the header, else English."""
    request = WSGIRequest(
        {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
        | {name: value for name, value in environ.items() if name in ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE")}
    )
    return _of_browser(request) or asked_by_header(request) or settings.LANGUAGE_CODE


def language_asked_for(request: HttpRequest) -> str:
    """The language that a call of the API asks for: by its parameter, else by its header; "" where it asks for none."""
    asked = request.GET.get(PARAMETER, "")
    return asked if is_known(asked) else asked_by_header(request)


def asked_by_header(request: HttpRequest) -> str:
    """What `Accept-Language` asks for first among the portal's languages, "" where there is none."""
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if asked == "*":
            break
        try:
            return translation.get_supported_language_variant(asked)
        except LookupError:
            continue
    return ""


def language_of(user: Any) -> str:
    """The language in which a person is written to, and reads where no request says otherwise."""
    language = getattr(user, "language", "")
    return language if is_known(language) else settings.LANGUAGE_CODE


def speak_as_chosen(request: HttpRequest, user: Any) -> None:
    """Go on in the language of `user`, known by a token, where the call asks for none."""
    if not language_asked_for(request):
        translation.activate(language_of(user))


def _of_person(request: HttpRequest) -> str:
    language = getattr(request.user, "language", "")
    return language if is_known(language) else ""


def _of_browser(request: HttpRequest) -> str:
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if is_known(language) else ""


def _spoken(language: str, chunks: Any) -> Iterator[bytes]:
    """The chunks of an answer that is written while it is sent, each written in `language`."""
    rest = iter(chunks)
    while True:
        with translation.override(language):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk


class LanguageMiddleware:
    """Answers in the language of the reader: `language_of_reader` for pages, and for the API what the call asks for,
    else the person's. Its description is always English. Comes after the authentication; costs no query of its own,
    because whose session it is `MembershipMiddleware` asks with every request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self.language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            spoken = translation.get_language() or settings.LANGUAGE_CODE
            response.headers.setdefault("Content-Language", spoken)
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = _spoken(spoken, response.streaming_content)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    def language(self, request: HttpRequest) -> str:
        """The language to begin with; `speak_as_chosen` may change it."""
        if not request.path.startswith(API_PREFIX) or request.path.startswith(DOCS):
            return language_of_reader(request)
        if request.path.startswith(SCHEMA):
            return settings.LANGUAGE_CODE
        return language_asked_for(request) or _of_person(request) or settings.LANGUAGE_CODE
