"""Several things in one line, with the signs that the reader's language puts between them."""

from collections.abc import Iterable

from django.utils.translation import get_language, get_language_bidi

BEGIN, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
LIST_COMMAS = {"ar": "، ", "zh-hans": "、"}
COMMAS = {"ar": "، ", "zh-hans": "，"}
SEMICOLONS = {"ar": "؛ ", "fr": "\N{NO-BREAK SPACE}; ", "zh-hans": "；"}
COLONS = {"fr": "\N{NO-BREAK SPACE}: ", "zh-hans": "："}
FULL_STOPS = {"zh-hans": "。"}


def listed(things: Iterable[object]) -> str:
    """The things in their order, with commas between them: "1.1, 1.2"."""
    return list_comma().join(map(str, things))


def listed_apart(things: Iterable[object]) -> str:
    """The same with semicolons: for things that have commas of their own."""
    return semicolon().join(map(str, things))


def labelled(label: object, words: object) -> str:
    """A label and what it says, "Coverage: 60%"."""
    return f"{label}{colon()}{words}"


def apposed(*parts: object) -> str:
    """What says more and more of one thing, "Country XAA, Cycle 2026": no list, which has another comma in Chinese."""
    return comma().join(map(str, parts))


def list_comma() -> str:
    """What stands between the things of a list, where they cannot be `listed`."""
    return LIST_COMMAS.get(get_language() or "", ", ")


def comma() -> str:
    """What stands before what says more of the same thing, where it cannot be `apposed`."""
    return COMMAS.get(get_language() or "", ", ")


def semicolon() -> str:
    """What stands between things that have commas of their own, where they cannot be joined."""
    return SEMICOLONS.get(get_language() or "", "; ")


def colon() -> str:
    """What stands between a label and what it says."""
    return COLONS.get(get_language() or "", ": ")


def full_stop() -> str:
    """What ends a sentence."""
    return FULL_STOPS.get(get_language() or "", ".")


def ranged(low: object, high: object) -> str:
    """A range of figures, "40–60%"; isolated among words from right to left, where it would read from most to least."""
    return f"{BEGIN}{low}–{high}{END}" if get_language_bidi() else f"{low}–{high}"
