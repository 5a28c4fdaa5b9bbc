"""Heat maps for paper: countries by nodes, a page at a time, so that no table is cut.

A cell of a table takes WeasyPrint longer than a millisecond to lay out, and 193 countries by 62 objectives are 12,000
of them. So the figures of a country are one text in one cell, padded with spaces of known widths so that they stand
below each other, and the shades of a page are one picture behind them with a path for each shade. The text is dark on
every shade, and lighter and darker tell low from high in grey too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments.charts import SOFT, Svg
from assessments.charts.frame import said
from assessments.comparison import state_of
from assessments.comparison.compared import Column, Compared, Line
from assessments.comparison.results import together
from assessments.comparison.statistics import percent
from assessments.scoring import Figure
from reports.contexts.comparison import CycleChapter, Matrix
from reports.renderers.directions import LEFT_TO_RIGHT_MARK
from reports.renderers.measuring import EM, REM, advances, wrapped

SIZE = 9.5 * REM
"""Points of the text."""
PITCH = 4 * 572 * SIZE / EM
"""Points from one column to the next: four digits."""
NAMES, LINE_HEIGHT, PADDING, HEAD = 124.0, 8.5, 3.5, 20.0
"""Points: width of the names, height of a line of theirs, what a row has besides, height of the head."""
COLUMNS = 20
"""Nodes on a page; more go on to the next."""
PAGE = 580.0
"""Points that the rows of a page may take; the head, a heading and a caption fit besides."""
FEW = 12
"""Countries up to which several heat maps share a page."""
PIXEL = 96 / 72
SHADES = ("#eef3f8", "#c3d9ea", "#97bdda", "#6ba2ca", "#4288b9")
"""Scores 0-19, 20-39, 40-59, 60-79 and 80-100 percent; black text has 5 to 1 or more on each."""
NO_DATA, NOT_APPLICABLE, NOT_ASKED = "?", "n/a", "·"
SPACES = "\u2007\u2002\u2004\u2008\u2005\u2006\u200a"
"""Spaces that our font has, the width of a digit first."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A country, or a statistic: its name in lines, its figures as one text, and the class of its height."""

    name: tuple[str, ...]
    figures: str
    is_statistic: bool = False

    @property
    def height(self) -> float:
        """In points."""
        return LINE_HEIGHT * len(self.name) + PADDING


@dataclass(frozen=True, slots=True)
class HeatPage:
    """What stands in one piece: the head in two lines, the rows, and the shades behind them.

    `starts` for the first of a matrix; `anew` where it begins a page.
    """

    title: str
    caption: str
    head: tuple[str, str]
    rows: tuple[HeatRow, ...]
    shades: SafeString
    starts: bool
    anew: bool


def heat_pages(compared: Compared, chapter: CycleChapter, matrix: Matrix) -> Iterator[HeatPage]:
    """The pages of a matrix in one cycle: its columns in pages, countries in pages, statistics below the last."""
    strips = [matrix.columns[start : start + COLUMNS] for start in range(0, len(matrix.columns), COLUMNS)]
    for strip in strips:
        columns = (matrix.lead, *strip)
        lines: Sequence[Line] = chapter.lines
        rows = [*(_country(line, columns, compared.unit) for line in lines), *_statistics(compared, lines, columns)]
        first = 0
        for stop in _page_ends(rows):
            part, countries = rows[first:stop], lines[first:stop]
            yield HeatPage(
                title=matrix.title,
                caption=_caption(matrix, chapter, countries, strip, compared.columns),
                head=_head(columns, compared.columns),
                rows=tuple(part),
                shades=_shades(part, countries, columns, compared.unit),
                starts=first == 0 and strip == strips[0],
                anew=len(lines) > FEW,
            )
            first = stop


def _page_ends(rows: Sequence[HeatRow]) -> Iterator[int]:
    """Behind which rows a page ends; the statistics stay with the last country."""
    used = 0.0
    tail = sum(row.height for row in rows if row.is_statistic)
    for number, row in enumerate(rows):
        is_last_country = number + 1 < len(rows) and rows[number + 1].is_statistic and not row.is_statistic
        if used and not row.is_statistic and used + row.height + (tail if is_last_country else 0) > PAGE:
            yield number
            used = 0.0
        used += row.height
    yield len(rows)


def _country(line: Line, columns: Sequence[int], unit: int) -> HeatRow:
    figures = line.figures or ()
    lead = figures[columns[0]]
    coverage = "" if lead is None else str(whole(100 * lead.answered, lead.total))
    cells = [_cell(figures[column], unit) for column in columns]
    return HeatRow(tuple(wrapped(line.country.name, NAMES - 4, SIZE)), aligned([cells[0], coverage, *cells[1:]]))


def whole(part: int, of: int) -> int:
    """Part by `of` as a whole number, ties away from zero."""
    return (2 * part + of) // (2 * of)


def _cell(figure: Figure | None, unit: int) -> str:
    match state_of(figure):
        case "score":
            return str(percent(figure.score, unit)) if figure else ""
        case "no_data":
            return NO_DATA
        case "not_applicable":
            return NOT_APPLICABLE
    return NOT_ASKED


