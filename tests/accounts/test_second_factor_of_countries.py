"""A focal point asks everybody who acts for the country for a second factor: what opens then, for whom, and for whom
nothing changes.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from knox.models import AuthToken

from accounts import selectors, services
from accounts.models import Notice, SecondFactorRule, User
from accounts.second_factor import SESSION_KEY
from tests.accounts.factors import code_now, set_up
from tests.accounts.test_mandatory_second_factor import SET_UP, ask
from tests.factories import CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/people/second-factor/"
ROLES = ("contributor", "observer")


@pytest.fixture(params=["required", "optional"])
def portal(request, settings):
    """Whatever the portal asks of those who see or change what is a country's."""
    settings.SECOND_FACTOR = request.param
    return request.param


@pytest.fixture
def country():
    return CountryFactory()


@pytest.fixture
def focal(country):
    membership = MembershipFactory(focal_point=True, country=country)
    set_up(membership.user)
    return membership


def official(country, role="contributor"):
    if role == "contributor":
        return MembershipFactory(contributor=True, ministry=MinistryFactory(country=country))
    return MembershipFactory(country=country)


def asked(focal, country, value=True):
    services.ask_second_factor(actor=focal, country=country, asked=value)


@pytest.mark.parametrize("role", ROLES)
def test_pages_lead_to_setting_it_up(client, portal, country, focal, role):
    person = official(country, role).user
    client.force_login(person)
    assert client.get("/").status_code == 200
    asked(focal, country)
    for path in ("/", "/framework/", "/accounts/", "/reports/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, SET_UP)
    assert client.get(SET_UP).status_code == 200
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP
    assert client.get("/api/v1/assessments/").status_code == 403
    set_up(person)
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/assessments/").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_tokens_wait(client, portal, country, focal, role):
    person = official(country, role).user
    _row, text = AuthToken.objects.create(user=person)
    token = {"HTTP_AUTHORIZATION": f"Token {text}"}
    assert client.get("/api/v1/countries/", **token).status_code == 200
    asked(focal, country)
    refused = client.get("/api/v1/countries/", **token)
    assert refused.status_code == 403
    assert "second factor" in refused.json()["detail"]
    assert ask(client, person).status_code == 403
    set_up(person)
    assert client.get("/api/v1/countries/", **token).status_code == 200
    assert ask(client, person, HTTP_X_OTP=code_now()).status_code == 201


def test_off_asks_nobody_any_more(client, portal, country, focal):
    person = official(country).user
    client.force_login(person)
    asked(focal, country)
    assert client.get("/").url == SET_UP
    asked(focal, country, False)
    assert client.get("/").status_code == 200
    assert ask(client, person).status_code == 201


def test_other_countries_and_ended_roles_are_not_asked(client, portal, country, focal):
    asked(focal, country)
    ended = official(country)
    ended.active = False
    ended.save()
    for person in (official(CountryFactory()).user, ended.user, UserFactory()):
        client.force_login(person)
        assert client.get("/").status_code == 200
        assert ask(client, person).status_code == 201


def test_one_of_two_capacities_is_enough(client, portal, country, focal):
    """Whoever acts for two countries is asked in both: an account is opened by the weakest way in."""
    elsewhere = official(CountryFactory())
    here = MembershipFactory(user=elsewhere.user, country=country)
    asked(focal, country)
    client.force_login(elsewhere.user)
    client.post(reverse("accounts:choose_membership"), {"membership": str(elsewhere.pk)})
    assert client.get("/").url == SET_UP
    here.active = False
    here.save()
    assert client.get("/").status_code == 200


def test_the_last_one_stays_as_long_as_it_is_asked_for(portal, country, focal):
    person = official(country).user
    factor = set_up(person)
    assert not selectors.loses_last_factor(user=person, authenticator=factor)
    asked(focal, country)
    assert selectors.loses_last_factor(user=User.objects.get(pk=person.pk), authenticator=factor)


def test_after_a_reset_it_is_set_up_anew(client, portal, country, focal):
    asked(focal, country)
    one = official(country)
    set_up(one.user)
    client.force_login(one.user)
    assert client.get("/").status_code == 200
    services.reset_second_factor(actor=focal, user=one.user, reason="Lost")
    assert "/login/" in client.get("/accounts/").url
    client.force_login(one.user)
    assert client.get("/").url == SET_UP


def test_it_costs_no_query_of_its_own(client, portal, country, focal, django_assert_num_queries):
    asked(focal, country)
    person = official(country).user
    set_up(person)
    client.force_login(person)
    client.get("/api/v1/docs/")
    with django_assert_num_queries(2):  # the session, and the person with the memberships and what countries ask
        client.get("/api/v1/docs/")


def test_who_has_none_is_told_what_to_do(country, focal, mailoutbox):
    without, having = official(country), official(country, "observer")
    set_up(having.user)
    official(CountryFactory())
    asked(focal, country)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.context["event"]) == (without.user, "membership", "factor_asked")
    asked(focal, country)
    asked(focal, country, False)
    assert Notice.objects.count() == 1
    services.mailing.send_due()
    (mail,) = mailoutbox
    assert "second factor" in mail.subject
    assert str(focal.user) in mail.body
    assert SET_UP in mail.body


