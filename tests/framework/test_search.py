"""Search: words, codes, citations and filters."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from framework.search import Citation, Hit, article_citation, parse, search
from framework.selectors import framework_tree
from framework.services import load_wording

pytestmark = pytest.mark.django_db


def hits(text: str, **filters: str) -> tuple[Hit, ...]:
    return search(parse(text, **filters)).hits


def codes(found: Iterable[Hit]) -> list[str]:
    return [hit.record.code for hit in found]


@pytest.mark.parametrize("text", ["money-laundering", "MONEY-LAUNDERING", "  money-laundering  "])
def test_case_and_spaces_do_not_matter(text: str) -> None:
    found = hits(text)
    assert found == () or codes(found) == codes(hits("money-laundering"))
    assert "1.10.D3" in codes(found)


def test_all_words_must_be_there() -> None:
    both = set(codes(hits("detention children")))
    assert both
    assert both == set(codes(hits("detention"))) & set(codes(hits("children")))


def test_quoted_words_stand_together() -> None:
    together = set(codes(hits('"rights of smuggled migrants"')))
    assert together
    assert together < set(codes(hits("rights of smuggled migrants")))


@pytest.mark.parametrize("text", ["%", "_", "a_b", "100%", "\\", "' OR 1=1 --", "[a-z]", ".*", "(", "(("])
def test_signs_have_no_meaning_of_their_own(text: str) -> None:
    for hit in hits(text):
        assert all(word in hit.record.haystack for word in parse(text).words)


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("SOMP 16", Citation("SOMP", "16")),
        ("somp 16", Citation("SOMP", "16")),
        ("art. 16", Citation("SOMP", "16")),
        ("article 16", Citation("SOMP", "16")),
        ("SOMP art. 6(1)(a)", Citation("SOMP", "6", "(1)(a)")),
        ("6(1)(a)", Citation("SOMP", "6", "(1)(a)")),
        ("art. 6, para. 1 (a)", Citation("SOMP", "6", "(1)(a)")),
        ("UNTOC 11", Citation("UNTOC", "11")),
        ("ILO-C110 26(1)(i)", Citation("ILO-C110", "26", "(1)(i)")),
    ],
)
def test_citations_are_understood(text: str, citation: Citation) -> None:
    query = parse(text)
    assert query.citations == (citation,)
    assert query.words == ()
    assert all(any(citation.matches(each) for each in hit.record.provisions) for hit in search(query).hits)
    assert search(query).hits


def test_an_article_finds_its_paragraphs_and_a_paragraph_not_its_article() -> None:
    article, paragraph = codes(hits("SOMP 6")), codes(hits("SOMP 6(1)(a)"))
    assert set(paragraph) < set(article)
    assert paragraph == ["1.1", "1.1.D2"]
    assert not any(each.article == "16" for hit in hits("SOMP 1") for each in hit.record.provisions)


def test_an_article_is_one_of_the_chosen_instrument() -> None:
    assert codes(hits("art. 11", instrument="UNTOC")) == codes(hits("UNTOC 11"))


def test_an_article_that_is_no_number_is_found_as_it_is_written() -> None:
    assert codes(hits("SOLAS V/7(1)"))


def test_words_and_citations_go_together() -> None:
    found = hits("art. 16 violence")
    assert found
    assert set(codes(found)) <= set(codes(hits("art. 16")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1.E1", ["1.1.E1"]),
        ("1.1.e1", ["1.1.E1"]),
        ("2.6a.B", ["2.6a.B1"]),
        ("4.13.C", ["4.13a.C1", "4.13a.C2", "4.13b.C1"]),
    ],
)
def test_codes_find_what_they_name(text: str, expected: list[str]) -> None:
    assert codes(hits(text)) == expected


def test_an_objective_code_finds_all_in_it_and_nothing_else() -> None:
    assert {hit.record.objective for hit in hits("1.1")} == {"1.1"}
    assert {hit.record.part for hit in hits("2.6")} == {"", "2.6a", "2.6b"}
    assert {hit.record.part for hit in hits("2.6a")} == {"2.6a"}


def test_topics_find_the_places_they_point_to_and_are_named_themselves() -> None:
    found = search(parse("aggravating circumstances"))
    assert "aggravating-circumstances" in [topic.slug for topic in found.topics]
    by_topic = [hit for hit in found.hits if hit.record.code == "2.6a.E1"]
    assert [topic.slug for topic in by_topic[0].topics] == ["aggravating-circumstances"]


def test_an_article_of_the_protocol_is_named_itself() -> None:
    assert search(parse("art. 16")).articles == (16,)
    assert search(parse("UNTOC 16")).articles == ()
    assert search(parse("art. 99")).articles == ()


def test_filters_narrow() -> None:
    legislation = hits("", kind="legislation", table="2")
    tree = framework_tree()
    expected = [entry.code for entry in tree.table["2"].indicators if entry.kind.slug == "legislation"]
    assert codes(legislation) == expected
    assert {hit.record.column for hit in hits("", instrument="UNCLOS")} <= set("ABCDE")
    assert codes(hits("", topic="addressing-root-causes")) == ["3.10", "4.15"]
    assert set(codes(hits("", part="2.6a"))) == {"2.6a." + code.split(".")[2] for code in codes(hits("2.6a"))}


def test_the_columns_can_be_chosen() -> None:
    assert {hit.record.column for hit in search(parse("vessel"), "D").hits} == {"D"}


def test_nothing_found_is_nothing() -> None:
    assert hits("zzzzzz") == ()
    assert hits("SOMP 99") == ()


def test_a_very_long_text_is_cut() -> None:
    assert len(parse("x" * 5000).words[0]) == 200


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("16", Citation("SOMP", "16")),
        ("art. 16", Citation("SOMP", "16")),
        ("6 (1) (a)", Citation("SOMP", "6", "(1)(a)")),
        ("UNTOC 11(2)", Citation("UNTOC", "11", "(2)")),
        ("V/7(1)", Citation("SOMP", "V/7", "(1)")),
    ],
)
def test_article_filters_are_understood(text: str, citation: Citation) -> None:
    assert article_citation(text, "") == citation


@pytest.mark.parametrize("text", ["!!", "(a)", "16)"])
def test_article_filters_that_name_no_article_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        article_citation(text, "")


def test_official_wording_is_searched_too(tmp_path: Path) -> None:
    path = tmp_path / "wording.csv"
    path.write_text("code,text\n1.1.E1,Zygomorphic 100% wording\n1.1.E2,Zygomorphic 1000 wording\n")
    load_wording(path=path, language="en", source="Test")
    assert codes(hits("ZYGOMORPHIC")) == ["1.1.E1", "1.1.E2"]
    (hit,) = hits("zygomorphic 100%")
    assert (hit.record.code, hit.official) == ("1.1.E1", "Zygomorphic 100% wording")
    # A word of ours and a word of the published text together.
    assert codes(hits("zygomorphic protocol")) == ["1.1.E1", "1.1.E2"]
