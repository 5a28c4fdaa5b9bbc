"""What a reader may not read changes nothing of what he sees: not a figure, not a name, not a byte of any view or file.

Every view of the comparison, its files and pictures, the calls of the API and the public pages are taken twice: before
and after a country hands in a submission that the reader may not read. Views that are added are taken by themselves.
"""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import Membership, User
from assessments import selectors
from assessments.views.comparing.base import TABS
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import make_country, make_submission, sealed_need

pytestmark = pytest.mark.django_db

SHARED = {"XPC": "states_parties", "XPD": "public"}
PAGES = ("", "country=XPA&country=XPB&country=XPC&mark=XPB&cycle=2024&cycle=2026&level=objective&by=group")
FILES = (PAGES[1], ("csv", "svg"))
CALLS = ("cycle=2024&cycle=2026&level=objective", "country=XPA&country=XPB&country=XPC&by=group&format=csv")
SECRET = "A confidence of Country XPB"


@pytest.fixture
def world():
    """Two cycles, four countries; XPB has submitted nothing yet."""
    cycles = [make_cycle("2024", "closed", 2024), make_cycle()]
    countries = {code: make_country(code) for code in ("XPA", "XPB", *SHARED)}
    for cycle in cycles:
        for code in ("XPA", *SHARED):
            make_submission(
                countries[code],
                cycle,
                mixed(code),
                sharing=SHARED.get(code, "nobody"),
                actions=[sealed_need("1.1.E1", text=f"Train in {code}.")],
            )
    return countries, cycles


def mixed(code):
    """Answers that differ from country to country."""
    shift = ord(code[-1])
    return "".join("01234nd-"[(number * 7 + shift) % 8] for number in range(len(selectors.tree().places)))


@pytest.fixture
def readers(world):
    """Who may not read the submission of XPB: another country's focal point, and a visitor."""
    countries, _cycles = world
    user = User.objects.create_user("reader@xpa.example")
    Membership.objects.create(user=user, role="focal_point", country=countries["XPA"])
    focal = Client()
    focal.force_login(user, backend="accounts.backends.PersonBackend")
    return {"visitor": Client(), "XPA": focal}


def calls():
    """Addresses of the API that compare, without parameters in their paths."""
    found = {str(pattern.pattern) for pattern in get_resolver("config.api_urls").url_patterns[-1].url_patterns}
    return sorted(
        "/api/v1/" + re.sub(r"[\^$]", "", path).replace("\\", "")
        for path in found
        if path.startswith("^comparison") and "(?P" not in path
    )


def addresses():
    """Every view as two pages and two files, every call as JSON and CSV, and the lists that anybody opens."""
    for tab in TABS:
        place = reverse(f"assessments:{tab.name}")
        yield from (f"{place}?{query}" for query in PAGES)
        query, formats = FILES
        yield from (f"{place}?{query}&format={name}" for name in formats)
    for call in calls():
        yield from (f"{call}?{query}" for query in CALLS)
    yield from (f"/api/v1/cycles/2026/data/?format={name}" for name in ("csv", "json"))
    yield from ("/submissions/", "/public/", "/data/")


def seen(client):
    """What the reader gets at every address: the status, and the content without what differs by itself."""
    return {address: content_of(client.get(address)) for address in addresses()}


def content_of(response):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", response.getvalue().decode())
    return response.status_code, re.sub(r'"(prepared|created_at|request_id)": ?"[^"]+"', "", text)


def test_every_view_and_call_is_taken():
    assert len(calls()) >= len(TABS) >= 1


def test_a_submission_one_may_not_read_changes_nothing(world, readers):
    countries, cycles = world
    before = {name: seen(client) for name, client in readers.items()}
    for cycle in cycles:
        make_submission(
            countries["XPB"], cycle, mixed("XPB"), justification=SECRET, actions=[sealed_need("1.1.E1", text=SECRET)]
        )
    for name, client in readers.items():
        after = seen(client)
        changed = [address for address in after if after[address] != before[name][address]]
        assert changed == [], name


def test_whoever_may_read_it_sees_it(world, readers):
    """The other way round: the same submission, shared, changes what a visitor sees in every view and call."""
    countries, cycles = world
    before = seen(readers["visitor"])
    for cycle in cycles:
        make_submission(countries["XPB"], cycle, mixed("XPB"), sharing="public", actions=[sealed_need("1.1.E1")])
    after = seen(readers["visitor"])
    same = {address for address in after if after[address] == before[address]}
    # The page on data names cycles and formats; a call on countries side by side is refused without countries.
    assert same <= {"/data/", f"/api/v1/comparison/side-by-side/?{CALLS[0]}"}
