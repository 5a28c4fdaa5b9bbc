"""In which order the lines of a matrix stand, and ranks for those who ask for them."""

from collections.abc import Callable
from fractions import Fraction

from .compared import Compared, Line

IMPLICIT = ("country", "region", "coverage")
"""What lines can be sorted by besides the code of a column."""


def focus(compared: Compared) -> int:
    """The column that coverage, bounds and ranks are about: the node that is drilled into, else all tables."""
    return 1 if compared.selection.under and len(compared.columns) > 1 else 0


def column_of(compared: Compared, code: str) -> int | None:
    """The number of the first column with this code, None where the matrix does not show it."""
    return next((number for number, (_level, held) in enumerate(compared.columns) if held == code), None)


def ordered(compared: Compared) -> tuple[Line, ...]:
    """The lines as `selection.sort` asks; a country's cycles stay together, as they opened.

    Countries go by their value in the last of the compared cycles. Equal ones stand by name, those without a value
    come last in either direction; so does everything by name where the matrix does not show what is asked for.
    """
    key = compared.selection.sort.removeprefix("-")
    descending = compared.selection.sort.startswith("-")
    of_country: dict[str, list[Line]] = {country.code: [] for country in compared.countries}
    for line in compared.lines:
        of_country[line.country.code].append(line)
    if key in ("", "country"):
        groups = list(of_country.values())
        return tuple(line for lines in (reversed(groups) if descending else groups) for line in lines)
    if key == "region":
        groups = sorted(of_country.values(), key=_place, reverse=descending)
        return tuple(line for lines in groups for line in lines)
    value = _value_of(compared, key)
    last = [(lines, value(lines[-1]) if lines else None) for lines in of_country.values()]
    known = sorted(
        ((lines, found) for lines, found in last if found is not None), key=lambda pair: pair[1], reverse=descending
    )
    unknown = [lines for lines, found in last if found is None]
    return tuple(line for lines in [*(lines for lines, _found in known), *unknown] for line in lines)


def _place(lines: list[Line]) -> tuple[str, str]:
    return (lines[0].country.region, lines[0].country.subregion) if lines else ("", "")


def _value_of(compared: Compared, key: str) -> Callable[[Line], Fraction | None]:
    """How a line's value is read: its score in a column, or its coverage."""
    column = focus(compared) if key == "coverage" else column_of(compared, key)

    def value(line: Line) -> Fraction | None:
        if column is None or line.figures is None or column >= len(line.figures):
            return None
        figure = line.figures[column]
        if figure is None:
            return None
        if key == "coverage":
            return Fraction(figure.answered, figure.total)
        return None if figure.score is None else Fraction(figure.score)

    return value


def ranked_column(compared: Compared) -> int:
    """The column whose scores ranks go by: the one that the lines are sorted by, else `focus`."""
    column = column_of(compared, compared.selection.sort.removeprefix("-"))
    return focus(compared) if column is None else column


def ranks(compared: Compared) -> dict[tuple[str, str], int]:
    """By country and cycle, the rank of the score in `ranked_column` within the cycle, 1 for the highest.

    Equal scores share a rank and the ranks behind them stay free (1, 2, 2, 4). Who has no score has no rank.
    """
    column = ranked_column(compared)
    ranked: dict[tuple[str, str], int] = {}
    for cycle in compared.cycles:
        scores = [
            (line.country.code, figure.score)
            for line in compared.lines_of(cycle.slug)
            if line.figures and (figure := line.figures[column]) is not None and figure.score is not None
        ]
        scores.sort(key=lambda pair: pair[1], reverse=True)
        rank, before = 0, None
        for place, (country, score) in enumerate(scores, start=1):
            if score != before:
                rank, before = place, score
            ranked[country, cycle.slug] = rank
    return ranked
