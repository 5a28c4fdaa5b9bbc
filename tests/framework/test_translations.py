"""The content in the six languages: all of it, beside the English content whose edition it does not touch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from framework.models import TRANSLATED_LANGUAGES, Translation
from framework.selectors import edition, forget_tree, framework_tree, wording_codes
from framework.services import load_framework

pytestmark = pytest.mark.django_db

EDITION = "5489feb621d53465454598c58d80967afdef6d85f8f069456e6f6673a0f6cf0b"
"""Of the content as it was before it was translated: sealed copies name it."""


@pytest.fixture
def fresh_tree() -> Iterator[None]:
    """What a test changed is not what the next one reads."""
    forget_tree()
    yield
    forget_tree()


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_every_text_has_its_translation_and_there_is_no_other(language: str) -> None:
    assert set(Translation.objects.filter(language=language).values_list("code", flat=True)) == wording_codes()


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_the_tree_of_a_language_is_the_english_one_with_other_texts(language: str) -> None:
    english, tree = framework_tree("en"), framework_tree(language)
    assert tree.edition == english.edition == edition()
    assert tree.wording != english.wording
    assert {entry.language for entry in (*tree.levels, *tree.kinds, *tree.answers_without_level)} == {language}
    assert {entry.language for entry in (*tree.table.values(), *tree.section.values())} == {language}
    assert {entry.language for entry in (*tree.objective.values(), *tree.item.values())} == {language}
    assert {level.language for kind in tree.kinds for level in kind.levels} == {language}
    for name in ("table", "section", "objective", "part", "item", "indicator", "brought_about"):
        assert list(getattr(tree, name)) == list(getattr(english, name))
    assert [item.code for part in tree.part.values() for item in part.items] == list(english.item)
    assert all(measure is tree.item[measure.code] for entry in tree.indicator.values() for measure in entry.measures)
    assert tree.recommendations is english.recommendations
    assert tree.topics_at is english.topics_at


def test_the_edition_is_still_that_of_the_english_content() -> None:
    with override("ar"):
        assert edition() == EDITION


def test_the_active_language_decides_unless_one_is_named() -> None:
    with override("fr"):
        assert framework_tree() is framework_tree("fr")
        assert framework_tree("en").levels[0].name == "Not in place"
    for other in ("en", "en-gb", "de", None):
        with override(other):
            assert framework_tree() is framework_tree("en")


def test_a_text_without_translation_is_english_and_says_so(fresh_tree: None) -> None:
    Translation.objects.filter(language="es", code__in=["1.1", "1.1.E1", "level.3", "kind.policy.2"]).delete()
    english, tree = framework_tree("en"), framework_tree("es")
    assert (tree.objective["1.1"].title, tree.objective["1.1"].language) == (english.objective["1.1"].title, "en")
    assert (tree.indicator["1.1.E1"].text, tree.indicator["1.1.E1"].language) == (
        english.indicator["1.1.E1"].text,
        "en",
    )
    assert (tree.levels[3].name, tree.levels[3].language) == ("Largely in place", "en")
    policy = next(kind for kind in tree.kinds if kind.slug == "policy")
    assert [level.language for level in policy.levels] == ["es", "es", "en", "en", "es"]
    assert tree.objective["1.2"].language == "es"


def test_a_tree_costs_one_query_and_then_none() -> None:
    forget_tree()
    framework_tree("en")
    with CaptureQueriesContext(connection) as queries:
        framework_tree("ru")
        framework_tree("ru")
    assert len(queries) == 1


def test_loading_again_writes_nothing() -> None:
    before = list(Translation.objects.order_by("pk").values_list())
    with CaptureQueriesContext(connection) as queries:
        load_framework()
    assert list(Translation.objects.order_by("pk").values_list()) == before
    writes = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in writes if "framework_translation" in sql]


def test_a_changed_text_is_loaded_and_changes_what_is_shown_and_no_edition(tmp_path: Path, fresh_tree: None) -> None:
    before, wording = edition(), framework_tree("fr").wording
    path = tmp_path / "better.yaml"
    path.write_text("- {model: framework.translation, fields: {code: '1.1', language: fr, text: Mieux}}\n")
    call_command("loaddata", path, verbosity=0)
    assert framework_tree("fr").objective["1.1"].title == "Mieux"
    assert edition() == before
    assert framework_tree("fr").wording != wording


@pytest.mark.parametrize("fields", ["code: '1.1', language: de, text: Deutsch", "code: new, language: fr, text: ''"])
def test_a_language_that_is_not_ours_and_an_empty_text_are_refused(tmp_path: Path, fields: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"- {{model: framework.translation, fields: {{{fields}}}}}\n")
    with pytest.raises(DatabaseError, match=r"wrong\.yaml"), transaction.atomic():
        call_command("loaddata", path, verbosity=0)
