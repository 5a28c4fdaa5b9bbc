"""axe finds nothing on pages with nothing in them, after somebody was quicker, too late, and of accounts: on a phone in
Arabic and wide in English.
"""

from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.assessments.conftest import reviewer, team
from tests.browser.looking import faults_of, wider_than_the_screen
from tests.browser.staging import a_stage
from tests.permissions.moments import MOMENTS
from tests.permissions.world import bring_about, make_world

__all__ = ["reviewer", "team"]
VIEWS = (("ar", 375), ("en", 1280))
"""By turns for the moments of a page, the phone first; each moment has to fit both widths."""


@pytest.mark.parametrize("state", sorted({moment.state for moment in MOMENTS}))
def test_nothing_is_found_at_any_moment(db, team, reviewer, browser: Browser, state: str) -> None:
    world = make_world(team, reviewer)
    bring_about(world, state)
    faults = []
    seen: Counter[str] = Counter()
    with a_stage(browser) as stage:
        for moment in [one for one in MOMENTS if one.state == state]:
            seen[moment.page] += 1
            (language, width), (_, other) = VIEWS if seen[moment.page] % 2 else reversed(VIEWS)
            with moment.shown(world, language) as answer:
                page = stage.show(answer, width)
            assert page.evaluate("document.documentElement.lang") == language
            found = faults_of(page)
            page.set_viewport_size({"width": other, "height": 900})
            found += wider_than_the_screen(page)
            faults += [(moment.page, moment.name, language, fault) for fault in found]
    assert not faults, "\n".join(map(str, faults))
