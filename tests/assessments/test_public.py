"""The public page: countries that share with everybody, the same for whoever looks, and nothing about the others."""

import csv
import io
import re

import pytest
from django.test import Client

from accounts.models import Membership, User
from assessments import sealing
from assessments.models import Assessment, Cycle
from assessments.scoring import one_decimal, whole_percent
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import answered, everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db

SECRET = "Words that nobody may read here."


@pytest.fixture
def world():
    """One country that shares 2024 and not 2026, one that shares 2026, one with States parties, one with nobody."""
    old, new = make_cycle("2024", "closed", 2024), make_cycle()
    shares = make_country("XPA")
    make_submission(shares, old, everywhere("1"), sharing="public")
    make_submission(shares, new, everywhere("4"), justification=SECRET)
    public = make_submission(make_country("XPB", region="Asia"), new, answered(**{"1.1.E1": "3"}), sharing="public")
    make_submission(make_country("XPC"), new, everywhere("4"), sharing="states_parties", justification=SECRET)
    make_submission(make_country("XPD", region="Oceania"), new, everywhere("4"), justification=SECRET)
    return public


def visitors():
    """Somebody who has not signed in, and one for each role."""
    yield Client()
    for role in ("reviewer", "secretariat", "focal_point"):
        of = {"country": make_country("XPZ")} if role == "focal_point" else {}
        user = User.objects.create_user(f"{role}@u.example")
        Membership.objects.create(user=user, role=role, **of)
        client = Client()
        client.force_login(user)
        yield client


def main_of(response):
    """The page without what differs by who is signed in: its head and navigation."""
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()


def test_everybody_sees_the_same_page(world):
    everybody = list(visitors())
    for address in ("/public/", "/public/?under=2", "/public/XPB/"):
        assert len({main_of(client.get(address)) for client in everybody}) == 1, address


def test_only_what_is_public_counts(world):
    page = Client().get("/public/")
    found = {one.line.country.code: one for one in page.context["countries"]}
    assert list(found) == ["XPA", "XPB"]
    assert [found["XPA"].line.cycle.slug, found["XPB"].line.cycle.slug] == ["2024", "2026"]
    assert whole_percent(found["XPA"].overall.score) == 25
    assert page.context["distribution"].all.summary.count == 1
    assert [point.all.summary.count for point in page.context["trend"].all.points] == [1, 1]
    text = page.content.decode()
    for other in ("XPC", "XPD", "Oceania", SECRET):
        assert other not in text


def test_figures_are_those_of_the_sealed_copy(world):
    profile = sealing.sealed_profile(world.sealed["national_scores"])
    for under, level in (("", "table"), ("1", "objective")):
        page = Client().get(f"/public/?under={under}")
        cells = page.context["countries"][1].cells
        nodes = [node for node in profile.of_level(level) if not under or node.code.startswith(f"{under}.")]
        if under:
            nodes = [profile.table(under), *nodes]
        for name in ("score", "coverage", "lower", "upper"):
            assert [getattr(cell.result, name) for cell in cells] == [getattr(node, name) for node in nodes], name
    country = Client().get("/public/XPB/").context
    assert country["overall"] == profile.overall
    assert [table.node for table in country["tables"]] == list(profile.of_level("table"))


def test_the_file_holds_what_the_page_does(world):
    rows = list(
        csv.DictReader(io.StringIO(b"".join(Client().get("/public/?format=csv").streaming_content).decode("utf-8-sig")))
    )
    assert {row["country"] for row in rows} == {"XPA", "XPB"}
    overall = {(row["country"], row["cycle"]): row for row in rows if row["level"] == "overall"}
    assert {place: row["state"] for place, row in overall.items()} == {
        ("XPA", "2024"): "score",
        ("XPA", "2026"): "not_submitted",
        ("XPB", "2024"): "not_submitted",
        ("XPB", "2026"): "score",
    }
    profile = sealing.sealed_profile(world.sealed["national_scores"])
    assert overall["XPB", "2026"]["lower"] == str(one_decimal(profile.overall.lower))
    assert Client().get("/public/?format=svg").status_code == 404


def test_a_country_has_a_page_while_it_shares(world):
    assert Client().get("/public/XPA/").status_code == 200
    for code in ("XPC", "XPD", "XXX", "xpa"):
        assert Client().get(f"/public/{code}/").status_code == 404
    text = Client().get("/public/XPA/").content.decode()
    assert SECRET not in text
    assert "Cycle 2026" not in text
    Assessment.objects.filter(country__code="XPA").update(sharing="nobody")
    assert Client().get("/public/XPA/").status_code == 404
    assert "XPA" not in Client().get("/public/").content.decode()


def test_what_the_page_links_to_is_open_to_visitors(world):
    text = main_of(Client().get("/public/XPB/"))
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)]
    assert {world.get_absolute_url(), f"/api/v1/submissions/{world.pk}/content/"} <= set(links)
    for link in links:
        response = Client().get(link)
        assert response.status_code == 200, link
        if response.streaming:
            b"".join(response.streaming_content)


def test_nobody_shares_by_default():
    make_submission(make_country("XPE"), make_cycle(), everywhere("2"))
    assert Assessment._meta.get_field("sharing").default == "nobody"
    page = Client().get("/public/")
    assert page.status_code == 200
    assert "No country shares" in page.content.decode()
    assert "XPE" not in page.content.decode()
    assert Client().get("/public/?format=csv").status_code == 404
    assert Client().get("/public/?under=9").status_code == 404


@pytest.mark.usefixtures("unguarded")
def test_made_up_data_is_said_to_be_and_kept_from_search_engines(world):
    assert 'content="noindex"' in Client().get("/public/").content.decode()  # fictional countries
    assert "Synthetic data" not in Client().get("/public/").content.decode()
    Cycle.objects.update(synthetic=True)
    assert "Synthetic data" in Client().get("/public/").content.decode()
    assert "Synthetic data" in Client().get("/public/XPB/").content.decode()
    assert "SYNTHETIC-" in Client().get("/public/?format=csv")["Content-Disposition"]


def test_real_data_is_listed_but_not_archived(world, settings):
    settings.DEMO_MODE = False
    assert 'name="robots" content="noarchive"' in Client().get("/public/").content.decode()


def test_queries_do_not_grow_with_countries(world, django_assert_num_queries):
    Client().get("/public/")
    with django_assert_num_queries(11):
        Client().get("/public/")
    for code in ("XPF", "XPG", "XPH"):
        make_submission(make_country(code), world.assessment.cycle, everywhere("2"), sharing="public")
    with django_assert_num_queries(11):
        Client().get("/public/")
