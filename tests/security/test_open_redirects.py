"""No address of the portal leads a person on to another site."""

from urllib.parse import urlsplit

import pytest

from tests.factories import PASSWORD, MembershipFactory
from tests.security.planting import values_of
from tests.security.walking import all_routes, body_of

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    "/%09/elsewhere.example/",
    "\thttps://elsewhere.example/",
]
NAMES = ("next", "redirect_to", "return", "url", "continue", "back", "referer")


def leads_away(answer) -> bool:
    target = answer.get("Location", "")
    parts = urlsplit(target.replace("\\", "/").strip())
    return bool(parts.netloc not in ("", "testserver") or parts.scheme not in ("", "http", "https"))


def test_no_page_leads_away(planted):
    browser = planted.browser(planted.own.team.focal)
    values, away = values_of(planted.own), []
    query = "&".join(f"{name}={ELSEWHERE[0]}" for name in NAMES)
    for route in all_routes():
        if not route.is_api and "logout" not in route.text and "sign-out" not in route.text:
            answers = [
                browser.get(f"{route.address(values)}?{query}", headers={"referer": ELSEWHERE[0]}),
                browser.post(route.address(values), dict.fromkeys(NAMES, ELSEWHERE[0])),
            ]
            for answer in answers:
                body_of(answer)
            away += [(route.text, answer["Location"]) for answer in answers if leads_away(answer)]
    assert away == []


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(client, target):
    person = MembershipFactory().user
    form = {"login": person.email, "password": PASSWORD, "next": target}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code == 302
    assert not leads_away(answer)
    assert not leads_away(client.post("/accounts/logout/", {"next": target}))


@pytest.mark.parametrize("path", ["//elsewhere.example/accounts", "//elsewhere.example", "/\\elsewhere.example/x"])
def test_a_missing_slash_leads_nowhere_else(client, path):
    answer = client.get(path)
    assert answer.status_code < 500
    assert not leads_away(answer)
