"""Pages at 400% zoom, with wider spacing of text, in the colours of the system and without motion; left and right."""

import pytest

from tests.browser.conftest import People, Portal
from tests.browser.looking import wider_than_the_screen
from tests.browser.test_accessibility import assessment_of, read_in

AT_400_PERCENT = {"width": 320, "height": 256}
"""1280 by 1024 pixels at 400% (WCAG 1.4.10)."""

PLACES = {
    "": ["/", "/framework/", "/framework/indicators/2.6a.E1/", "/public/", "/help/glossary/", "/accounts/login/"],
    "focal@xaa.example": [
        "/",
        "{assessment}",
        "{assessment}assign/",
        "{assessment}objectives/1.2/",
        "{assessment}conflicts/",
        "{assessment}decide/1.2.E1/",
        "{assessment}gaps/",
        "{assessment}plan/",
        "{assessment}plan/add/?indicator=1.2.E1",
        "{assessment}submit/",
        "{assessment}history/",
        "/accounts/people/",
    ],
    "reviewer@unodc.example": [
        "/",
        "/submissions/",
        "/compare/",
        "/compare/trend/",
        "/compare/side-by-side/?country=XAA&country=XAB",
        "/cycles/2026/",
        "/clarifications/",
    ],
}

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
"""What a reader may set without loss (WCAG 1.4.12)."""

CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
  if (!element.checkVisibility()) return false;
  if (element.closest(".visually-hidden, svg, select, textarea, input, .long")) return false;
  const style = getComputedStyle(element);
  const hidden = ["hidden", "clip"];
  const across = hidden.includes(style.overflowX) && element.scrollWidth > element.clientWidth + 2;
  const down = hidden.includes(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
  return element.clientWidth > 4 && (across || down);
}).map((element) => `cut off: ${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`)"""

MOVES = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const seconds = style.transitionDuration.split(",").map(Number.parseFloat);
  const moves = element.getAnimations().some(({ effect }) => effect.getTiming().iterations === Infinity);
  return moves || Math.max(...seconds) > 0.01 || style.scrollBehavior === "smooth";
}).map((element) => `${element.tagName}.${element.className}`)"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("who", PLACES)
def test_nothing_scrolls_sideways_or_is_cut_off(people: People, portal: Portal, who: str, language: str) -> None:
    options = {"viewport": AT_400_PERCENT, "bypass_csp": True}  # so that the reader's own style is let in
    page = people.sign_in(who, **options) if who else people.visitor(**options)
    read_in(page, language, portal)
    assessment = assessment_of(portal, who) if "@x" in who else ""
    faults = []
    for place in PLACES[who]:
        address = place.format(assessment=assessment)
        page.goto(address)
        faults += [(place, fault) for fault in wider_than_the_screen(page)]
        page.add_style_tag(content=SPACED)
        faults += [(place, f"with wider spacing: {fault}") for fault in wider_than_the_screen(page)]
        faults += [(place, f"with wider spacing: {fault}") for fault in page.evaluate(CUT)]
    assert faults == []


def test_states_are_not_told_by_colour_alone(people: People, portal: Portal) -> None:
    """In forced colours backgrounds and shadows are gone: what is chosen keeps an outline, a mark or a line."""
    page = people.sign_in("interior@xaa.example", forced_colors="active")
    page.goto(f"{assessment_of(portal, 'interior@xaa.example')}objectives/1.2/")
    chosen = page.locator(".level:has(:checked)").first
    assert chosen.evaluate("(tile) => getComputedStyle(tile).outlineStyle") == "solid"
    assert "✓" in chosen.evaluate("(tile) => getComputedStyle(tile, '::after').content")
    here = page.locator(".rail [aria-current=page]")
    assert here.evaluate("(link) => getComputedStyle(link).fontWeight") >= "600"
    page.goto(assessment_of(portal, "interior@xaa.example"))
    current = page.locator(".masthead nav [aria-current=page]")
    line = "(link) => getComputedStyle(link).borderBlockEndColor"
    others = page.locator(".masthead nav a:not([aria-current])").first
    assert current.evaluate(line) != others.evaluate(line)
    tick = page.locator(".scorebar .tick").first
    assert tick.evaluate("(tick) => getComputedStyle(tick).stroke") != tick.evaluate(
        "(tick) => getComputedStyle(tick.parentElement.querySelector('.span')).fill"
    )


def test_nothing_moves_for_who_wants_no_motion(people: People, portal: Portal) -> None:
    page = people.sign_in("focal@xaa.example", reduced_motion="reduce")
    assessment = assessment_of(portal, "focal@xaa.example")
    for address in ("/", assessment, f"{assessment}objectives/1.2/", f"{assessment}assign/", "/compare/"):
        page.goto(address)
        assert page.evaluate(MOVES) == [], address