def _statistics(compared: Compared, lines: Sequence[Line], columns: Sequence[int]) -> list[HeatRow]:
    found = [together(compared, column, lines) for column in columns]

    def row(name: str, cells: list[str], coverage: str = "") -> HeatRow:
        return HeatRow((name,), aligned([cells[0], coverage, *cells[1:]]), is_statistic=True)

    def number(text: str) -> str:
        return text.rstrip("%").rstrip()  # some languages have a space before the sign

    boxed = [one.summary if one.has_box else None for one in found]
    return [
        row(_("Median"), [number(said(one.summary.median)) for one in found], number(said(found[0].coverage))),
        row(_("Upper quartile"), [number(said(one.third_quartile if one else None)) for one in boxed]),
        row(_("Lower quartile"), [number(said(one.first_quartile if one else None)) for one in boxed]),
        row(_("Countries with a score"), [str(one.summary.count) for one in found]),
    ]


def _head(columns: Sequence[int], known: Sequence[Column]) -> tuple[str, str]:
    """The codes of the columns in two lines: an indicator's part above, its number below."""
    # Short words in English, long ones in other languages: one above the other they have room.
    above, below = ["", _("Cov.")], [_("All"), ""]
    for level, code in (known[column] for column in columns[1:]):
        part, _dot, own = code.rpartition(".") if level == "indicator" else ("", "", code)
        above.append(part)
        below.append(own)
    return aligned(above), aligned(below)


def _caption(
    matrix: Matrix, chapter: CycleChapter, countries: Sequence[Line], strip: Sequence[int], known: Sequence[Column]
) -> str:
    place = {
        "title": matrix.title,
        "cycle": chapter.cycle.name,
        "from_code": known[strip[0]][1],
        "to_code": known[strip[-1]][1],
    }
    if not countries:
        return _("%(title)s, %(cycle)s: %(from_code)s to %(to_code)s") % place
    place |= {"first": countries[0].country.name, "last": countries[-1].country.name}
    return _("%(title)s, %(cycle)s: %(from_code)s to %(to_code)s, %(first)s to %(last)s") % place


def _shades(rows: Sequence[HeatRow], countries: Sequence[Line], columns: Sequence[int], unit: int) -> SafeString:
    """A path for each shade, and one of strokes for what has no data; the coverage has none."""
    paths = [""] * len(SHADES)
    hatches, top = "", 0.0
    pitch = PITCH * PIXEL
    for row, line in zip(rows, countries, strict=False):
        height = row.height * PIXEL
        for place, column in enumerate(columns):
            x = pitch * (place if place == 0 else place + 1)
            figure = (line.figures or ())[column]
            state = state_of(figure)
            if state == "score" and figure is not None:
                shade = min((percent(figure.score, unit) or 0) // 20, len(SHADES) - 1)
                paths[shade] += f"M{x:.1f} {top:.1f}h{pitch - 1:.1f}v{height - 1:.1f}h-{pitch - 1:.1f}z"
            elif state == "no_data":
                for start in (0, 6, 12):
                    hatches += f"M{x + start:.1f} {top + height - 1:.1f}l6 -{height - 2:.1f}"
        top += height
    picture = Svg(pitch * (len(columns) + 1), top, title=_("Shades of the figures in the table"))
    for fill, path in zip(SHADES, paths, strict=True):
        if path:
            picture.path(path, fill=fill)
    if hatches:
        picture.path(hatches, stroke=SOFT, stroke_width=0.4, fill="none")
    return picture.render()


def aligned(cells: Iterable[str]) -> str:
    """The texts as one, each in the middle of its column: what a space is off, the next makes up for.

    In a language from right to left the first column is the last one of the text, which reads from left to right in any
    case and fills its room; a mark behind each cell keeps words of neighbours from joining into one run.
    """
    if not get_language_bidi():
        return _aligned(cells)[0]
    turned = [f"{text}{LEFT_TO_RIGHT_MARK}" for text in cells][::-1]
    line, reached = _aligned(turned)
    return line + spaces(4 * len(turned) * advances()[ord("0")] - reached)


def _aligned(cells: Iterable[str]) -> tuple[str, int]:
    """The line and how far it reaches, in 1/1000 of the font's size."""
    known = advances()
    pitch = 4 * known[ord("0")]
    line, reached = "", 0
    for number, text in enumerate(cells):
        width = sum(known.get(ord(letter), EM) for letter in text)
        before = spaces(number * pitch + (pitch - width) // 2 - reached)
        line += before + text
        reached += sum(known[ord(space)] for space in before) + width
    return line, reached


@lru_cache(maxsize=2048)
def spaces(room: int) -> str:
    """Spaces as wide as `room`, in 1/1000 of the font’s size: within 20 of it from 300 on."""
    known = advances()
    digit = known[ord(SPACES[0])]
    most = max(room, 0) // digit
    found = [
        (abs(room - digit * count - width), count, few)
        for count in range(most, max(most - 2, -1), -1)
        for width, few in _few_spaces()
    ]
    _off, digits, rest = min(found, key=lambda one: (one[0], len(one[2])))
    return SPACES[0] * digits + rest


@lru_cache(maxsize=1)
def _few_spaces() -> tuple[tuple[int, str], ...]:
    """Up to five spaces narrower than a digit, with the width of them together."""
    known = advances()
    few = ("".join(some) for count in range(6) for some in combinations_with_replacement(SPACES[1:], count))
    return tuple((sum(known[ord(space)] for space in some), some) for some in few)
