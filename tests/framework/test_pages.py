"""Pages of the framework: open to everybody, few queries, search with and without htmx."""

import pytest
from django.test import Client

from framework.selectors import framework_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def built_tree() -> None:
    """Queries are counted with the tree built, as in a process that has answered before."""
    framework_tree()


# Address, most queries (official wording costs one), and a text that must be there.
PAGES = [
    ("/framework/", 0, "Prosecution and investigation"),
    ("/framework/tables/1/", 1, "Criminalization of migrant smuggling and related conduct"),
    ("/framework/tables/2/violence/", 1, "2.6b.E1"),
    ("/framework/objectives/2.6/", 1, "Minimum standards and requirements"),
    ("/framework/objectives/4.14/", 1, "3.9a.E"),
    ("/framework/indicators/1.1.E1/", 1, "Party to all of them, and they have effect in domestic law"),
    ("/framework/indicators/2.6a.E1/", 1, "1.15.C4"),
    ("/framework/articles/", 0, "Signature, ratification, acceptance, approval and accession"),
    ("/framework/articles/16/", 0, "2.6a.C"),
    ("/framework/articles/25/", 0, "Annex I names no part of the tables"),
    ("/framework/topics/", 0, "Aggravating circumstances"),
    ("/framework/topics/aggravating-circumstances/", 0, "1.16.A"),
    ("/framework/principles/", 0, "Human rights-based approach"),
    ("/framework/challenges/", 0, "Insufficient prevention and awareness"),
    ("/framework/instruments/", 0, "UNCLOS"),
    ("/framework/resources/", 0, "Corruption Fighters"),
    ("/framework/recommendations/", 0, "R92"),
    ("/framework/guidance/", 0, "G99"),
    ("/framework/search/", 0, "Type a word"),
    ("/framework/search/?q=vessel", 1, "<mark>vessel</mark>"),
    ("/framework/search/?article=16", 0, "2.1.B1"),
    ("/framework/search/?kind=legislation&table=1&instrument=UNTOC", 0, "1.1"),
]


@pytest.mark.parametrize(("address", "queries", "text"), PAGES, ids=[page[0] for page in PAGES])
def test_anybody_may_read_it_at_the_cost_of_its_wording(  # type: ignore[no-untyped-def]
    client: Client, django_assert_num_queries, address: str, queries: int, text: str
) -> None:
    with django_assert_num_queries(queries):
        response = client.get(address)
    assert response.status_code == 200
    assert text in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/framework/tables/5/",
        "/framework/tables/1/violence/",
        "/framework/objectives/1.99/",
        "/framework/objectives/2.6a/",
        "/framework/indicators/1.1.D1/",
        "/framework/indicators/x/",
        "/framework/articles/26/",
        "/framework/topics/none/",
    ],
)
def test_what_the_framework_does_not_have_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_every_objective_and_indicator_has_its_page(client: Client) -> None:
    tree = framework_tree()
    for code in tree.objective:
        assert client.get(f"/framework/objectives/{code}/").status_code == 200
    for code in list(tree.indicator)[::10]:
        assert client.get(f"/framework/indicators/{code}/").status_code == 200
    for article in tree.articles:
        assert client.get(f"/framework/articles/{article.number}/").status_code == 200
    for topic in tree.topics[::7]:
        assert client.get(f"/framework/topics/{topic.slug}/").status_code == 200


def test_an_objective_shows_all_five_columns_of_all_its_parts(client: Client) -> None:
    page = client.get("/framework/objectives/2.8/").content.decode()
    objective = framework_tree().objective["2.8"]
    for part in objective.parts:
        for item in part.items:
            assert f'id="{item.code}"' in page


def test_a_citation_leads_to_the_article_and_other_instruments_to_a_search(client: Client) -> None:
    page = client.get("/framework/objectives/1.10/").content.decode()
    assert "/framework/search/?instrument=UNTOC" in page
    assert "/framework/articles/6/" in client.get("/framework/objectives/1.1/").content.decode()


def test_what_is_typed_is_escaped(client: Client) -> None:
    page = client.get("/framework/search/", {"q": '<script>alert(1)</script> "quoted <b>"'}).content.decode()
    assert "<script>alert" not in page
    assert "quoted <b>" not in page


def test_htmx_gets_the_results_alone(client: Client) -> None:
    response = client.get("/framework/search/?q=vessel", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert "<mark>vessel</mark>" in page
    assert "HX-Request" in response["Vary"]


def test_going_back_gets_the_whole_page(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/framework/search/?q=vessel", headers=headers).content.decode()


def test_no_result_says_what_to_do(client: Client) -> None:
    page = client.get("/framework/search/?q=zzzzzz").content.decode()
    assert "<strong>0</strong> statements" in page
    assert "Use fewer words" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("article=!!", "An article is a number"),
        ("kind=nonsense", "nonsense is not one of the available choices"),
        ("q=" + "x" * 201, "at most 200 characters"),
    ],
)
def test_a_filter_that_means_nothing_is_named(client: Client, query: str, message: str) -> None:
    response = client.get(f"/framework/search/?{query}")
    assert response.status_code == 200
    assert message in response.content.decode()


def test_results_come_in_pages_that_keep_the_search(client: Client) -> None:
    first = client.get("/framework/search/?q=migrants&table=2").content.decode()
    assert "q=migrants&amp;table=2&amp;page=2" in first
    second = client.get("/framework/search/?q=migrants&table=2&page=2").content.decode()
    assert "Page 2 of" in second
    assert client.get("/framework/search/?q=migrants&page=999").status_code == 200


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/framework/search/", {"q": "x"}).status_code == 405
