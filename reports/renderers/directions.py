"""Texts of both directions in one document: codes and figures that stay whole among Arabic words, and words of
ministries in whatever language they were written.

Without marks, digits and signs that have no direction of their own follow the words around them: among Arabic words
"1.1.E5" would print as "E5.1.1" and "67–70%" as "70%–67".
"""

import re
from collections import Counter
from unicodedata import bidirectional

from django.utils.translation import get_language_bidi

LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"
LEFT_TO_RIGHT_ISOLATE, END_OF_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
RIGHT_TO_LEFT = ("R", "AL")

# A code (1.1.E5, R30), citation (SOMP 6(1)(a)), number, range, time or amount. What stands after it is not part of it.
TOKEN = re.compile(
    r"(?P<entity>&#?\w+;)|"
    r"(?:[A-Za-z][A-Za-z0-9.-]*[ \u00a0])*[+\u2212]?[A-Z]?[0-9][A-Za-z0-9]*"
    r"(?:%?[.,:/\u2013\u2212-][A-Za-z0-9]+|\([A-Za-z0-9]+\))*%?(?: UTC| [A-Z]{3}\b)?",
    re.ASCII,
)
TEXT_NODE = re.compile(r"(<[^>]*>)([^<]+)")
READS_FROM_LEFT = 'dir="ltr"'


def direction_of(text: str) -> str:
    """ "rtl" or "ltr", that of most of its letters; "" where none has a direction.

    Not that of the first letter: a text that begins with a code, or with the name of a law, is no text from the left.
    """
    kinds = Counter(map(bidirectional, text))
    from_right = sum(kinds[kind] for kind in RIGHT_TO_LEFT)
    if not from_right and not kinds["L"]:
        return ""
    return "rtl" if from_right > kinds["L"] else "ltr"


def page_direction() -> str:
    """ "rtl" or "ltr", that of the active language."""
    return "rtl" if get_language_bidi() else "ltr"


def differs(text: str) -> bool:
    """Whether a text reads in the other direction than the document."""
    return direction_of(text) not in ("", page_direction())


def whole_codes(text: str) -> str:
    """In a language from right to left, `text` with marks around its codes and figures, which Word and Excel know since
    ever; else as it is.
    """
    return _kept_whole(text, LEFT_TO_RIGHT_MARK, LEFT_TO_RIGHT_MARK) if get_language_bidi() else text


def whole_codes_in_html(html: str) -> str:
    """The same for the texts of a document; its tags stay as they are. What is isolated here is not only whole: a list
    of codes goes from right to left, like the words around it.
    """
    if not get_language_bidi():
        return html
    return TEXT_NODE.sub(_kept_whole_in_node, html)


def _kept_whole_in_node(node: re.Match[str]) -> str:
    if READS_FROM_LEFT in node[1]:
        return node[0]
    return node[1] + _kept_whole(node[2], LEFT_TO_RIGHT_ISOLATE, END_OF_ISOLATE)


def _kept_whole(text: str, begin: str, end: str) -> str:
    return TOKEN.sub(lambda token: token[0] if token["entity"] else f"{begin}{token[0]}{end}", text)
