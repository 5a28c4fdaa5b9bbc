"""How much room a text takes on paper, from the widths of our fonts: what is laid out here cannot overflow.

Widths are of Noto Sans and Noto Sans Arabic in their regular weights, in 1/1000 of the font's size; an Arabic letter
counts as when it stands alone, which is its widest. A letter of another script counts as wide as the font is high,
which a Chinese one is. Sizes and widths are in points unless said otherwise.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from fontTools.ttLib import TTFont

from assessments.charts.fonts import FACES
from reports.renderers.directions import LEFT_TO_RIGHT_MARK

EM = 1000
REM = 1000 / 1024 * 72 / 96
"""Points of what the style sheets call rem, of which sizes of text are whole or half numbers (`report.css`)."""
BOLD = 1.1
"""How much wider than regular a bold text is at most."""
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_OPENING, _CLOSING = "（《「『“‘", "、。，；：？！）》」』”’…"
WORD = re.compile(f"[{_OPENING}]*[{_CHINESE}][{_CLOSING}]*|[^\\s{_CHINESE}]+")
"""What a line does not end within: a word, or a Chinese letter with the signs that belong to it."""


@lru_cache(maxsize=1)
def advances() -> dict[int, int]:
    """By code point, how far the font's letter reaches, in 1/1000 of its size."""
    found = {ord(LEFT_TO_RIGHT_MARK): 0}
    for path in (FACES[2][2], FACES[0][2]):
        with TTFont(path, lazy=True) as font:
            reach, unit = font["hmtx"].metrics, font["head"].unitsPerEm
            found |= {
                point: 0 if unicodedata.category(chr(point)) in ("Cf", "Mn") else reach[name][0] * EM // unit
                for point, name in font.getBestCmap().items()
            }
    return found


def width_of(text: str, size: float) -> float:
    """How wide a text is in a size."""
    known = advances()
    return sum(known.get(ord(letter), EM) for letter in text) * size / EM


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than `width`, broken between words, and in a word only where it is wider alone."""
    lines, line, end = [], "", 0
    for found in WORD.finditer(text):
        word = found[0]
        longer = f"{line}{' ' if found.start() > end else ''}{word}" if line else word
        end = found.end()
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while width_of(word, size) > width:
            most = _fitting_letters(word, width, size)
            lines.append(word[:most])
            word = word[most:]
        line = word
    return [*lines, line] if line else lines


def _fitting_letters(word: str, width: float, size: float) -> int:
    """How many letters of a word fit, one at least."""
    count = 1
    while width_of(word[: count + 1], size) <= width:
        count += 1
    return count


def shortened(text: str, lines: int, width: float, size: float) -> str:
    """The text in so many lines at most; where it does not fit, its beginning and an ellipsis."""
    found = wrapped(text, width, size)
    if len(found) <= lines:
        return " ".join(text.split())
    kept = found[:lines]
    while kept[-1] and width_of(f"{kept[-1]} …", size) > width:
        kept[-1] = kept[-1][:-1].rstrip()
    shown = kept[0]
    for line in kept[1:]:
        shown += line if unicodedata.east_asian_width(line[:1] or " ") in "WF" else f" {line}"
    return f"{shown} …"


def fitting(heights: Sequence[int], lines: int) -> int:
    """How many of these items, each so many lines high, fit into `lines`; where not all do, a line stays free for
    saying how many more there are.
    """
    if sum(heights) <= lines:
        return len(heights)
    count, used = 0, 0
    for height in heights:
        if used + height > lines - 1:
            break
        used += height
        count += 1
    return count
