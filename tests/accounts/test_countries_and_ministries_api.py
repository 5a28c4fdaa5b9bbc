"""GET countries/ and ministries/: who sees what, in which language, page by page."""

import pytest

from tests.factories import CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_countries_are_for_the_signed_in(client):
    assert client.get("/api/v1/countries/").status_code == 401


def test_country_by_its_code(client):
    client.force_login(UserFactory())
    assert client.get("/api/v1/countries/AUT/").json() == {
        "code": "AUT",
        "alpha2": "AT",
        "m49": "040",
        "name": "Austria",
        "region": "Europe",
        "subregion": "Western Europe",
        "regional_group": "western_european_others",
        "landlocked": True,
        "observer_state": False,
        "fictional": False,
    }
    assert client.get("/api/v1/countries/XYZ/").status_code == 404


def test_filters(client):
    CountryFactory(code="QMA", name="Far Sea")
    client.force_login(UserFactory())
    for query, codes in {
        "landlocked=true&subregion=Western Europe": ["AUT", "LIE", "LUX", "CHE"],
        "fictional=true": ["QMA"],
        "region=Nowhere": [],
    }.items():
        assert [one["code"] for one in client.get(f"/api/v1/countries/?{query}").json()["results"]] == codes


def test_pages(client):
    for number in range(5):
        CountryFactory(name=f"Country {number}")
    client.force_login(UserFactory())
    page = client.get("/api/v1/countries/?fictional=true&page_size=2&page=2").json()
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == 5
    assert [one["name"] for one in page["results"]] == ["Country 2", "Country 3"]
    assert page["next"].endswith("?fictional=true&page=3&page_size=2")


@pytest.mark.parametrize("size", ["0", "-1", "1001", "x", "1e3", "٣", ""])
def test_page_size_that_is_none(client, size):
    client.force_login(UserFactory())
    answer = client.get("/api/v1/countries/", {"page_size": size})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["page_size"]


def test_page_that_does_not_exist(client):
    client.force_login(UserFactory())
    answer = client.get("/api/v1/countries/?page=3")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("contributor", "own"),
        ("focal_point", "own"),
        ("observer", "own"),
        ("reviewer", "all"),
        ("secretariat", "all"),
        (None, "none"),
    ],
)
def test_ministries_that_each_role_sees(client, role, sees):
    own, other = MinistryFactory(name="Own"), MinistryFactory(name="Other")
    if role is None:
        user = UserFactory()
    elif role == "contributor":
        user = MembershipFactory(contributor=True, ministry=own).user
    elif role in ("reviewer", "secretariat"):
        user = MembershipFactory(**{role: True}).user
    else:
        user = MembershipFactory(role=role, country=own.country).user
    client.force_login(user)
    expected = {"own": {"Own"}, "all": {"Own", "Other"}, "none": set()}[sees]
    assert {one["name"] for one in client.get("/api/v1/ministries/").json()["results"]} == expected
    status = 200 if sees == "all" else 404
    assert client.get(f"/api/v1/ministries/{other.pk}/").status_code == status


def test_ministries_by_country(client):
    ministry = MinistryFactory()
    MinistryFactory()
    client.force_login(MembershipFactory(reviewer=True).user)
    results = client.get("/api/v1/ministries/", {"country": ministry.country.code}).json()["results"]
    assert results == [
        {
            "id": str(ministry.pk),
            "country": ministry.country.code,
            "slug": ministry.slug,
            "name": ministry.name,
            "active": True,
        }
    ]


def test_ministry_that_is_no_id(client):
    client.force_login(UserFactory())
    assert client.get("/api/v1/ministries/x/").status_code == 404


def test_queries_do_not_grow_with_ministries(client, django_assert_max_num_queries):
    country = CountryFactory()
    MinistryFactory.create_batch(20, country=country)
    client.force_login(MembershipFactory(focal_point=True, country=country).user)
    with django_assert_max_num_queries(5):
        assert client.get("/api/v1/ministries/").json()["count"] == 20
