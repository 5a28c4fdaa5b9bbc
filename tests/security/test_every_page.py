"""Attacks that a page or file could carry to its reader, looked for in everything that links and calls lead to.

The world's texts are all attacks: markup, a formula, and the mark of the country that "wrote" it. Everything is asked
for once, by people of several roles, and looked at by each test.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from defusedxml import ElementTree as SafeElementTree
from django.db import transaction

from accounts.mail import message_of
from accounts.models import Notice
from assessments.harmless import FORMULA_STARTS
from tests.security.planting import Say, plant_world, values_of
from tests.security.walking import UNKNOWN, all_routes, body_of, crawled, text_of

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
BUILT_IN = {"admin/", "api/v1/docs/"}


def attack(mark: str) -> Say:
    """Markup that runs, in a formula that calls out."""
    return lambda place: f'=HYPERLINK("{mark}-{place}"){SCRIPT}'


@dataclass(frozen=True)
class Answer:
    """Who asked for what, and all that came back."""

    who: str
    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")


@dataclass
class Walked:
    """All answers, also as text (headers and body, office files unpacked) by who asked what; mails; and what stands
    in addresses of the country that has submitted and not shared.
    """

    other: dict[str, dict[str, Any]]
    answers: list[Answer] = field(default_factory=list)
    everything: dict[tuple[str, str], str] = field(default_factory=dict)
    mails: list[Any] = field(default_factory=list)


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Every page and every call that reads, by each role; the world is undone."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        from django.conf import settings

        patch.setattr(settings, "FILES_DIR", tmp_path_factory.mktemp("files"))
        world = plant_world(say=attack)
        result = Walked(values_of(world.other))
        own, other, none = values_of(world.own), values_of(world.other), {}
        for who, actor, starts, direct in (
            ("focal", world.own.team.focal, ["/"], [*routes(other), *routes(none)]),
            ("reviewer", world.reviewer, ["/"], routes(own)),
            ("secretariat", world.secretariat, ["/admin/"], []),
            ("visitor", None, ["/"], routes(other)),
        ):
            browser = world.browser(actor)
            for address, answer in crawled(browser, starts, each=1):
                keep(result, who, address, answer)
            for address in direct:
                keep(result, who, address, browser.get(address))
        for who, actor, land in (("focal", world.own.team.focal, own), ("reviewer", world.reviewer, other)):
            keep_files(result, who, world.browser(actor), land)
        result.mails = [message_of([notice]) for notice in Notice.objects.all()]
        transaction.set_rollback(True)
    return result


def routes(values: dict[str, dict[str, Any]]) -> list[str]:
    """An address of every route but those of the administration, which links lead to; nobody is signed out."""
    return [
        route.address(values)
        for route in all_routes()
        if not route.text.startswith("admin/") and not {"logout", "sign-out", "schema"} & set(route.text.split("/"))
    ]


def keep_files(result: Walked, who: str, browser: Any, values: dict[str, dict[str, Any]]) -> None:
    """Every list of the API as CSV and, where there is one, as a workbook."""
    for address in (route.address(values) for route in all_routes() if route.is_api and "schema" not in route.text):
        answer = browser.get(f"{address}?format=csv")
        if answer.status_code == 200:
            keep(result, who, f"{address}?format=csv", answer)
            keep(result, who, f"{address}?format=xlsx", browser.get(f"{address}?format=xlsx"))


def keep(result: Walked, who: str, address: str, answer: Any) -> None:
    result.answers.append(Answer(who, address, answer.status_code, dict(answer.items()), body_of(answer)))
    result.everything[who, address] = text_of(answer)


def test_no_address_makes_the_portal_fail(walked):
    assert [(one.who, one.address) for one in walked.answers if one.status >= 500] == []
    assert {one.status for one in walked.answers} <= {200, 301, 302, 304, 400, 401, 403, 404, 405, 406, 409, 410, 429}


class Runnable(HTMLParser):
    """Collects what a browser would run, apply or load that is not a file of the portal."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append(f"<script> {given}")
        if tag in {"style", "iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag}> {given}")
        for name, value in given.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(f"{tag} {name}={value}")
            address = value.strip().lower()
            if name in {"href", "src", "action", "formaction"} and address.startswith(("javascript:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and not address.startswith(("/", "data:image/", "?")):
                self.found.append(f"{tag} {name}={value}")


def runs(page: str) -> list[str]:
    parser = Runnable()
    parser.feed(page)
    return parser.found


def test_stored_cross_site_scripting(walked):
    """Texts of others are text: no element, no attribute, nothing that runs or loads (and no inline script or style
    of our own, which the content security policy would stop)."""
    pages = [one for one in walked.answers if one.is_page]
    assert len(pages) > 200
    assert sum("&lt;script&gt;alert(1)" in one.text for one in pages) > 30
    # simple-history's pages in the administration hold a style that the policy stops: a line that is one pixel high.
    found = {one.address: set(runs(one.text)) - {"p style=border-top: 0"} for one in pages}
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_cross_site_scripting_in_pictures(walked):
    drawn = [one for one in walked.answers if "svg" in one.content_type]
    assert drawn
    for one in drawn:
        elements = list(SafeElementTree.fromstring(one.body).iter())
        assert {str(element.tag).rpartition("}")[2] for element in elements}.isdisjoint(
            {"script", "img", "image", "foreignObject", "iframe", "style", "use", "a"}
        ), one.address
        assert not [name for element in elements for name in element.attrib if name.startswith("on") or "href" in name]


def test_content_security_policy_without_unsafe_inline(walked):
    policies = {one.address: one.headers.get("Content-Security-Policy", "") for one in walked.answers}
    assert [address for address, policy in policies.items() if "unsafe" in policy or "*" in policy] == []
    for address, policy in policies.items():
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["default-src"] == "'none'", address
        if "sandbox" not in rules:
            assert (rules["object-src"], rules["base-uri"]) == ("'none'", "'none'"), address
            assert (rules["script-src"], rules["style-src"], rules["form-action"]) == ("'self'",) * 3, address


def test_clickjacking(walked):
    """No page lets itself be framed; the administration and errors neither."""
    for one in walked.answers:
        assert one.headers["X-Frame-Options"] == "DENY", one.address
        policy = one.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, one.address


def test_content_sniffing(walked):
    assert {one.headers["X-Content-Type-Options"] for one in walked.answers} == {"nosniff"}
    assert [one.address for one in walked.answers if one.body and not one.content_type] == []


def test_addresses_in_referrers(walked):
    assert {one.headers["Referrer-Policy"] for one in walked.answers} == {"same-origin"}


def test_cross_origin_reads(walked):
    for one in walked.answers:
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin", one.address
        assert one.headers["Cross-Origin-Resource-Policy"] == "same-origin", one.address
        assert "geolocation=()" in one.headers["Permissions-Policy"], one.address
        assert not {"bluetooth=()", "web-share=()"} & set(one.headers["Permissions-Policy"].split(", ")), one.address
        assert not [name for name in one.headers if name.lower().startswith("access-control-")], one.address


def test_private_pages_in_caches(walked):
    """No answer may be kept by a proxy; what shows somebody's data is kept nowhere, or asked about each time."""
    for one in walked.answers:
        caching = one.headers["Cache-Control"]
        assert "private" in caching or "no-store" in caching, one.address
        assert "public" not in caching, one.address
        if one.who != "visitor" and one.is_page:
            assert "no-store" in caching, one.address


def test_information_in_headers(walked):
    """No header tells which programs answer, in which version."""
    told = {name for one in walked.answers for name in one.headers}
    assert told.isdisjoint({"Server", "X-Powered-By", "X-Runtime", "Via", "X-AspNet-Version"})


def test_information_in_errors(walked):
    """Errors tell no path, no line of code, no table, no library."""
    words = ("Traceback", "site-packages", "/work/", "SELECT ", "django.", "psycopg", "sqlite", "DoesNotExist")
    errors = [one for one in walked.answers if one.status >= 400]
    assert len(errors) > 100
    assert [(one.address, word) for one in errors for word in words if word in one.text] == []


def cells_of(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig")
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?%?", text) is not None


def test_formula_injection_in_csv(walked):
    sheets = [one for one in walked.answers if one.content_type.startswith("text/csv") and one.status == 200]
    assert len(sheets) > 10
    wrong = {
        one.address: cell
        for one in sheets
        for cell in cells_of(one.body)
        if cell.startswith(FORMULA_STARTS) and not is_number(cell)
    }
    assert wrong == {}
    assert any("'=HYPERLINK" in one.text for one in sheets)


def test_formula_injection_in_spreadsheets(walked):
    books = [one for one in walked.answers if "spreadsheetml" in one.content_type and one.status == 200]
    assert len(books) > 10
    attacked = 0
    for one in books:
        with zipfile.ZipFile(io.BytesIO(one.body)) as archive:
            texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
        attacked += any("=HYPERLINK" in text for text in texts.values())
        assert not [name for name in texts if "externalLink" in name or "vba" in name.lower()], one.address
        for name, text in texts.items():
            if name.startswith("xl/worksheets/"):
                formulas = re.findall(r"<f\b[^>]*>(.*?)</f>", text)
                assert [formula for formula in formulas if "HYPERLINK" in formula] == [], (one.address, name)
            assert "<script>" not in text, (one.address, name)
    assert attacked > 3


def test_header_injection(walked):
    """No text of others in a header but in the quoted name of a file."""
    for one in walked.answers:
        for name, value in one.headers.items():
            assert "\n" not in value, one.address
            assert "\r" not in value, one.address
            assert "<script>" not in value or name == "Location", (one.address, name)


NAMES = {"country", "interior", "justice"}
"""Names of countries and ministries are no secret among those who are signed in or read what is shared."""


def seen(walked: Walked, who: str, mark: str) -> dict[str, str]:
    """What the person saw of a country's texts, by place, with an address where it stands."""
    found: dict[str, str] = {}
    for (reader, address), text in walked.everything.items():
        if reader == who:
            for match in re.finditer(rf"{mark}-([\w.-]*\w)", text, re.IGNORECASE):
                found.setdefault(match[1], address)
    return found


def test_data_of_another_country(walked):
    """A country's people see nothing of one that has not shared but its name, and all of their own."""
    told = seen(walked, "focal", "OTHERMARK")
    assert {place: address for place, address in told.items() if place not in NAMES} == {}
    assert {"justification", "comment", "rationale", "title-confidential", "action"} <= seen(
        walked, "focal", "OWNMARK"
    ).keys()


def test_drafts_and_internal_words_before_reviewers(walked):
    """Reviewers see nothing of a country that has not submitted, and no internal word of those that have."""
    draft = seen(walked, "reviewer", "OWNMARK")
    assert {place: address for place, address in draft.items() if place not in NAMES} == {}
    told = seen(walked, "reviewer", "OTHERMARK")
    assert {"justification", "question"} <= told.keys()
    assert told.keys().isdisjoint({"comment", "invited"})


def test_visitors_see_what_is_public(walked):
    for mark in ("OWNMARK", "OTHERMARK"):  # the demonstration names its accounts, with their ministries
        assert seen(walked, "visitor", mark).keys() <= NAMES
    told = seen(walked, "visitor", "OPENMARK")
    assert told.keys().isdisjoint({"comment", "note", "question", "answer", "title-confidential", "invited"})


def test_unknown_and_forbidden_things_are_answered_alike(walked):
    """An address of another country's thing and one of no thing: the same status and, but for the address and the
    request's own id and tokens, the same bytes."""
    lands = walked.other, {}
    by_address = {one.address: one for one in walked.answers if one.who == "focal"}
    compared = 0
    for route in all_routes():
        theirs, nobodys = (by_address.get(route.address(land)) for land in lands)
        if not theirs or not nobodys or UNKNOWN not in nobodys.address or route.text.startswith("admin/"):
            continue
        compared += 1
        assert theirs.status == nobodys.status, route.text
        assert without_own(theirs) == without_own(nobodys), route.text
    assert compared > 40


def without_own(answer: Answer) -> tuple[dict[str, str], str]:
    """Headers and body without what differs with every request."""
    path = answer.address.partition("?")[0]
    own = r'request_id": ?"[^"]+|csrfmiddlewaretoken" value="[^"]+|reference">[^<]+|' + re.escape(path)
    headers = {name: re.sub(re.escape(path), "", value) for name, value in answer.headers.items()}
    return {name: value for name, value in headers.items() if name not in {"X-Request-ID", "Content-Length"}}, re.sub(
        own, "", answer.text
    )


def test_markup_and_new_lines_in_mails(walked):
    """A mail of every notice: its subject is one line and no text of others is markup."""
    assert len(walked.mails) > 5
    for message in walked.mails:
        assert "\n" not in message.subject
        for part, kind in message.alternatives:
            assert kind == "text/html"
            # Mail programs read no style sheet: the one of the portal's own stands in the mail.
            assert [found for found in runs(part) if not found.startswith("<style>")] == [], message.subject


def test_the_walk_reaches_every_page_that_reads(walked):
    """What answers to GET with 200 for somebody is looked at: few routes are for POST alone or need a state of their
    own."""
    answered = {one.address for one in walked.answers if one.status == 200}
    assert len(answered) > 180
