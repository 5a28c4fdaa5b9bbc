"""The tree holds what the rows hold, and finds what points to a place."""

import pytest

from framework.models import Indicator
from framework.selectors import forget_tree, framework_tree, scoring_rows
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def test_scoring_rows_are_the_indicators_in_document_order() -> None:
    rows = list(scoring_rows())
    assert [row.indicator for row in rows] == list(Indicator.objects.values_list("code", flat=True))
    assert rows[0] == ("1.1.E1", "1.1", "1.1", "1.criminalization", "1", 1)
    assert {row.kind_rank for row in rows} == set(range(1, 13))


def test_an_indicator_carries_what_explains_it() -> None:
    entry = framework_tree().indicator["1.1.E1"]
    assert entry.kind.slug == "ratification"
    assert [level.name for level in entry.kind.levels][::4] == ["Not in place", "Fully in place"]
    assert [measure.code for measure in entry.measures] == ["1.1.D1"]
    assert {provision.citation for provision in entry.provisions} == {"SOMP", "UNTOC"}
    assert (entry.part, entry.objective, entry.section, entry.table) == ("1.1", "1.1", "1.criminalization", "1")


def test_a_measure_of_another_objective_brings_an_indicator_about() -> None:
    tree = framework_tree()
    assert "2.1.D1" in [measure.code for measure in tree.indicator["2.13a.E1"].measures]
    assert "2.13a.E1" in [indicator.code for indicator in tree.brought_about["2.1.D1"]]


def test_the_tree_counts_as_the_source_does() -> None:
    tree = framework_tree()
    assert [len(table.objectives) for table in tree.tables] == [16, 16, 10, 20]
    assert [len(table.indicators) for table in tree.tables] == [61, 138, 79, 93]
    assert (len(tree.section), len(tree.objective), len(tree.part), len(tree.item)) == (33, 62, 76, 1011)


def test_a_reference_to_an_objective_with_letters_means_all_its_parts() -> None:
    tree = framework_tree()
    (cell,) = tree.item["1.7.D3"].see_also
    assert (cell.code, cell.parts, cell.column) == ("4.13.C", ("4.13a", "4.13b"), "C")
    assert "1.7.D3" in tree.referred_from["4.13a", "C"]
    assert "1.7.D3" in tree.referred_from["4.13b", "C"]


def test_a_reference_to_a_whole_objective_means_every_column() -> None:
    tree = framework_tree()
    assert all("2.6a.D6" in tree.referred_from["2.14", column] for column in "ABCDE")


def test_topics_and_articles_are_found_by_place() -> None:
    tree = framework_tree()
    assert "aggravating-circumstances" in [topic.slug for topic in tree.topics_at["2.6a", "E"]]
    assert 16 in [article.number for article in tree.articles_at["2.6a", "C"]]


def test_recommendations_of_a_part_begin_with_those_that_bear_on_it_most() -> None:
    tree = framework_tree()
    for part in tree.part.values():
        ranks = [recommendation.parts.index(part.code) for recommendation in part.recommendations]
        assert ranks == sorted(ranks)


def test_resources_of_an_item_are_the_instruments_it_cites() -> None:
    tree = framework_tree()
    entries = tree.resources_citing(tree.indicator["1.1.E1"].provisions)
    assert {entry.instrument.key for entry in entries if entry.instrument} == {"SOMP", "UNTOC"}
    assert tree.resources_citing(()) == ()


@pytest.mark.django_db
def test_threads_that_come_at_the_same_moment_get_the_same_tree():
    """Entries are found in lists by being the same: two trees in a process break the page of a first request."""
    forget_tree()
    first, *others = at_once(lambda _number: framework_tree())
    assert all(other is first for other in others)
    assert framework_tree() is first
