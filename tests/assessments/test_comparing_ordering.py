"""Order and ranks of a matrix: pure, on three countries and two small tables."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from assessments.comparison import CountryFacts, CycleFacts, SealedAnswers, Selection, compare
from assessments.comparison.ordering import focus, ordered, ranked_column, ranks
from assessments.scoring import IndicatorPlace, Tree

COLUMNS = (("overall", "overall"), ("table", "1"), ("table", "2"))
TREE = Tree.build(
    IndicatorPlace(f"{table}.1.E{number}", f"{table}.1", f"{table}.1", f"{table}.a", table, 1)
    for table in "12"
    for number in (1, 2)
)
CYCLES = tuple(CycleFacts(slug, slug, date(int(slug), 1, 1), 4, False) for slug in ("2024", "2026"))
PLACES = {"Ada": ("Asia", "South"), "Bea": ("Africa", "West"), "Cid": ("Africa", "East"), "Dot": ("Asia", "East")}


def country(name):
    region, subregion = PLACES[name]
    return CountryFacts(name[:3].upper(), name, region, subregion, "none", False)


def compared(letters, cycles=CYCLES[1:], columns=COLUMNS, **fields):
    """Of each country by name its letters, in one cycle or in several by a list; None for not submitted."""
    countries = [country(name) for name in sorted(letters)]
    sealed = [
        SealedAnswers(UUID(int=1), name[:3].upper(), cycle.slug, 1, datetime(2026, 1, 1, tzinfo=UTC), "L", one)
        for name, given in letters.items()
        for cycle, one in zip(cycles, given if isinstance(given, list) else [given], strict=True)
        if one is not None
    ]
    return compare(
        selection=Selection(**fields),
        cycles=cycles,
        countries=countries,
        columns=columns,
        indicators=list(TREE.places),
        layouts={"L": TREE},
        sealed=sealed,
    )


def names(found):
    return [line.country.name for line in ordered(found)]


FOUR = {"Ada": "4400", "Bea": "0044", "Cid": "22dd", "Dot": None}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Ada", "Bea", "Cid", "Dot"]),
        ("country", ["Ada", "Bea", "Cid", "Dot"]),
        ("-country", ["Dot", "Cid", "Bea", "Ada"]),
        ("region", ["Cid", "Bea", "Dot", "Ada"]),
        ("-region", ["Ada", "Dot", "Bea", "Cid"]),
        ("1", ["Bea", "Cid", "Ada", "Dot"]),
        ("-1", ["Ada", "Cid", "Bea", "Dot"]),
        ("2", ["Ada", "Bea", "Cid", "Dot"]),
        ("-2", ["Bea", "Ada", "Cid", "Dot"]),
        ("overall", ["Ada", "Bea", "Cid", "Dot"]),
        ("-overall", ["Ada", "Bea", "Cid", "Dot"]),
        ("coverage", ["Cid", "Ada", "Bea", "Dot"]),
        ("-coverage", ["Ada", "Bea", "Cid", "Dot"]),
        ("-9.9", ["Ada", "Bea", "Cid", "Dot"]),
    ],
)
def test_sorts_with_ties_by_name_and_nothing_last_in_both_directions(sort, expected):
    assert names(compared(FOUR, sort=sort)) == expected


def test_cycles_of_a_country_stay_together_and_the_last_one_decides():
    found = compared({"Ada": ["4444", "1111"], "Bea": ["0000", "2222"]}, cycles=CYCLES, sort="-overall")
    assert [(line.country.name, line.cycle.slug) for line in ordered(found)] == [
        ("Bea", "2024"),
        ("Bea", "2026"),
        ("Ada", "2024"),
        ("Ada", "2026"),
    ]


def test_equal_scores_share_a_rank_and_none_has_none():
    found = compared({"Ada": "2222", "Bea": "4444", "Cid": "2222", "Dot": "dddd"})
    assert ranks(found) == {("BEA", "2026"): 1, ("ADA", "2026"): 2, ("CID", "2026"): 2}
    found = compared({"Ada": "2222", "Bea": "4444", "Cid": "2222", "Dot": "1111"})
    assert ranks(found)["DOT", "2026"] == 4


def test_ranks_are_within_a_cycle():
    found = compared({"Ada": ["4444", "1111"], "Bea": ["0000", None]}, cycles=CYCLES)
    assert ranks(found) == {("ADA", "2024"): 1, ("BEA", "2024"): 2, ("ADA", "2026"): 1}


def test_ranks_go_by_what_is_sorted_by():
    found = compared(FOUR, sort="2")
    assert ranked_column(found) == 2
    assert ranks(found)["BEA", "2026"] == 1
    assert ranked_column(compared(FOUR, sort="region")) == 0


def test_what_is_drilled_into_is_what_coverage_and_ranks_are_about():
    found = compared(FOUR, under="2", columns=(COLUMNS[0], COLUMNS[2]), sort="coverage")
    assert focus(found) == 1
    assert names(found) == ["Cid", "Ada", "Bea", "Dot"]
    assert ranks(found) == {("BEA", "2026"): 1, ("ADA", "2026"): 2}


def test_nothing_to_show_has_an_order_and_no_ranks():
    found = compared({"Ada": "2222"}, columns=(), sort="-overall", ranks=True)
    assert names(found) == ["Ada"]
    assert ranks(found) == {}
    assert ordered(compared({})) == ()
