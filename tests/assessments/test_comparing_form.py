"""The form of a comparison: an address means one selection, a selection has one address, errors name field and rule."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.conf import settings as portal
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Country
from assessments import selectors
from assessments.charts.svg import ON_SHADES, SHADES
from assessments.comparison import LEVELS, Selection
from assessments.selecting import SelectionForm
from assessments.selectors.narrowing import principles_with_indicators
from framework.selectors import framework_tree
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_cycle()


class Fields(HTMLParser):
    """What a browser would send of the form with method GET, in the order of its fields."""

    def __init__(self, html):
        super().__init__()
        self.sent = []
        self._inside = False
        self._select = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("class") == "compare-form"
        if not self._inside:
            return
        if tag == "select":
            self._select, self._first = given["name"], None
        if tag == "option":
            if self._first is None:
                self._first = given["value"]
            if "selected" in given:
                self._first = given["value"]
        if tag == "input" and "name" in given:
            boxed = given["type"] == "checkbox"
            if not boxed or "checked" in given:
                self.sent.append((given["name"], given.get("value", "on")))

    def handle_endtag(self, tag):
        if tag == "select" and self._inside:
            self.sent.append((self._select, self._first))
        if tag == "form":
            self._inside = False


def sent_by(response):
    return Fields(response.content.decode()).sent


# Addresses


def some(values):
    """Some of the values, each once, in their order."""
    return st.sets(st.sampled_from(values), max_size=3).map(
        lambda chosen: tuple(value for value in values if value in chosen)
    )


def selections():
    tree = framework_tree()
    countries = [country.code for country in sorted(Country.objects.all(), key=lambda one: one.display_name)]
    regions = sorted({country.region for country in Country.objects.all()})
    nodes = [code for level, code in selectors.tree().nodes if level != "overall"]
    order = ["country", "region", "coverage", "overall", *nodes[:20]]
    return st.builds(
        Selection,
        cycle=st.sampled_from([(), ("2026",), ("2024",), ("2026", "2024")]),
        country=some(countries[:40]),
        region=some(regions),
        group=some([value for value, _label in Country.RegionalGroup.choices]),
        like=st.sampled_from(["", *countries[:5]]),
        level=st.sampled_from(["", *LEVELS]),
        under=st.sampled_from(["", *nodes]),
        kind=some([kind.slug for kind in tree.kinds]),
        instrument=some([one.key for one in tree.instruments]),
        article=some([str(one.number) for one in tree.articles]),
        topic=some([one.slug for one in tree.topics]),
        principle=some([one.slug for one in principles_with_indicators()]),
        sort=st.sampled_from(["", *order, *(f"-{key}" for key in order)]),
        ranks=st.booleans(),
        node=st.sampled_from(["", *nodes, *list(selectors.tree().places)[:9]]),
        mark=st.sampled_from(["", *countries[:5]]),
        by=st.sampled_from(["", "region", "subregion", "group"]),
        same=st.booleans(),
    )


def test_a_selection_is_what_its_own_address_asks_for(cycle, reviewer):
    make_cycle("2024", status="closed", year=2024)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(selection=selections())
    def round_trip(selection):
        form = SelectionForm(QueryDict(selection.query), reviewer)
        assert form.is_valid(), form.errors
        assert form.selection == selection
        assert form.selection.query == selection.query

    round_trip()


def test_the_form_sends_what_it_was_filled_with(cycle, client, reviewer):
    """What a view does not show is kept as hidden fields."""
    client.force_login(reviewer.user)
    selection = Selection(
        cycle=("2026",),
        country=("AFG",),
        region=("Africa",),
        group=("african",),
        like="GHA",
        level="objective",
        under="1",
        kind=("legislation", "policy"),
        article=("6",),
        sort="-coverage",
        ranks=True,
        node="2.6",
        mark="AFG",
        by="group",
        same=True,
    )
    response = client.get(f"{reverse('assessments:compare')}?{selection.query}")
    sent = QueryDict(mutable=True)
    for name, value in sent_by(response):
        sent.appendlist(name, value)
    again = client.get(f"{reverse('assessments:compare')}?{sent.urlencode()}", follow=True)
    assert again.context["selection"] == selection


@pytest.mark.parametrize(
    ("asked", "clean"),
    [
        ("cycle=&country=&level=&under=&sort=", ""),
        ("region=Africa&level=&cycle=2026", "cycle=2026&region=Africa"),
        ("cycle=2026&cycle=2026", "cycle=2026"),
        ("ranks=on", "ranks=1"),
        ("like=", ""),
    ],
)
def test_an_untidy_address_leads_to_the_clean_one(cycle, client, asked, clean):
    here = reverse("assessments:compare")
    response = client.get(f"{here}?{asked}")
    assert response.status_code == 302
    assert response["Location"] == (f"{here}?{clean}" if clean else here)
    assert client.get(response["Location"]).status_code == 200


def test_the_order_of_parameters_does_not_matter(cycle, client):
    assert client.get(f"{reverse('assessments:compare')}?level=table&cycle=2026").status_code == 200


# Errors


@pytest.mark.parametrize(
    ("asked", "field", "rule"),
    [
        ("cycle=1999", "Cycles", "1999 is not one of the available choices"),
        ("country=ZZZ", "Countries", "ZZZ is not one of the available choices"),
        ("region=Atlantis", "Regions", "Atlantis is not one of the available choices"),
        ("level=shelf", "Show", "shelf is not one of the available choices"),
        ("under=9.9", "Of", "The framework has no “9.9”"),
        ("under=1.1.E1", "Of", "The framework has no “1.1.E1”"),
        ("article=99", "Protocol articles", "99 is not one of the available choices"),
        ("sort=%3Cscript%3E", "Sort by", "Sort by the code of a column"),
        ("sort=9.9", "Sort by", "Sort by the code of a column"),
        ("ranks=perhaps", "Show ranks", "Must be true or false."),
    ],
)
def test_what_there_is_not_is_refused_by_field_and_rule_with_the_form_as_it_was(cycle, client, asked, field, rule):
    response = client.get(f"{reverse('assessments:compare')}?{asked}&kind=legislation")
    assert response.status_code == 400
    page = response.content.decode()
    assert f"<b>{field}: </b>" in page
    assert rule in page
    assert "<script>" not in page
    assert ("kind", "legislation") in sent_by(response)


# Words


def test_countries_are_offered_in_alphabetical_order_whatever_marks_their_letters_bear(cycle, client):
    names = [
        name for _code, name in client.get(reverse("assessments:compare")).context["form"].fields["country"].choices
    ]
    assert names.index("Tunisia") < names.index("Türkiye") < names.index("Tuvalu")


def test_what_is_chosen_is_said_and_each_choice_can_be_taken_away(cycle, client, reviewer):
    client.force_login(reviewer.user)
    selection = Selection(cycle=("2026",), region=("Africa", "Europe"), kind=("legislation",), under="1.1")
    response = client.get(f"{reverse('assessments:compare')}?{selection.query}")
    choices = {choice.words: choice for choice in response.context["choices"]}
    assert choices.keys() == {
        "Cycle 2026",
        "Africa",
        "Europe",
        "Legislation",
        f"1.1 {framework_tree().objective['1.1'].title}",
    }
    without = client.get(choices["Africa"].without).context["selection"]
    assert without == selection.but(region=("Europe",))
    assert client.get(reverse("assessments:compare")).context["choices"] == []


def test_a_country_is_offered_the_countries_like_it_in_one_click(client, team):
    Country.objects.filter(pk=team.country.pk).update(region="Africa", landlocked=True)
    alike = make_country("XPA", landlocked=True)
    make_country("XPB", landlocked=False)
    for country in (alike, Country.objects.get(code="XPB")):
        make_submission(country, team.cycle, everywhere("2"), sharing="states_parties")
    client.force_login(team.focal.user)
    response = client.get(reverse("assessments:compare"))
    offer = response.context["like_own"]
    assert offer["traits"] == "landlocked, Africa"
    response = client.get(offer["address"])
    assert response.context["selection"] == Selection(like=team.country.code)
    assert {country.code for country in response.context["compared"].countries} == {"XPA", team.country.code}
    assert response.context["like_own"] is None


def test_the_guiding_questions_stand_beside_their_principles(cycle, client):
    page = client.get(reverse("assessments:compare")).content.decode()
    for principle in principles_with_indicators():
        for question in principle.questions:
            assert question.replace("'", "&#x27;") in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "There is no submission here that you may see."),
        ("kind=ratification&article=1", "No indicator meets all that is chosen."),
    ],
)
def test_an_empty_view_says_what_to_do(cycle, client, asked, words):
    assert words in client.get(f"{reverse('assessments:compare')}?{asked}").content.decode()


# Colours


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_numbers_on_shades_reach_a_contrast_of_4_5_and_shades_get_darker():
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in zip(SHADES, ON_SHADES, strict=True))
    assert sorted(SHADES, key=luminance, reverse=True) == list(SHADES)
    steps = [contrast(one, other) for one, other in pairwise(SHADES)]
    assert min(steps) > 1.15


def test_the_shades_of_pages_have_that_contrast_too():
    style = (portal.BASE_DIR / "static/css/portal.css").read_text()
    shades = dict(re.findall(r"--level-([0-4]): (#[0-9a-f]{6})", style))
    ink = re.search(r"--ink: (#[0-9a-f]{6})", style)[1]
    assert len(shades) == 5
    for level, shade in shades.items():
        white = re.search(rf"\.l{level} {{[^}}]*color: #fff", style)
        assert contrast(shade, "#ffffff" if white else ink) >= 4.5, level
