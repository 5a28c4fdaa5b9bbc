"""Fixtures that refer to what does not exist are refused by name, and leave nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from framework import models
from framework.selectors import edition, forget_tree, framework_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_tree() -> Iterator[None]:
    """What a test changed is not what the next one reads."""
    yield
    forget_tree()


def load(folder: Path, text: str) -> None:
    path = folder / "extra.yaml"
    path.write_text(text)
    call_command("loaddata", path, verbosity=0)


REQUIREMENT = """
- model: framework.requirement
  fields: {{part: ['1.1'], code: 1.1.C9, text: Something more, provisions: [[{provision}]], order: 165}}
"""

REFERENCE = """
- model: framework.crossreference
  fields: {{source: {measure}, measure: [{measure}], target: [{target}], order: 28}}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (REQUIREMENT.format(provision="SOMP 99"), 'framework.Requirement 1.1.C9: no provision "SOMP 99"'),
        (
            REFERENCE.format(measure="1.1.D1", target="4.99.C"),
            'no cell of the tables "4.99.C"',
        ),
        (
            REFERENCE.format(measure="1.1.D9", target="4.13.C"),
            'no measure "1.1.D9"',
        ),
        (
            "- {model: framework.recommendationpart, fields: {recommendation: [R5], part: [9.9z], rank: 4, order: 9}}",
            'no part "9.9z"',
        ),
        (
            "- {model: framework.topic, fields: {slug: new, name: New, cells: [[1.1.A], [7.1.A]], order: 148}}",
            'framework.Topic new: no cell of the tables "7.1.A"',
        ),
        (
            "- model: framework.indicator\n"
            "  fields: {part: ['1.1'], code: 1.1.E9, text: T, evidence: E, kind: [wish], measures: [], order: 9}",
            'framework.Indicator 1.1.E9: no kind of indicator "wish"',
        ),
    ],
)
def test_a_reference_to_nothing_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DeserializationError) as refused:
        load(tmp_path, text)
    assert message in str(refused.value)
    assert "extra.yaml" in str(refused.value)


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    good = REQUIREMENT.format(provision="SOMP 3")
    with pytest.raises(DeserializationError), transaction.atomic():
        load(tmp_path, good + REQUIREMENT.format(provision="SOMP 99").replace("C9", "C8"))
    assert not models.Requirement.objects.filter(code="1.1.C9").exists()


def test_an_added_row_is_found_after_loading_and_changes_the_edition(tmp_path: Path) -> None:
    before = edition()
    load(tmp_path, REQUIREMENT.format(provision="SOMP 3"))
    assert "1.1.C9" in framework_tree().item
    assert edition() != before


def test_the_tree_costs_no_query_once_it_is_built() -> None:
    framework_tree()
    with CaptureQueriesContext(connection) as queries:
        framework_tree()
        edition()
    assert len(queries) == 0


def test_the_edition_is_that_of_the_content_alone() -> None:
    first = edition()
    forget_tree()
    assert edition() == first
    assert len(first) == 64


@pytest.mark.parametrize(
    "make",
    [
        lambda: models.LevelDescription.objects.create(
            kind=models.IndicatorKind.objects.first(), level=5, text="Beyond", order=61
        ),
        lambda: models.Requirement.objects.create(part=models.Part.objects.first(), code="1.1.C9", text="", order=165),
        lambda: models.Requirement.objects.create(
            part=models.Part.objects.first(), code="1.1.C1", text="Again", order=165
        ),
        lambda: models.CrossReference.objects.create(source="1.1", target=models.Cell.objects.first(), order=28),
        lambda: models.Provision.objects.create(citation="NOBODY 1", article="1", order=316),
        lambda: models.Cell.objects.create(
            code="1.1.F", objective=models.Objective.objects.first(), column="F", order=9
        ),
    ],
    ids=["level 5", "no text", "code twice", "no source", "no instrument", "column F"],
)
def test_the_database_refuses_what_cannot_be(make: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()  # type: ignore[operator]
