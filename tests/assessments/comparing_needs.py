"""Countries that share with nobody, with States parties and with the public, and readers who see some of them."""

import csv
import io
import json
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import openpyxl
from django.test import Client

from accounts.models import Membership, User
from assessments import selectors
from assessments.models import Cycle, Submission
from assessments.scoring import LETTERS
from tests.assessments.sealed import make_country, make_submission, sealed_need

FORMULA = '=HYPERLINK("http://x.example")'
MARKUP = "<script>alert(1)</script> & boats"
PLACES = {
    "XPA": ("Africa", "Western Africa", "african", "nobody"),
    "XPB": ("Africa", "Eastern Africa", "african", "states_parties"),
    "XPC": ("Europe", "Western Europe", "western_european_others", "public"),
    "XPD": ("Europe", "Eastern Europe", "eastern_european", "public"),
    "XPE": ("Asia", "Southern Asia", "asia_pacific", "nobody"),
}
SEEN = {
    "reviewer": ["XPA", "XPB", "XPC", "XPD", "XPE"],
    "XPA": ["XPA", "XPB", "XPC", "XPD"],
    "XPF": ["XPB", "XPC", "XPD"],
    "visitor": ["XPC", "XPD"],
}
"""Whose submissions each reader sees: reviewers all, a focal point the own and shared ones, a visitor public ones."""


@dataclass(frozen=True)
class Many:
    """The submissions by country, and the readers by the names of `SEEN`; XPF has not submitted."""

    cycle: Cycle
    submissions: Mapping[str, Submission]
    readers: Mapping[str, Membership | None]

    def contents(self, reader: str) -> dict[str, dict[str, Any]]:
        """The sealed JSON of every country that the reader sees."""
        return {code: json.loads(self.submissions[code].content) for code in SEEN[reader]}

    def page(self, reader: str, address: str) -> Any:
        """What the reader gets for an address."""
        client = Client()
        membership = self.readers[reader]
        if membership is not None:
            client.force_login(membership.user)
        return client.get(address)


def make_many(cycle: Cycle, reviewer: Membership) -> Many:
    """Five submissions with drawn answers and needs; a fourth of the indicators has mostly no data."""
    draws = random.Random(11)  # noqa: S311 (answers, not secrets)
    codes = list(selectors.tree().places)
    submissions = {}
    for code, (region, subregion, group, sharing) in PLACES.items():
        country = make_country(code, region=region, subregion=subregion, regional_group=group)
        letters = "".join(draws.choice("dddn-2") if number % 4 == 0 else draws.choice(LETTERS) for number in range(371))
        submissions[code] = make_submission(
            country,
            cycle,
            letters,
            sharing=sharing,
            actions=drawn_actions(draws, code, codes) if code != "XPD" else (),
            justification=f"-1 is how the words of {code} begin; {MARKUP}",
        )
    make_country("XPF", region="Asia", subregion="Southern Asia", regional_group="asia_pacific")
    focal = Membership.objects.create(
        user=User.objects.create_user("focal@xpf.example"),
        role=Membership.Role.FOCAL_POINT,
        country=submissions["XPA"].assessment.country.__class__.objects.get(code="XPF"),
    )
    own = Membership.objects.get(country__code="XPA")
    return Many(cycle, submissions, {"reviewer": reviewer, "XPA": own, "XPF": focal, "visitor": None})


def drawn_actions(draws: random.Random, country: str, codes: list[str]) -> list[dict[str, Any]]:
    """Twelve actions, two of which need no assistance; their texts begin like formulas and hold markup."""
    return [
        sealed_need(
            draws.choice(codes),
            draws.choice(("legislative", "training", "equipment", "data", "other")) if number > 1 else "none",
            id=f"00000000-0000-4000-8000-{number:04d}{country.encode().hex():0>8}",
            text=f"{FORMULA} {country} {number}",
            assistance_words=f"@{country} {MARKUP}" if number > 1 else "",
            status=draws.choice(("planned", "planned", "under_way", "done", "dropped")),
            due_on=f"2027-0{draws.randint(1, 9)}-15",
            cost=draws.choice((None, "1200.50")),
            currency="",
        )
        for number in range(12)
    ]


def content_of(response: Any) -> bytes:
    """The bytes of an answer, also of one that is streamed."""
    assert response.status_code == 200, response
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def csv_rows(response: Any) -> list[dict[str, str]]:
    """The lines of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content_of(response).decode())))


def sheet_cells(response: Any) -> list[list[Any]]:
    """The cells of an Excel workbook, row by row."""
    workbook = openpyxl.load_workbook(io.BytesIO(content_of(response)))
    return [list(row) for row in workbook.active.iter_rows()]


def table_rows(html: str) -> list[list[str]]:
    """The rows of all tables of a page, each cell as its text."""
    return [
        [words_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    ]


def words_of(html: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def starts(cells: Iterable[str], *beginning: str) -> bool:
    """Whether these are the first cells."""
    return list(cells)[: len(beginning)] == list(beginning)
