"""Data of a cycle: the sealed copies that a reader may see, and the code lists that go with them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import Country, Membership
from assessments.comparison import CountryFacts
from assessments.data import SealedCopy, codes
from assessments.data.dictionary import CodeLists
from assessments.models import Cycle, Layout, Submission
from framework.selectors import framework_tree
from framework.tree import ENGLISH

from .access import cycles_for
from .comparing import facts_of_cycle, layouts_of
from .latest import latest_submissions


def data_cycles(actor: Membership | None) -> QuerySet[Any]:
    """The cycles that the reader may download, newest first, in one query.

    `copies` counts the countries whose data he gets, `sealed_until` is the day of the last seal among them.
    """
    held = latest_submissions(actor).filter(assessment__cycle=OuterRef("pk")).order_by().values("assessment__cycle")
    return cycles_for(actor).annotate(
        copies=Coalesce(Subquery(held.annotate(number=Count("pk")).values("number")), 0),
        sealed_until=TruncDate(Subquery(held.annotate(last=Max("sealed_at")).values("last"))),
    )


def sealed_copies(actor: Membership | None, cycle: Cycle) -> tuple[SealedCopy, ...]:
    """The latest copy of each country in the cycle that the reader may see, by country code; one query.

    It reads the extracts: some hundred bytes a country instead of the copies' some hundred kilobytes.
    """
    rows = latest_submissions(actor).filter(assessment__cycle=cycle)
    return tuple(
        SealedCopy(*row)
        for row in rows.order_by("assessment__country__code").values_list(
            "pk",
            "assessment__country__code",
            "assessment__country__name",
            "number",
            "sealed_at",
            "sha256",
            "framework_edition",
            "extract__layout_id",
            "extract__letters",
        )
    )


def sealed_justifications(copies: Sequence[SealedCopy]) -> Iterator[Mapping[str, str]]:
    """The justifications of each of these copies, by indicator code, in their order.

    One query whose rows are read one at a time: never is more than one copy's content in memory. The copies are those
    of `sealed_copies`, so the reader may see them.
    """
    contents = (
        Submission.objects.filter(pk__in=[copy.submission for copy in copies])
        .order_by("assessment__country__code")
        .values_list("content", flat=True)
    )
    for content in contents.iterator(chunk_size=1):
        yield {row["indicator"]: row["justification"] for row in json.loads(content)["national_scores"]}


def data_code_lists(actor: Membership | None) -> CodeLists:
    """The code lists of everything that the reader may download."""
    tree = framework_tree(ENGLISH)
    return CodeLists(
        answers=codes.ANSWERS,
        states=codes.STATES,
        levels=codes.levels_of(tree),
        types=codes.TYPES,
        kinds=codes.kinds_of(tree),
        items=data_items(Layout.objects.values_list("pk", flat=True)),
        countries=data_countries(),
        cycles=codes.cycles_of(facts_of_cycle(cycle) for cycle in cycles_for(actor).order_by("opens_on", "slug")),
    )


def data_items(layouts: Iterable[str]) -> tuple[codes.Item, ...]:
    """The indicators and nodes of the present tables and of these layouts."""
    trees = layouts_of(set(layouts))
    return codes.items_of(
        framework_tree(ENGLISH), (place for key in sorted(trees) for place in trees[key].places.values())
    )


def data_countries() -> tuple[codes.Code, ...]:
    """All States, with their names in English."""
    return codes.countries_of(
        CountryFacts(
            country.code,
            country.name,
            country.region,
            country.subregion,
            country.regional_group,
            country.landlocked,
        )
        for country in Country.objects.all()
    )
