"""Several things in one line, with the signs that the reader's language puts between them."""

from collections.abc import Iterable

from django.utils.translation import get_language, get_language_bidi

BEGIN, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
COMMAS = {"ar": "، ", "zh-hans": "、"}
PAUSES = {"ar": "، ", "zh-hans": "，"}
SEMICOLONS = {"ar": "؛ ", "zh-hans": "；"}


def listed(things: Iterable[object]) -> str:
    """The things in their order, with commas between them: "1.1, 1.2"."""
    return comma().join(map(str, things))


def listed_apart(things: Iterable[object]) -> str:
    """The same with semicolons: for things that have commas of their own."""
    return SEMICOLONS.get(get_language() or "", "; ").join(map(str, things))


def apposed(*parts: object) -> str:
    """What says more and more of one thing, "Country XAA, Cycle 2026": no list, which has another comma in Chinese."""
    return pause().join(map(str, parts))


def comma() -> str:
    """What stands between the things of a list, where they cannot be joined."""
    return COMMAS.get(get_language() or "", ", ")


def pause() -> str:
    """What stands between the parts of what is `apposed`, where they cannot be joined."""
    return PAUSES.get(get_language() or "", ", ")


def ranged(low: object, high: object) -> str:
    """A range of figures, "40–60%"; isolated among words from right to left, where it would read from most to least."""
    return f"{BEGIN}{low}–{high}{END}" if get_language_bidi() else f"{low}–{high}"
