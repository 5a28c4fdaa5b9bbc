"""The matrix as HTML, written by joining pieces: a template with 193 by 371 cells would take seconds.

Every text is escaped when its piece is made; equal figures share one piece.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import groupby

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.comparison import Compared, CycleFacts, Line, Selection, percent, state_of
from assessments.comparison.compared import Column
from assessments.comparison.ordering import IMPLICIT, focus, ordered, ranked_column, ranks
from assessments.comparison.statistics import Summary
from assessments.scoring import OVERALL, PERCENT_PER_LEVEL, Figure, one_decimal, whole_percent
from assessments.selectors.narrowing import title_of
from assessments.words import in_percent
from framework.listing import apposed, ranged

STATES = {
    "no_data": ("nd", "?"),
    "not_applicable": ("na", "n/a"),
    "not_asked": ("no", "–"),
}
"""Class and sign of a cell without a score."""
PERCENT_PER_SHADE = 20
TOLD = gettext_lazy("%(coverage)d%% answered, bounds %(bounds)s%%")


def words_of_state(state: str) -> str:
    """A state of a cell in words."""
    return {
        "no_data": _("no data"),
        "not_applicable": _("not applicable"),
        "not_asked": _("not asked in that edition"),
        "not_submitted": _("not submitted"),
    }[state]


def label_of(column: Column) -> str:
    """What stands at the head of a column: its code, the title of a section, "All"."""
    level, code = column
    if level == "overall":
        return _("All")
    return title_of(column) if level == "section" else code


def shade_class(score: int) -> str:
    """The class of a score in whole percent."""
    return f"l{min(score // PERCENT_PER_SHADE, 4)}"


def bounds_of(figure: Figure, unit: int) -> str:
    """The bounds in whole percent, one number where both are that, "" where they do not differ at all."""
    if figure.lower == figure.upper:
        return ""
    lower, upper = percent(figure.lower, unit), percent(figure.upper, unit)
    return str(lower) if lower == upper else ranged(lower, upper)


def told_of(figure: Figure, unit: int, words: str) -> str:
    """What a cell's number does not say: how much was answered, and the bounds; "" where all was.

    `words` are those of `TOLD` in the reader's language.
    """
    if figure.lower == figure.upper:
        return ""
    coverage = percent(100 * figure.answered, figure.total)
    return words % {"coverage": coverage, "bounds": bounds_of(figure, unit)}


def median_of(summary: Summary, is_level: bool) -> str:
    """The median as a cell shows it; "–" where nobody has a score."""
    return number_of(summary.median, is_level)


def quartiles_of(summary: Summary, is_level: bool) -> str:
    """The first and the third quartile as a cell shows them."""
    if summary.first_quartile is None:
        return "–"
    return ranged(number_of(summary.first_quartile, is_level), number_of(summary.third_quartile, is_level))


def number_of(value: Fraction | None, is_level: bool) -> str:
    """A statistic in whole percent, or as a level with at most one decimal; "–" for none."""
    if value is None:
        return "–"
    if is_level:
        return str(one_decimal(value / PERCENT_PER_LEVEL)).removesuffix(".0")
    return str(whole_percent(value))


def countries_words(number: int) -> str:
    """How many countries a statistic is of."""
    return ngettext("of %(number)d country", "of %(number)d countries", number) % {"number": number}


def drilled(selection: Selection, under: str) -> Selection:
    """The selection with `under` ("" is all tables) and what is next below it; sorted as before where that shows."""
    kept = selection.sort if selection.sort.removeprefix("-") in (*IMPLICIT, OVERALL, under) else ""
    return selection.but(under=under, level="", sort=kept)


def _cell_of_state(state: str) -> str:
    name, sign = STATES[state]
    return f'<td class="{name}"><span aria-hidden="true">{sign}</span><i>{escape(words_of_state(state))}</i></td>'


class MatrixTable:
    """Writes the matrix of `compared`; `here` is the page's address."""

    def __init__(self, compared: Compared, here: str) -> None:
        self.compared, self.here, self.selection = compared, here, compared.selection
        self.unit, self.columns = compared.unit, compared.columns
        self.focus = focus(compared)
        self.lines = ordered(compared)
        self.ranks = ranks(compared) if self.selection.ranks else None
        self.several = len(compared.cycles) > 1
        self.told = str(TOLD)
        self.states = {state: _cell_of_state(state) for state in STATES}
        self._cells: dict[tuple[bool, Figure], str] = {}
        self._row_end = len(self.columns) + 2

    def render(self) -> SafeString:
        """The whole table."""
        caption = escape(_("Scores in percent by country"))
        pieces = [
            f'<table class="matrix"><caption class="visually-hidden">{caption}</caption>',
            f"<thead><tr>{''.join(self._heads())}</tr></thead>",
            *self._bodies(),
            f"<tfoot>{''.join(self._feet())}</tfoot></table>",
        ]
        return mark_safe("".join(pieces))  # noqa: S308  every text is escaped where its piece is made

    def _heads(self) -> Iterator[str]:
        yield self._head(_("Country"), "country", first="")
        if self.several:
            yield f'<th scope="col">{escape(_("Cycle"))}</th>'
        if self.ranks is not None:
            ranked = label_of(self.columns[ranked_column(self.compared)]) if self.columns else ""
            yield f'<th scope="col">{escape(_("Rank in %(column)s") % {"column": ranked})}</th>'
        for number, column in enumerate(self.columns):
            yield self._head(self._drill(column), column[1], first="-", title=title_of(column), safe=True, id_=number)
            if number == self.focus:
                yield self._head(_("Coverage"), "coverage", first="-")
                yield f'<th scope="col">{escape(_("Bounds"))}</th>'

    def _head(
        self, label: str, key: str, *, first: str, title: str = "", safe: bool = False, id_: int | str = ""
    ) -> str:
        """A head with its link to sort; `first` is the direction that the first click gives."""
        sort = self.selection.sort or "country"
        if sort == key or sort == f"-{key}":
            descending = sort.startswith("-")
            aria = f' aria-sort="{"descending" if descending else "ascending"}"'
            arrow, turned = ("▾" if descending else "▴"), ("" if descending else "-")
        else:
            aria, arrow, turned = "", "↕", first
        name = f"by-{key if id_ == '' else id_}"
        query = self.selection.but(sort="" if turned + key == "country" else turned + key).query
        said = _("Sort by %(column)s, descending") if turned else _("Sort by %(column)s, ascending")
        called = label_of(self.columns[id_]) if isinstance(id_, int) else label
        return (
            f'<th scope="col"{aria}>{label if safe else escape(label)}'
            f'<a class="by" id="{name}" href="{escape(self._address(query))}#{name}"'
            f' aria-label="{escape(said % {"column": called})}"><span aria-hidden="true">{arrow}</span></a></th>'
        )

    def _drill(self, column: Column) -> str:
        """The name of a column as a link to what is below it, or to the indicator's page."""
        level, code = column
        label, title = escape(label_of(column)), escape(title_of(column))
        if level == "indicator":
            return f'<a href="{escape(reverse("framework:indicator", args=[code]))}" title="{title}">{label}</a>'
        if code == self.selection.under or (level == "overall" and not self.selection.under):
            return f'<span title="{title}">{label}</span>'
        under = "" if level == "overall" else code
        address = escape(self._address(drilled(self.selection, under).query))
        return f'<a href="{address}#matrix" title="{title}">{label}</a>'

    def _address(self, query: str) -> str:
        return f"{self.here}?{query}" if query else self.here

    def _bodies(self) -> Iterator[str]:
        if not self.several:
            yield "<tbody>"
            yield from (self._row(line, escape(line.country.name)) for line in self.lines)
            yield "</tbody>"
            return
        for country, lines in groupby(self.lines, key=lambda line: line.country):
            of_country = list(lines)
            head = f'<th scope="rowgroup" rowspan="{len(of_country)}">{escape(country.name)}</th>'
            yield "<tbody>"
            for number, line in enumerate(of_country):
                yield self._row(line, escape(line.cycle.name), before=head if number == 0 else "")
            yield "</tbody>"

    def _row(self, line: Line, name: str, before: str = "") -> str:
        if line.sealed is None or line.figures is None:
            span = self._row_end + (self.ranks is not None)
            words = escape(words_of_state("not_submitted"))
            return f'<tr>{before}<th scope="row">{name}</th><td class="ns" colspan="{span}">{words}</td></tr>'
        address = reverse("assessments:submission", args=[line.sealed.submission])
        pieces = [f'<tr data-to="{address}">{before}<th scope="row"><a href="{address}">{name}</a></th>']
        if self.ranks is not None:
            pieces.append(f"<td>{self.ranks.get((line.country.code, line.cycle.slug), '–')}</td>")
        cells, unit = self._cells, self.unit
        for number, figure in enumerate(line.figures):
            if figure is None:
                pieces.append(self.states["not_asked"])
            else:
                key = (self.columns[number][0] == "indicator", figure)
                cell = cells.get(key)
                if cell is None:
                    cell = cells[key] = self._cell(*key)
                pieces.append(cell)
            if number == self.focus:
                pieces.append(
                    "<td></td><td></td>"
                    if figure is None
                    else f"<td>{in_percent(percent(100 * figure.answered, figure.total))}</td>"
                    f"<td>{bounds_of(figure, unit)}</td>"
                )
        pieces.append("</tr>")
        return "".join(pieces)

    def _cell(self, is_indicator: bool, figure: Figure) -> str:
        told = "" if is_indicator else told_of(figure, self.unit, self.told)
        title = f' title="{escape(told)}"' if told else ""
        score = percent(figure.score, self.unit)
        if score is None:
            return self.states[state_of(figure)].replace(">", f"{title}>", 1)
        shown = score // PERCENT_PER_LEVEL if is_indicator else score
        return f'<td class="{shade_class(score)}"{title}>{shown}</td>'

    def _feet(self) -> Iterator[str]:
        for cycle in self.compared.cycles:
            summaries = self.compared.summaries[cycle.slug]
            if summaries and any(summary.count for summary in summaries):
                yield self._foot(self._median_label(cycle, summaries[self.focus]), summaries, median_of)
                yield self._foot(self._of_cycle(_("Quartiles"), cycle), summaries, quartiles_of)

    def _median_label(self, cycle: CycleFacts, summary: Summary) -> str:
        return self._of_cycle(_("Median of %(number)d") % {"number": summary.count}, cycle)

    def _of_cycle(self, label: str, cycle: CycleFacts) -> str:
        return apposed(label, cycle.name) if self.several else label

    def _foot(self, label: str, summaries: tuple[Summary, ...], said: Callable[[Summary, bool], str]) -> str:
        pieces = [f'<tr><th scope="row"{" colspan=2" if self.several else ""}>{escape(label)}</th>']
        if self.ranks is not None:
            pieces.append("<td></td>")
        common = summaries[self.focus].count
        for number, summary in enumerate(summaries):
            of = countries_words(summary.count) if summary.count != common else ""
            title = f' title="{escape(of)}"' if of else ""
            pieces.append(f"<td{title}>{said(summary, self.columns[number][0] == 'indicator')}</td>")
            if number == self.focus:
                pieces.append("<td></td><td></td>")
        pieces.append("</tr>")
        return "".join(pieces)
