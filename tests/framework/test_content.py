"""What the fixtures hold: the numbers of the source, and every reference leads to a row."""

import re
from collections import Counter
from typing import Any

import pytest

from framework import models
from framework.building import CONTENT
from framework.services import load_framework

pytestmark = pytest.mark.django_db

# By table: sections, objectives, parts, specific objectives, requirements, measures, indicators.
NUMBERS = {
    "1": (5, 16, 16, 24, 35, 60, 61),
    "2": (12, 16, 24, 34, 62, 142, 138),
    "3": (7, 10, 15, 20, 24, 79, 79),
    "4": (9, 20, 21, 23, 43, 94, 93),
}
OTHERS = {
    models.ScaleLevel: 5,
    models.AnswerWithoutLevel: 2,
    models.IndicatorKind: 12,
    models.LevelDescription: 60,
    models.Instrument: 30,
    models.ProtocolArticle: 25,
    models.Topic: 147,
    models.Principle: 7,
    models.Challenge: 7,
    models.Resource: 256,
    models.Recommendation: 88,
    models.Guidance: 99,
    models.CrossReference: 27,
}


@pytest.mark.parametrize("table", NUMBERS)
def test_each_table_has_the_numbers_of_the_source(table: str) -> None:
    found = (
        models.Section.objects.filter(table__code=table).count(),
        models.Objective.objects.filter(section__table__code=table).count(),
        models.Part.objects.filter(objective__section__table__code=table).count(),
        *(
            model.objects.filter(part__objective__section__table__code=table).count()
            for model in (models.SpecificObjective, models.Requirement, models.Measure, models.Indicator)
        ),
    )
    assert found == NUMBERS[table]


@pytest.mark.parametrize("model", OTHERS, ids=lambda model: model.__name__)
def test_what_stands_beside_the_tables_is_complete(model: Any) -> None:
    assert model.objects.count() == OTHERS[model]


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model.__name__)
def test_order_counts_from_one_without_gaps(model: Any) -> None:
    assert list(model.objects.values_list("order", flat=True)) == list(range(1, model.objects.count() + 1))


def test_each_item_stands_where_its_code_says() -> None:
    columns = {models.SpecificObjective: "B", models.Requirement: "C", models.Measure: "D", models.Indicator: "E"}
    for model, column in columns.items():
        in_part: Counter[str] = Counter()
        for code, part in model.objects.values_list("code", "part__code"):
            in_part[part] += 1
            assert code == f"{part}.{column}{in_part[part]}"


def test_each_part_and_objective_stands_where_its_code_says() -> None:
    for part in models.Part.objects.select_related("objective__section__table"):
        objective = part.objective
        assert part.code == f"{objective.code}{part.letter}"
        assert objective.code == f"{objective.section.table.code}.{objective.number}"
        assert objective.section.code == f"{objective.section.table.code}.{objective.section.slug}"


def test_each_kind_describes_all_five_levels() -> None:
    for kind in models.IndicatorKind.objects.prefetch_related("levels"):
        assert [level.level for level in kind.levels.all()] == [0, 1, 2, 3, 4]
    ranked = list(models.IndicatorKind.objects.values_list("slug", flat=True))
    assert ranked[:2] == ["ratification", "legislation"]


def test_each_indicator_is_brought_about_by_measures() -> None:
    assert not models.Indicator.objects.filter(measures__isnull=True).exists()


def test_each_cross_reference_leads_from_its_source_to_the_cell_it_names() -> None:
    for reference in models.CrossReference.objects.select_related("target__objective", "target__part"):
        source = (
            reference.objective
            or reference.specific_objective
            or reference.requirement
            or reference.measure
            or reference.indicator
        )
        assert source.code == reference.source
    pairs = set(models.CrossReference.objects.values_list("source", "target__code"))
    assert {("1.7.D3", "4.13.C"), ("2.6a.D6", "2.14"), ("1.15.C4", "2.6a.E"), ("4.11.C1", "3.7.A")} <= pairs


def test_each_cell_is_what_its_code_names() -> None:
    for cell in models.Cell.objects.select_related("objective", "part"):
        objective, letter, column = re.fullmatch(r"(\d\.\d+)([a-z]?)(?:\.([A-E]))?", cell.code).groups()
        assert (cell.objective.code, cell.column) == (objective, column or "")
        parts = models.Part.objects.filter(objective=cell.objective)
        if letter:
            assert cell.part.code == objective + letter
        else:
            assert cell.part == (parts.get() if len(parts) == 1 else None)


def test_each_citation_is_split_into_instrument_article_and_paragraphs() -> None:
    for provision in models.Provision.objects.select_related("instrument"):
        if provision.instrument is None:
            assert provision.citation == f"OTHER {provision.name}"
            continue
        rest = provision.citation.removeprefix(provision.instrument.key).lstrip(", ").removeprefix("art. ")
        assert rest == f"{provision.article}{provision.paragraphs}"


def test_each_cited_article_of_the_protocol_has_its_page() -> None:
    cited = models.Provision.objects.filter(instrument__key="SOMP").exclude(article="")
    numbers = {int(article) for article in cited.values_list("article", flat=True)}
    assert numbers <= set(models.ProtocolArticle.objects.values_list("number", flat=True))
    assert len(numbers) >= 18


def test_each_provision_is_cited_somewhere() -> None:
    uses = (
        "objectives",
        "specific_objectives",
        "requirements",
        "measures",
        "indicators",
        "recommendations",
        "guidance",
    )
    unused = models.Provision.objects.filter(**{f"{use}__isnull": True for use in uses})
    assert not unused.exists()
    assert models.Provision.objects.count() == 315


def test_recommendations_keep_the_order_of_relevance() -> None:
    first = models.Recommendation.objects.get(code="R5")
    assert list(first.ranked_parts.order_by("rank").values_list("part__code", flat=True)) == ["1.15", "3.9a", "1.16"]
    # Six concern the work of the Conference and the Working Group, and no part of the tables.
    assert models.Recommendation.objects.filter(ranked_parts__isnull=True).count() == 6


def test_resources_belong_to_a_table_or_to_the_instruments() -> None:
    by_table = Counter(models.Resource.objects.values_list("table__code", flat=True))
    assert by_table == {"1": 17, "2": 95, "3": 23, "4": 32, None: 89}
    assert models.Resource.objects.get(instrument__key="UNTOC").pillar == "instruments"
    assert models.ResourceTool.objects.count() == 53


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table of the framework, with its primary key."""
    tables = [*CONTENT, *(field.remote_field.through for model in CONTENT for field in model._meta.many_to_many)]
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values_list()) for model in tables}


def test_loading_again_changes_nothing() -> None:
    before = snapshot()
    load_framework()
    assert snapshot() == before
