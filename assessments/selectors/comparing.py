"""Comparison: the sealed answers that a reader may see, read in five queries however many countries there are."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from accounts.models import Country, Membership
from accounts.regions import region_name
from assessments import scoring
from assessments.comparison import Compared, CountryFacts, CycleFacts, SealedAnswers, Selection, alphabetical, compare
from assessments.comparison.compared import Column
from assessments.models import Cycle, Layout, Submission

from .access import ROLE, cycles_for, submissions_for
from .latest import latest_submissions
from .narrowing import columns_of, indicators_of

_layouts: dict[str, scoring.Tree] = {}
"""Trees by the SHA-256 of their places: what has this key never changes."""


def sees_everybody(actor: Membership | None) -> bool:
    """Whether the reader may see the submissions of all countries, whatever they share."""
    return actor is not None and actor.role in (ROLE.REVIEWER, ROLE.SECRETARIAT)


def comparable_cycles(actor: Membership | None) -> QuerySet[Any]:
    """The cycles that the reader may compare, newest first; `has_submissions` says whether there are any to see."""
    seen = submissions_for(actor).filter(assessment__cycle=OuterRef("pk"))
    return cycles_for(actor).annotate(has_submissions=Exists(seen))


def expected_countries(cycles: Iterable[CycleFacts]) -> QuerySet[Country]:
    """The countries whose submissions are waited for in these cycles, by name.

    The fictional ones in the demonstration's own cycles, the real ones elsewhere: synthetic cycles are theirs too.
    """
    cycles = tuple(cycles)
    kinds = Q(pk=None)
    if settings.DEMO_MODE and not all(cycle.synthetic for cycle in cycles):
        kinds |= Q(fictional=True)
    if not settings.DEMO_MODE or any(cycle.synthetic for cycle in cycles):
        kinds |= Q(fictional=False)
    return Country.objects.filter(kinds).order_by("name")


def compared(actor: Membership | None, selection: Selection, columns: Sequence[Column] | None = None) -> Compared:
    """What the reader may see of a selection, with these columns, or those of `columns_of`.

    Whoever does not see everybody gets lines for the countries that let him read a submission in one of the cycles,
    for his own, and for those he names: a named one that he may not read looks like one that has not submitted.
    """
    cycles = cycles_of(actor, selection)
    sealed = sealed_answers(actor, cycles)
    countries = countries_of(actor, selection, cycles, {one.country for one in sealed})
    indicators = indicators_of(selection)
    return compare(
        selection=selection,
        cycles=cycles,
        countries=countries,
        columns=columns_of(selection, indicators) if columns is None else columns,
        indicators=indicators,
        layouts=layouts_of({one.layout for one in sealed}),
        sealed=sealed,
    )


def cycles_of(actor: Membership | None, selection: Selection) -> tuple[CycleFacts, ...]:
    """The chosen cycles in the order in which they opened; where none is chosen the latest with a submission."""
    cycles = list(comparable_cycles(actor))
    if selection.cycle:
        chosen = [cycle for cycle in cycles if cycle.slug in selection.cycle]
    else:
        chosen = [cycle for cycle in cycles if cycle.has_submissions][:1] or cycles[:1]
    return tuple(facts_of_cycle(cycle) for cycle in reversed(chosen))


def facts_of_cycle(cycle: Cycle) -> CycleFacts:
    """A cycle as comparison sees it."""
    return CycleFacts(cycle.slug, cycle.name, cycle.opens_on, cycle.target_level, cycle.synthetic)


def sealed_answers(actor: Membership | None, cycles: Sequence[CycleFacts]) -> list[SealedAnswers]:
    """The latest submission of each country in these cycles, of those that the reader may see; one query."""
    rows = latest_submissions(actor).filter(assessment__cycle__slug__in=[cycle.slug for cycle in cycles])
    return [
        SealedAnswers(*row)
        for row in rows.order_by("assessment__country__code").values_list(
            "pk",
            "assessment__country__code",
            "assessment__cycle__slug",
            "number",
            "sealed_at",
            "extract__layout_id",
            "extract__letters",
        )
    ]


def layouts_of(keys: set[str]) -> dict[str, scoring.Tree]:
    """The trees of these layouts; a query for those that this process has not read yet."""
    missing = keys - _layouts.keys()
    if missing:
        for layout in Layout.objects.filter(pk__in=missing):
            _layouts[layout.pk] = scoring.Tree.build(scoring.IndicatorPlace(*place) for place in layout.places)
    return {key: _layouts[key] for key in keys}


def countries_of(
    actor: Membership | None, selection: Selection, cycles: Sequence[CycleFacts], submitted: set[str]
) -> tuple[CountryFacts, ...]:
    """The chosen countries, by name in the active language; one query, and one more for "like mine"."""
    chosen = expected_countries(cycles) | Country.objects.filter(code__in=submitted)
    if not sees_everybody(actor):
        own = [actor.country_id] if actor is not None and actor.country_id else []
        chosen = Country.objects.filter(Q(code__in=submitted) | Q(pk__in=own))
    if selection.narrows_countries:
        named = Q(code__in=selection.country)
        alike = _alike(selection)
        chosen = Country.objects.filter(
            (Q(pk__in=chosen.values("pk")) & (alike | named if alike is not None else named)) | named
        )
    language = get_language() or "en"
    facts = [
        CountryFacts(
            country.code,
            country.name_in(language),
            country.region,
            country.subregion,
            country.regional_group,
            country.landlocked,
        )
        for country in chosen.distinct()
    ]
    return tuple(sorted(facts, key=lambda country: alphabetical(country.name)))


def _alike(selection: Selection) -> Q | None:
    """What region, regional group and "like mine" ask for together; None where none of them is asked for."""
    conditions = []
    if selection.region:
        conditions.append(Q(region__in=selection.region) | Q(subregion__in=selection.region))
    if selection.group:
        conditions.append(Q(regional_group__in=selection.group))
    if selection.like:
        like = Country.objects.filter(code=selection.like).first()
        conditions.append(Q(region=like.region, landlocked=like.landlocked) if like is not None else Q(pk=None))
    if not conditions:
        return None
    together = conditions[0]
    for condition in conditions[1:]:
        together &= condition
    return together


def latest_of(actor: Membership | None, country: str, cycle: str) -> Submission | None:
    """A country's latest submission in a cycle with its content, if the reader may see it; else None."""
    return (
        latest_submissions(actor)
        .defer(None)
        .filter(assessment__country__code=country, assessment__cycle__slug=cycle)
        .first()
    )


def group_name(group: str, by: str) -> str:
    """A region, subregion or regional group as people say it."""
    return str(Country.RegionalGroup(group).label) if by == "group" else region_name(group)
