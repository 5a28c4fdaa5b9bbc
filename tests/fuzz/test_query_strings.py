"""Any query of any page and of any call that reads: an answer, and none that fails or tells of another country.

A few examples, the same in every run; `FUZZ_EXAMPLES` asks for more, `FUZZ_SEED` for others (`make fuzz`).
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.security.planting import values_of
from tests.security.test_sql_injection import PAGE_NAMES, parameters
from tests.security.walking import all_routes, crawled, text_of

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
SEED = os.environ.get("FUZZ_SEED")
LONG = SEED is not None
VALUES = st.one_of(
    st.sampled_from(
        ["", "1", "-1", "0", "1.1", "1.1.E1", "XTB", "2026", "csv", "xlsx", "svg", "png", "true", "on", "e", "9" * 40]
    ),
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.uuids().map(str),
)
LEAVES = {"logout", "sign-out", "schema"}


def fuzzed(test: Any) -> Any:
    """The test with many examples: the same in every run, or those of FUZZ_SEED."""
    test = settings(
        max_examples=EXAMPLES,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )(test)
    return seed(int(SEED))(test) if SEED else test


def told(text: str, mark: str) -> bool:
    """Whether a text of the country stands there, but for the names of the country and its ministries."""
    for name in ("country", "interior", "justice"):
        text = text.replace(f"{mark}-{name}\x22", "").replace(f"{mark}-{name}", "")
    return mark in text


@pytest.mark.django_db
def test_pages(planted):
    browser = planted.browser(planted.own.team.focal)
    values = values_of(planted.own)
    pages = [
        route.address(values)
        for route in all_routes()
        if not route.is_api and not route.text.startswith("admin/") and not LEAVES & set(route.text.split("/"))
    ]

    @fuzzed
    @given(st.sampled_from(pages), st.dictionaries(st.sampled_from(PAGE_NAMES), VALUES, max_size=4))
    def attempt(address: str, query: dict[str, str]) -> None:
        answer = browser.get(address, query)
        text = text_of(answer)
        assert answer.status_code < 500, (address, query)
        assert not told(text, "OTHERMARK"), (address, query)

    attempt()


@pytest.mark.django_db
def test_calls(planted):
    caller = planted.caller(planted.own.team.focal)
    values = values_of(planted.own)
    addresses = {route.text: route.address(values) for route in all_routes() if route.is_api}
    calls = [
        (addresses.get(path.lstrip("/").replace("{", "<").replace("}", ">"), path), names)
        for path, names in parameters().items()
        if names
    ]
    queries = st.sampled_from(calls).flatmap(
        lambda call: st.tuples(
            st.just(call[0]), st.dictionaries(st.sampled_from([*call[1], "format"]), VALUES, max_size=4)
        )
    )

    @fuzzed
    @given(queries)
    def attempt(call: tuple[str, dict[str, str]]) -> None:
        answer = caller.client.get(*call)
        text = text_of(answer)
        assert answer.status_code < 500, call
        assert not told(text, "OTHERMARK"), call

    attempt()


@pytest.mark.django_db
@pytest.mark.skipif(
    not LONG, reason="only `make fuzz` follows every link; tests/security follows each kind of link once"
)
@pytest.mark.parametrize("who", ["focal", "interior_official", "observer", "reviewer", "visitor"])
def test_every_link(planted, who):
    actors = {"reviewer": planted.reviewer, "visitor": None}
    actor = actors.get(who, getattr(planted.own.team, who, None))
    hidden = "OWNMARK" if actor is planted.reviewer else "OTHERMARK"
    for address, answer in crawled(planted.browser(actor), ["/", "/framework/", "/submissions/"], each=8, most=1_500):
        assert answer.status_code < 500, address
        assert not told(text_of(answer), hidden), address
