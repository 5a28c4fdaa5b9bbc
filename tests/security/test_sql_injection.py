"""Words of SQL in every parameter of every list: they are values, and find what such a value finds."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.security.planting import values_of
from tests.security.walking import all_routes, body_of

pytestmark = pytest.mark.django_db
WORDS = [
    "' OR '1'='1",
    "1; DROP TABLE accounts_user; --",
    "') UNION SELECT password FROM accounts_user --",
    "1.1.E1' AND 1=(SELECT count(*) FROM accounts_user) --",
    "%' ESCAPE '!",
    "\\",
    "\x00",
]
PAGE_NAMES = (
    "q", "kind", "instrument", "article", "topic", "page", "show", "table", "sort", "cycle", "country", "region",
    "level", "under", "node", "like", "by", "assistance", "status", "ministry", "objective", "person", "action",
    "after", "before", "indicator", "format", "date", "from", "to", "state", "new",
)  # fmt: skip


def parameters() -> dict[str, list[str]]:
    """Names of the query parameters of every call that reads, by its path."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        path: [one["name"] for one in operations["get"].get("parameters", []) if one.get("in") == "query"]
        for path, operations in paths.items()
        if "get" in operations and "schema" not in path
    }


def test_in_calls(planted):
    caller = planted.caller(planted.own.team.focal)
    values = values_of(planted.own)
    addresses = {route.text: route.address(values) for route in all_routes() if route.is_api}
    wrong, tried = [], 0
    for number, (path, names) in enumerate(parameters().items()):
        address = addresses.get(path.lstrip("/").replace("{", "<").replace("}", ">"), path)
        for place, name in enumerate(names):
            tried += 1
            answer = caller.client.get(address, {name: WORDS[(number + place) % len(WORDS)]})
            text = body_of(answer).decode("utf-8", "replace")
            if answer.status_code >= 500 or "OTHERMARK-just" in text or "pbkdf2" in text:
                wrong.append(f"{name} of {path}: {answer.status_code}")
    assert wrong == []
    assert tried > 100


def test_in_pages(planted):
    browser = planted.browser(planted.own.team.focal)
    values = values_of(planted.own)
    wrong = []
    for number, route in enumerate(all_routes()):
        if route.is_api or route.text.startswith("admin/") or {"logout", "sign-out"} & set(route.text.split("/")):
            continue
        query = {name: WORDS[(number + place) % len(WORDS)] for place, name in enumerate(PAGE_NAMES)}
        answer = browser.get(route.address(values), query)
        if answer.status_code >= 500 or "pbkdf2" in body_of(answer).decode("utf-8", "replace"):
            wrong.append(f"{route.text}: {answer.status_code}")
    assert wrong == []


def test_in_searches_of_the_administration(planted):
    browser = planted.browser(planted.secretariat)
    for route in all_routes():
        if route.text.startswith("admin/") and "<" not in route.text and "logout" not in route.text:
            for given in ({"q": WORDS[0], "o": "1;--"}, {"password__startswith": "p"}):
                assert browser.get(route.address(), given).status_code < 500, (route.text, given)


@pytest.mark.parametrize("address", ["/api/v1/countries/%00/", "/framework/indicators/1.1.E1%00/", "/api/v1/%00/"])
def test_an_address_with_the_character_0_leads_nowhere(client, planted, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_search_takes_the_character_0_for_a_space(client):
    answer = client.get("/api/v1/indicators/?q=law%00&kind=legislation")
    plain = client.get("/api/v1/indicators/?q=law&kind=legislation")
    assert answer.status_code == plain.status_code == 200
    assert answer.json() == plain.json()
    assert answer.json()["count"] > 0


def test_a_form_refuses_the_character_0(client):
    assert "Null characters are not allowed." in client.get("/framework/search/?q=law%00").content.decode()
