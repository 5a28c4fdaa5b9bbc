"""The framework over the API: read by everybody, filtered, with ETags, at a constant number of queries."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from framework.selectors import framework_tree
from framework.services import load_wording, remove_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> APIClient:
    framework_tree()
    return APIClient()


def results(api: APIClient, address: str) -> list[dict[str, Any]]:
    response = api.get(f"/api/v1/{address}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


@pytest.mark.parametrize(
    ("name", "count", "queries"),
    [
        ("tables", 4, 2),
        ("objectives", 62, 2),
        ("parts", 76, 2),
        ("indicators", 371, 2),
        ("measures", 375, 2),
        ("requirements", 164, 2),
        ("recommendations", 88, 1),
        ("resources", 256, 1),
    ],
)
def test_everybody_may_read_all_of_it(  # type: ignore[no-untyped-def]
    api: APIClient, django_assert_num_queries, name: str, count: int, queries: int
) -> None:
    with django_assert_num_queries(queries):
        answer = api.get(f"/api/v1/{name}/?page_size=1000").json()
    assert (answer["count"], len(answer["results"])) == (count, count)
    assert set(answer) == {"count", "next", "previous", "results"}
    code = answer["results"][-1]["code"]
    with django_assert_num_queries(queries):
        assert api.get(f"/api/v1/{name}/{code}/").json() == answer["results"][-1]


def test_an_indicator_has_the_shape_of_the_design(api: APIClient) -> None:
    assert api.get("/api/v1/indicators/1.1.E1/").json() == {
        "code": "1.1.E1",
        "text": "The State is party to both the Organized Crime Convention and its Smuggling of Migrants Protocol",
        "language": "en",
        "kind": "ratification",
        "table": "1",
        "section": "1.criminalization",
        "objective": "1.1",
        "part": "1.1",
        "provisions": ["SOMP", "UNTOC"],
        "measures": ["1.1.D1"],
        "evidence": "Treaty Collection entry or instrument of ratification or accession",
        "see_also": [],
        "official_wording": [],
    }


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("tables/?article=18", ["2", "4"]),
        ("objectives/?section=2.violence", ["2.6"]),
        ("parts/?objective=2.8", ["2.8a", "2.8b", "2.8c"]),
        ("requirements/?part=4.13a", ["4.13a.C1", "4.13a.C2"]),
        ("measures/?article=6(1)(a)", ["1.1.D2"]),
        ("measures/?q=1.1.d2", ["1.1.D2"]),
        ("indicators/?objective=1.1&kind=ratification", ["1.1.E1"]),
        ("recommendations/?part=3.9a", ["R5", "R7"]),
        ("recommendations/?article=16", ["R24"]),
        ("resources/?instrument=UNCLOS", None),
        ("resources/?table=1&q=corruption fighters", ["prosecution-4"]),
    ],
)
def test_filters_narrow(api: APIClient, address: str, codes: list[str] | None) -> None:
    found = [entry["code"] for entry in results(api, address)]
    assert found == codes if codes is not None else len(found) == 1


@pytest.mark.parametrize("name", ["indicators", "measures", "requirements", "objectives", "parts", "recommendations"])
@pytest.mark.parametrize("table", ["1", "2", "3", "4"])
def test_the_table_filter_holds_for_every_answer(api: APIClient, name: str, table: str) -> None:
    found = results(api, f"{name}/?table={table}&page_size=1000")
    assert found
    for entry in found:
        places = entry.get("parts", [entry["code"]]) if name == "recommendations" else [entry["code"]]
        assert any(code.startswith(f"{table}.") for code in places)


def test_recommendations_keep_the_order_of_relevance(api: APIClient) -> None:
    assert api.get("/api/v1/recommendations/R5/").json()["parts"] == ["1.15", "3.9a", "1.16"]


def test_cross_references_are_given_as_the_document_writes_them(api: APIClient) -> None:
    assert api.get("/api/v1/measures/1.7.D3/").json()["see_also"] == ["4.13.C"]
    assert api.get("/api/v1/objectives/4.16/").json()["see_also"] == ["3.5b.D", "3.8.E", "3.10a.E"]


def test_a_measure_names_the_indicators_it_brings_about(api: APIClient) -> None:
    assert "2.13a.E1" in api.get("/api/v1/measures/2.1.D1/").json()["indicators"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("table=9", "table"),
        ("kind=law", "kind"),
        ("instrument=NONE", "instrument"),
        ("part=2.6", "part"),
        ("article=!!", "article"),
        ("q=" + "x" * 201, "q"),
        ("page_size=0", "page_size"),
        ("page_size=1001", "page_size"),
    ],
)
def test_a_filter_that_means_nothing_is_named(api: APIClient, query: str, field: str) -> None:
    response = api.get(f"/api/v1/indicators/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("address", ["indicators/1.1.D1/", "tables/5/", "resources/none/", "indicators/?page=99"])
def test_what_does_not_exist_is_not_found(api: APIClient, address: str) -> None:
    response = api.get(f"/api/v1/{address}")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")


def test_nothing_can_be_written(api: APIClient) -> None:
    assert api.post("/api/v1/indicators/", {}).status_code in (401, 405)
    assert api.delete("/api/v1/indicators/1.1.E1/").status_code in (401, 405)


@pytest.mark.parametrize("address", ["indicators/", "indicators/1.1.E1/"])
def test_an_unchanged_answer_is_304_until_wording_changes(api: APIClient, address: str, tmp_path: Path) -> None:
    path = tmp_path / "wording.csv"
    path.write_text("code,text\n1.1.E1,As published\n")
    etag = api.get(f"/api/v1/{address}")["ETag"]

    def status(tag: str) -> int:
        return api.get(f"/api/v1/{address}", headers={"If-None-Match": tag}).status_code

    assert status(etag) == 304
    assert status('"another"') == 200
    load_wording(path=path, language="en", source="Test")
    assert status(etag) == 200
    changed = api.get(f"/api/v1/{address}")["ETag"]
    assert status(changed) == 304
    remove_wording(language="en", source="Test")
    assert status(changed) == 200
    assert status(etag) == 304
