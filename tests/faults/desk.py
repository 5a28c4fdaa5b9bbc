"""An official at the scoring page, in a browser, while something fails."""

import re
import time
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, expect

from assessments.models import Assessment, Change
from tests.browser.conftest import People
from tests.browser.test_the_whole_way import card, choose

OBJECTIVE = "1.14"
AGAIN_WITHIN = 90_000
"""Milliseconds until the page has tried again: its pauses double from four seconds to a minute."""
PLACES = count()


@dataclass
class Desk:
    """The scoring page of the Ministry of the Interior of Country XAA, and the card that is answered."""

    page: Page
    code: str

    @property
    def card(self) -> Locator:
        """The card of the indicator."""
        return card(self.page, self.code)

    def expect_saved_once(self, words: str) -> None:
        """The page says by itself that it is saved; after a reload it is still there; history has it once."""
        expect(self.card.locator(".state")).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=AGAIN_WITHIN)
        self.page.reload()
        expect(self.card.get_by_label("Justification")).to_have_value(words)
        assert Change.objects.filter(action=Change.Action.SCORED, after__justification=words).count() == 1


def desk_of(visitors: People) -> Desk:
    """Sign in and open the objective; each time another card."""
    page = visitors.sign_in("interior@xaa.example")
    assessment = Assessment.objects.get(country__code="XAA", cycle__status="open")
    page.goto(f"/assessments/{assessment.pk}/objectives/{OBJECTIVE}/")
    forms = page.locator("form[data-draft]")
    code = forms.nth(next(PLACES) % forms.count()).get_attribute("data-code")
    return Desk(page, str(code))


def type_answer(desk: Desk, words: str) -> None:
    """Choose a level and justify it, as a person does."""
    choose(desk.page, desk.code, 3)
    desk.card.get_by_label("Justification").fill(words)


def write_until_refused(desk: Desk, words: str, seconds: float = 150) -> str:
    """Write one answer after the other until the page says that it could not be saved; the words of that one.

    A full disk takes what fits into files that are there. Each page that says so has it stored.
    """
    state = desk.card.locator(".state")
    deadline = time.monotonic() + seconds
    number = 0
    while True:
        number += 1
        written = f"{words} Number {number}."
        type_answer(desk, written)
        expect(state).to_contain_text(re.compile(r"Saved \d\d:\d\d|Not saved, kept here"), timeout=60_000)
        if "Not saved" in state.inner_text():
            return written
        assert time.monotonic() < deadline, f"{number} answers were saved on a full disk."
        desk.page.wait_for_timeout(1000)
