"""axe looks at every page that an address of the portal opens: a new one without such a test is found here."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.views.generic import RedirectView

from tests.browser import test_accessibility, test_accessibility_review
from tests.permissions.moments import MOMENTS

ONE = UUID("11111111-1111-4111-8111-111111111111")
PLACES = {
    "assessment": f"/assessments/{ONE}/",
    "submission": f"/submissions/{ONE}/",
    "clarification": f"/clarifications/{ONE}/",
}
ELSEWHERE = ("admin:", "api:")
"""Django's administration, whose pages are looked at by their kinds, and what programs call."""
NO_PAGES = {
    "accounts:open_invitation": "leads to accounts:invitation",
    "assessments:workbook": "a file",
    "assessments:sealed_evidence_file": "a file, or the page of assessments:evidence_file",
    "assessments:clarification_evidence_file": "a file, or the page of assessments:evidence_file",
    "account_confirm_email": "leads to the account: nobody confirms an address",
    "account_confirm_login_code": "leads to where one signs in: no code is sent",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "leads to where one signs in; scripts get JSON",
    "openid_connect_callback": "leads on, or the page of socialaccount_login_error",
    "reports:download": "a file",
    "security_txt": "a file",
}
"""What answers GET and is no page of its own."""


def test_every_page_is_looked_at() -> None:
    views = {path: (name, view) for path, name, view in reversed([*routes(get_resolver())])}  # the first at a path
    pages = {name for name, view in views.values() if not name.startswith(ELSEWHERE) and is_page(view)}
    assert set(NO_PAGES) - pages == set(), "no longer there"
    assert set(NO_PAGES) & looked_at() == set(), "looked at all the same"
    missing = sorted(pages - looked_at() - set(NO_PAGES))
    assert missing == [], "\n".join(missing)


def looked_at() -> set[str]:
    """Names of the pages that tests with axe visit."""
    addresses = [
        address
        for module in (test_accessibility, test_accessibility_review)
        for visited in module.PAGES.values()
        for address in visited
    ]
    paths = [address.format_map(PLACES).partition("?")[0] for address in addresses]
    return {resolve(path).view_name for path in paths} | {moment.page for moment in MOMENTS}


def routes(resolver: URLResolver, above: str = "", space: str = "") -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Every address below `resolver` in the order in which they are tried: its path, its full name and its view."""
    for pattern in resolver.url_patterns:
        path = f"{above}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield path, f"{space}{pattern.name or path}", pattern.callback
        else:
            yield from routes(pattern, path, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def is_page(view: Callable[..., Any]) -> bool:
    """Whether the view answers GET with something of its own."""
    kind = getattr(view, "view_class", None)
    if kind is not None:
        return hasattr(kind, "get") and "get" in kind.http_method_names and not issubclass(kind, RedirectView)
    while view is not None:
        methods = inspect.getclosurevars(view).nonlocals.get("request_method_list", ["GET"])
        if "GET" not in methods:
            return False
        view = getattr(view, "__wrapped__", None)
    return True
