"""Names that come from CLDR, in the language of the reader: languages of evidence, regions; words of answers in all."""

import pytest
from django.utils.translation import override

from accounts.regions import M49, region_name
from assessments.services.evidence_records import languages
from assessments.workbook.wording import answer_in, offered


def test_languages_of_evidence_are_named_in_the_readers_language() -> None:
    with override("fr"):
        french = languages()
    english = languages()
    assert (french["de"], english["de"]) == ("allemand", "German")
    assert set(french) == set(english)


def test_regions_are_named_in_the_readers_language() -> None:
    with override("es"):
        assert region_name("Western Africa") == "África occidental"
        assert [name for name in M49 if region_name(name) == ""] == []
    assert region_name("Western Africa") == "Western Africa"
    with override("es"):
        assert region_name("Fictional") == "Fictional"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans", "en"])
def test_answers_are_understood_in_whatever_language_the_sheet_is(language: str) -> None:
    with override(language):
        words = offered()
    assert [answer_in(word) for word in words[:5]] == [("level", level) for level in range(5)]
    assert [answer_in(word.partition(" ")[2]) for word in words[:5]] == [("level", level) for level in range(5)]
