"""What distribution, trend and spread need of a selection: a node, its cycles, and countries that are shown by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Membership
from assessments import scoring
from assessments.comparison import Compared, Selection, compare
from assessments.comparison.compared import Column, CountryFacts, CycleFacts, Line, SealedAnswers
from assessments.comparison.distribution import Distribution, distribution
from assessments.comparison.spread import SpreadRow, spread
from assessments.comparison.trend import MOST_NAMED, Trend, common_answers, trend
from assessments.scoring import OVERALL

from .comparing import comparable_cycles, compared, countries_of, cycles_of, layouts_of, sealed_answers
from .narrowing import columns_of, indicators_of, level_of


def column_of(selection: Selection) -> Column:
    """The node that a selection names, or all tables together."""
    node = selection.node or OVERALL
    return level_of(node), node


def mark_of(actor: Membership | None, selection: Selection) -> str:
    """Code of the country to mark: the one chosen, else the reader's own; "" for none."""
    if selection.mark or actor is None or actor.country is None:
        return selection.mark
    return actor.country.code


def distribution_for(actor: Membership | None, selection: Selection) -> tuple[Compared, Distribution]:
    """The distribution of the selection's node in its newest cycle."""
    material = _Material.of(actor, selection.in_one_cycle)
    found = material.compared(material.countries, material.sealed)
    mark = mark_of(actor, selection)
    place: tuple[Compared, Line] | None = None
    if mark:
        marked = material.compared(material.named(actor, (mark,)), material.sealed)
        place = (marked, marked.lines[0]) if marked.lines else None
    return found, distribution(found, selection.by, place)


def trend_for(actor: Membership | None, selection: Selection) -> tuple[Compared, Trend]:
    """The trend of the selection's node; where no cycle is chosen over all that `trend_cycles` gives."""
    chosen = selection if selection.cycle else selection.but(cycle=trend_cycles(actor))
    material = _Material.of(actor, chosen)
    mark = mark_of(actor, selection)
    named = tuple(dict.fromkeys(code for code in (mark, *selection.country[:MOST_NAMED]) if code))
    shown = material.compared(material.countries, material.sealed)
    found, sealed = shown, material.sealed
    if selection.same:
        sealed = common_answers(sealed, material.layouts, [cycle.slug for cycle in material.cycles])
        found = material.compared(material.countries, sealed)
    followed = material.compared(material.named(actor, named) if named else (), sealed)
    return shown, trend(found, selection.by, followed, mark, all_submitted=shown if selection.same else None)


def trend_cycles(actor: Membership | None) -> tuple[str, ...]:
    """Slugs of the cycles with submissions that the reader may see, newest first.

    Made-up cycles and real ones are never mixed unless chosen: those of the sort of the newest.
    """
    cycles = [cycle for cycle in comparable_cycles(actor) if cycle.has_submissions]
    return tuple(cycle.slug for cycle in cycles if cycle.synthetic == cycles[0].synthetic)


def spread_for(actor: Membership | None, selection: Selection) -> tuple[Compared, tuple[SpreadRow, ...]]:
    """The nodes of the selection's level, objectives where it names none, by median or spread in its newest cycle."""
    level = selection.level or (
        "objective" if not selection.under or level_of(selection.under) in ("table", "section") else "indicator"
    )
    columns = columns_of(selection.but(level=level), indicators_of(selection))
    first = next((number for number, column in enumerate(columns) if column[0] == level), len(columns))
    found = compared(actor, selection.in_one_cycle, columns)
    return found, spread(found, range(first, len(columns)), selection.sort)


@dataclass(frozen=True)
class _Material:
    """What one comparison is made of, read once: five queries, and one for countries that are named besides."""

    selection: Selection
    cycles: tuple[CycleFacts, ...]
    sealed: Sequence[SealedAnswers]
    layouts: dict[str, scoring.Tree]
    countries: tuple[CountryFacts, ...]
    indicators: tuple[str, ...]

    @classmethod
    def of(cls, actor: Membership | None, selection: Selection) -> "_Material":
        cycles = cycles_of(actor, selection)
        sealed = sealed_answers(actor, cycles)
        return cls(
            selection,
            cycles,
            sealed,
            layouts_of({one.layout for one in sealed}),
            countries_of(actor, selection, cycles, {one.country for one in sealed}),
            indicators_of(selection),
        )

    def named(self, actor: Membership | None, codes: tuple[str, ...]) -> tuple[CountryFacts, ...]:
        """These countries, by name, whether they are among the selected or not."""
        known = {country.code: country for country in self.countries}
        if all(code in known for code in codes):
            return tuple(country for country in self.countries if country.code in codes)
        return countries_of(actor, Selection(country=codes), self.cycles, {one.country for one in self.sealed})

    def compared(self, countries: Sequence[CountryFacts], sealed: Sequence[SealedAnswers]) -> Compared:
        """What these countries give for the node."""
        return compare(
            selection=self.selection,
            cycles=self.cycles,
            countries=countries,
            columns=(column_of(self.selection),),
            indicators=self.indicators,
            layouts=self.layouts,
            sealed=sealed,
        )


def cycles_with_submissions(actor: Membership | None) -> list[tuple[str, str]]:
    """Slug and name of the cycles in which there are submissions for the reader to see, as they opened."""
    return [(cycle.slug, cycle.name) for cycle in reversed(list(comparable_cycles(actor))) if cycle.has_submissions]