def test_history_says_who_changed_it_when(country, focal):
    other = MembershipFactory(focal_point=True, country=country)
    asked(focal, country, False)
    assert not SecondFactorRule.objects.exists()
    asked(focal, country)
    asked(focal, country)
    asked(other, country, False)
    entries = SecondFactorRule.history.filter(country=country)
    assert [(entry.asked, entry.history_user) for entry in entries] == [(False, other.user), (True, focal.user)]
    assert selectors.second_factor_of(country=country).history_user == other.user


@pytest.mark.parametrize("actor", ["contributor", "observer", "secretariat", "reviewer", "foreign"])
def test_only_the_focal_point_of_the_country_says_it(country, actor):
    one = {
        "contributor": lambda: official(country),
        "observer": lambda: official(country, "observer"),
        "secretariat": lambda: MembershipFactory(secretariat=True),
        "reviewer": lambda: MembershipFactory(reviewer=True),
        "foreign": lambda: MembershipFactory(focal_point=True),
    }[actor]()
    with pytest.raises(PermissionDenied):
        asked(one, country)
    assert not SecondFactorRule.objects.exists()


def test_the_page_of_people_says_and_changes_it(client, country, focal):
    official(country)
    client.force_login(focal.user)
    page = client.get("/accounts/people/").content.decode()
    assert "1 person has none." in page
    assert "Ask everybody for a second factor" in page
    answer = client.post(ADDRESS, {"asked": "everybody"}, follow=True)
    page = answer.content.decode()
    assert "Everybody who acts for the country needs a second factor." in page
    assert re.search(f"asked for by .{{0,9}}{focal.user}", page)
    assert country.second_factor_rule.asked
    client.post(ADDRESS, {"asked": "roles"})
    assert not SecondFactorRule.objects.get().asked
    assert "Say whether" in client.post(ADDRESS, {"asked": "?"}, follow=True).content.decode()


def test_whoever_asks_has_one_himself(client, portal, country):
    """He would be the first to stand outside, and could not take it back before he had one."""
    alone = MembershipFactory(focal_point=True, country=country)
    with pytest.raises(ValidationError, match="yourself first"):
        asked(alone, country)
    assert not SecondFactorRule.objects.exists()
    set_up(alone.user)
    asked(alone, country)
    assert SecondFactorRule.objects.get().asked


def test_the_page_leads_him_to_his_own_first(client, country, settings):
    settings.SECOND_FACTOR = "optional"
    alone = MembershipFactory(focal_point=True, country=country)
    client.force_login(alone.user)
    page = client.get("/accounts/people/").content.decode()
    assert "Set up my second factor" in page
    assert "Ask everybody for a second factor" not in page
    page = client.post(ADDRESS, {"asked": "everybody"}, follow=True).content.decode()
    assert "Set up a second factor for yourself first" in page
    assert not SecondFactorRule.objects.exists()


def test_the_one_of_his_government_counts(client, country, settings):
    """It was asked for when he signed in through his ministry; he keeps none here."""
    settings.SECOND_FACTOR = "optional"
    client.force_login(MembershipFactory(focal_point=True, country=country).user)
    session = client.session
    session[SESSION_KEY] = True
    session.save()
    assert "Ask everybody for a second factor" in client.get("/accounts/people/").content.decode()
    client.post(ADDRESS, {"asked": "everybody"})
    assert SecondFactorRule.objects.get().asked


def test_the_secretariat_sees_it_and_does_not_change_it(client, country, focal):
    asked(focal, country)
    client.force_login(MembershipFactory(secretariat=True).user)
    page = client.get(f"/accounts/people/?country={country.code}").content.decode()
    assert "Everybody who acts for the country needs a second factor." in page
    assert ADDRESS not in page
    assert client.post(ADDRESS, {"asked": "roles"}).status_code == 403
    assert country.name in client.get("/admin/accounts/secondfactorrule/").content.decode()
    assert client.get(f"/admin/accounts/secondfactorrule/{country.pk}/history/").status_code == 200
    assert client.get(f"/admin/accounts/secondfactorrule/{country.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/secondfactorrule/{country.pk}/change/", {}).status_code == 403


def test_loading_countries_anew_changes_nothing(country, focal):
    asked(focal, country)
    country.save()
    assert SecondFactorRule.objects.get(country=country).asked


def test_factors_are_left_alone(country, focal):
    person = official(country).user
    set_up(person)
    before = set(Authenticator.objects.values_list("pk", flat=True))
    asked(focal, country)
    asked(focal, country, False)
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before
