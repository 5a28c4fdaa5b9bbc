"""The framework read in the six languages: pages, search, API."""

import pytest
from django.test import Client
from django.utils.translation import override
from rest_framework.test import APIClient

from framework.folding import fold, folded_with_places
from framework.models import Translation
from framework.search import parse, search
from framework.selectors import forget_tree, framework_tree
from framework.templatetags.framework_text import mark

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "search/?q=1.1",
    "tables/1/",
    "tables/1/criminalization/",
    "objectives/1.1/",
    "indicators/1.1.E1/",
    "articles/",
    "articles/6/",
    "topics/",
    "topics/aggravating-circumstances/",
    "principles/",
    "challenges/",
    "instruments/",
    "resources/",
    "recommendations/",
    "guidance/",
)


def codes(text: str, language: str) -> list[str]:
    with override(language):
        return [hit.record.code for hit in search(parse(text)).hits]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("أإآٱا", "ااااا"),
        ("تهـــريب", "تهريب"),
        ("شُرِعَ", "شرع"),
        ("مدرسة", "مدرسه"),
        ("Ещё", "еще"),
        ("État  Pénal", "etat penal"),
        ("Año", "ano"),
        ("STRASSE", "straße"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_what_is_written_one_way_or_another_is_the_same(first: str, second: str) -> None:
    assert fold(first) == fold(second)
    assert folded_with_places(first)[0].split() == fold(second).split()


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "تهريب المهاجرين"), ("fr", "penal"), ("es", "trafico ilicito"), ("ru", "мигрант"), ("zh-hans", "偷运移民")],
)
def test_words_of_the_active_language_are_found(language: str, text: str) -> None:
    found = codes(text, language)
    assert found
    tree = framework_tree(language)
    words = fold(text).split()
    texts = [tree.item[code].text for code in found if code in tree.item]
    assert any(all(word in fold(text) for word in words) for text in texts)


def test_accents_do_not_matter() -> None:
    assert codes("pénal", "fr") == codes("penal", "fr") == codes("PÉNAL", "fr")
    assert codes("المُهاجرين", "ar") == codes("المهاجرين", "ar")


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr"])
def test_english_words_and_codes_are_found_in_every_language(language: str) -> None:
    assert set(codes("money-laundering", "en")) <= set(codes("money-laundering", language))
    assert codes("1.1.E1", language) == ["1.1.E1"]


def test_a_hit_by_its_english_text_says_so(client: Client) -> None:
    page = client.get("/framework/search/?q=laundering", headers={"accept-language": "ar"}).content.decode()
    assert '<p class="official" lang="en" dir="ltr">' in page
    assert "<mark>laundering</mark>" in page


@pytest.mark.parametrize(
    ("text", "language"),
    [("artículo 16", "es"), ("article 16", "fr"), ("статья 16", "ru"), ("المادة 16", "ar"), ("第16条", "zh-hans")],
)
def test_an_article_by_its_word(text: str, language: str) -> None:
    assert codes(text, language) == codes("art. 16", "en")


def test_quotes_of_the_languages_keep_words_together() -> None:
    assert codes("«trafic illicite»", "fr") == codes('"trafic illicite"', "fr")


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("L'État pénal", ["penal"], "L&#x27;État <mark>pénal</mark>"),
        ("شُرِعَ فيه", ["شرع"], "<mark>شُرِعَ</mark> فيه"),
        ("打击偷运移民行为", ["偷运移民"], "打击<mark>偷运移民</mark>行为"),
        ("a <b> ещё", ["еще"], "a &lt;b&gt; <mark>ещё</mark>"),
        ("aaa", ["aa"], "<mark>aa</mark>a"),
        ("", ["a"], ""),
    ],
)
def test_the_words_are_marked_as_they_are_written(text: str, words: list[str], marked: str) -> None:
    assert mark(text, words) == marked


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_pages_show_the_statements_in_the_language_and_mark_what_is_english(client: Client, language: str) -> None:
    page = client.get("/framework/indicators/1.1.E1/", headers={"accept-language": language}).content.decode()
    tree = framework_tree(language)
    entry = tree.indicator["1.1.E1"]
    assert f'<h1 class="statement">{entry.text}</h1>' in page
    assert entry.kind.levels[2].text in page
    assert f'<p class="measure" lang="en" dir="ltr">{entry.evidence}</p>' in page


def test_an_english_page_marks_nothing(client: Client) -> None:
    for page in PAGES:
        content = client.get(f"/framework/{page}").content.decode()
        assert content.count('lang="en"') == 2  # the page itself, and the choice of a language


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_in_arabic(client: Client, page: str) -> None:
    assert client.get(f"/framework/{page}", headers={"accept-language": "ar"}).status_code == 200


def test_a_statement_without_translation_is_marked(client: Client) -> None:
    Translation.objects.filter(language="ar", code="1.1.E1").delete()
    forget_tree()
    try:
        page = client.get("/framework/indicators/1.1.E1/", headers={"accept-language": "ar"}).content.decode()
        assert f'<h1 class="statement" lang="en" dir="ltr">{framework_tree("en").indicator["1.1.E1"].text}' in page
        answer = APIClient().get("/api/v1/indicators/1.1.E1/", headers={"accept-language": "ar"}).json()
        assert answer["language"] == "en"
    finally:
        forget_tree()


@pytest.mark.parametrize("ask", [{"headers": {"accept-language": "fr-FR"}}, {"query_params": {"language": "fr"}}])
def test_calls_answer_in_the_language_that_is_asked_for(ask: dict[str, dict[str, str]]) -> None:
    response = APIClient().get("/api/v1/objectives/1.1/", **ask)
    assert response["Content-Language"] == "fr"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    answer = response.json()
    assert (answer["title"], answer["language"]) == (framework_tree("fr").objective["1.1"].title, "fr")


def test_an_etag_is_that_of_a_language() -> None:
    api = APIClient()
    etags = {
        language: api.get("/api/v1/tables/", headers={"accept-language": language})["ETag"]
        for language in ("en", "ar", "es", "fr", "ru", "zh-hans")
    }
    assert len(set(etags.values())) == 6
    asked = {"accept-language": "fr", "if-none-match": etags["en"]}
    assert api.get("/api/v1/tables/", headers=asked).status_code == 200
    unchanged = api.get("/api/v1/tables/", headers=asked | {"if-none-match": etags["fr"]})
    assert unchanged.status_code == 304
    assert "Accept-Language" in unchanged["Vary"]


def test_a_language_that_is_not_ours_is_refused_by_name() -> None:
    response = APIClient().get("/api/v1/tables/", {"language": "de"})
    assert response.status_code == 400
    assert "language" in response.json()["errors"]
