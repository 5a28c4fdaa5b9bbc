"""Reads the matrix from its page, and works out from sealed JSON, plainly and slowly, what it has to say."""

from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser
from math import floor
from typing import Any

from assessments import scoring, sealing
from assessments.models import Submission
from assessments.scoring import Node, one_decimal, whole_percent


@dataclass
class Cell:
    """A cell of a table; `shown` is what is read out, without what is hidden from assistive technology."""

    kind: str
    attributes: dict[str, str]
    shown: str = ""
    links: list[dict[str, str]] = field(default_factory=list)


class MatrixReader(HTMLParser):
    """The rows of the table with class "matrix": `head`, `body` and `foot`, each a list of lists of `Cell`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.head: list[list[Cell]] = []
        self.body: list[list[Cell]] = []
        self.foot: list[list[Cell]] = []
        self._inside = False
        self._part = self.body
        self._silent = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._inside = attributes.get("class") == "matrix"
        if not self._inside:
            return
        if tag in ("thead", "tbody", "tfoot"):
            self._part = {"thead": self.head, "tbody": self.body, "tfoot": self.foot}[tag]
        elif tag == "tr":
            self._part.append([])
        elif tag in ("th", "td"):
            self._part[-1].append(Cell(tag, attributes))
        elif tag == "a":
            self._part[-1][-1].links.append(attributes)
        elif tag == "span" and attributes.get("aria-hidden"):
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._inside = False
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if self._inside and not self._silent and self._part and self._part[-1]:
            self._part[-1][-1].shown += data

    def texts(self) -> dict[str, list[str]]:
        """By the name that begins a row, what its other cells say."""
        return {row[0].shown: [cell.shown for cell in row[1:]] for row in self.body}


def sealed_profile(submission: Submission) -> Any:
    """What scoring gives from the whole sealed JSON."""
    rows = submission.sealed["national_scores"]
    return scoring.score(sealing.sealed_tree(rows), sealing.sealed_answers(rows))


def type_7(scores: list[Fraction], share: Fraction) -> Fraction:
    """The quantile by the definition: h = (n - 1) p + 1, between the two ranks around h."""
    ranked = sorted(scores)
    place = (len(ranked) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def statistics(scores: list[Fraction | None]) -> dict[str, Any]:
    """The statistics of a column as the API gives them."""
    known = [score for score in scores if score is not None]
    if not known:
        return dict.fromkeys(("least", "first_quartile", "median", "third_quartile", "most")) | {"countries": 0}
    found = {
        "least": min(known),
        "first_quartile": type_7(known, Fraction(1, 4)),
        "median": type_7(known, Fraction(1, 2)),
        "third_quartile": type_7(known, Fraction(3, 4)),
        "most": max(known),
    }
    return {name: tenths(value) for name, value in found.items()} | {"countries": len(known)}


def tenths(value: Fraction | None) -> float | None:
    """One decimal, half-up, as the API gives it."""
    return None if value is None else float(one_decimal(value) or 0)


def page_cell(node: Node) -> str:
    """What the page says of a node."""
    if node.score is not None:
        return str(whole_percent(node.score))
    return "not applicable" if node.not_applicable == node.total else "no data"


def api_cell(node: Node) -> dict[str, Any]:
    """What the API says of a node."""
    state = "score" if node.score is not None else page_cell(node).replace(" ", "_")
    return {
        "state": state,
        "score": tenths(node.score),
        "coverage": tenths(Fraction(100 * node.answered, node.total)),
        "lower": tenths(node.lower),
        "upper": tenths(node.upper),
    }
