"""The countries of the fixture: complete, coded as the United Nations codes them, named in six languages."""

from collections import Counter

import pytest
from django.core.management import call_command

from accounts.models import Country

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@pytest.fixture
def countries() -> list[Country]:
    return list(Country.objects.filter(fictional=False))


def test_all_member_states_and_both_observer_states(countries):
    assert Counter(country.observer_state for country in countries) == {False: 193, True: 2}
    assert {country.code for country in countries if country.observer_state} == {"VAT", "PSE"}
    assert len({country.name for country in countries}) == 195


def test_member_states_by_m49_region(countries):
    members = [country for country in countries if not country.observer_state]
    assert Counter(country.region for country in members) == {
        "Africa": 54,
        "Americas": 35,
        "Asia": 47,
        "Europe": 43,
        "Oceania": 14,
    }
    assert Counter(country.subregion for country in members) == {
        "Northern Africa": 6,
        "Eastern Africa": 18,
        "Middle Africa": 9,
        "Southern Africa": 5,
        "Western Africa": 16,
        "Caribbean": 13,
        "Central America": 8,
        "South America": 12,
        "Northern America": 2,
        "Central Asia": 5,
        "Eastern Asia": 5,
        "South-eastern Asia": 11,
        "Southern Asia": 9,
        "Western Asia": 17,
        "Eastern Europe": 10,
        "Northern Europe": 10,
        "Southern Europe": 14,
        "Western Europe": 9,
        "Australia and New Zealand": 2,
        "Melanesia": 4,
        "Micronesia": 5,
        "Polynesia": 3,
    }


def test_regional_groups_have_their_size(countries):
    group = Country.RegionalGroup
    assert Counter(country.regional_group for country in countries) == {
        group.AFRICAN: 54,
        group.ASIA_PACIFIC: 54,  # with Kiribati
        group.EASTERN_EUROPEAN: 23,
        group.LATIN_AMERICAN_CARIBBEAN: 33,
        group.WESTERN_EUROPEAN_OTHERS: 29,  # with Türkiye, Israel and, in elections, the United States
        group.NONE: 2,
    }


def test_codes_and_landlocked(countries):
    by_code = {country.code: country for country in countries}
    assert (by_code["AUT"].alpha2, by_code["AUT"].m49) == ("AT", "040")
    assert (by_code["NOR"].alpha2, by_code["NAM"].alpha2) == ("NO", "NA")
    assert sum(country.landlocked for country in countries) == 44
    assert by_code["UZB"].landlocked
    assert not by_code["KAZ"].observer_state
    assert all(len(country.m49 or "") == 3 for country in countries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_in_every_language(countries, language):
    names = {country.code: country.name_in(language) for country in countries}
    assert len(set(names.values())) == 195
    assert all(names.values())
    if language != "en":
        assert sum(names[country.code] == country.name for country in countries) < 100


def test_names_are_the_languages_own(countries):
    germany = Country.objects.get(code="DEU")
    assert [germany.name_in(language) for language in LANGUAGES] == [
        "ألمانيا",
        "德国",
        "Germany",
        "Allemagne",
        "Германия",
        "Alemania",
    ]


def test_loading_again_changes_nothing(countries):
    before = list(Country.objects.order_by("pk").values())
    call_command("loaddata", "countries", verbosity=0)
    assert list(Country.objects.order_by("pk").values()) == before
    assert not Country.history.exists()
