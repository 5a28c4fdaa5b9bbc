"""A lost second factor: taken away by whoever keeps the person, or by the operator; told, and kept in the history."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Notice
from tests.accounts.factors import set_up
from tests.factories import CountryFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return CountryFactory()


@pytest.fixture
def focal(country):
    return MembershipFactory(focal_point=True, country=country)


@pytest.fixture
def official(country):
    membership = MembershipFactory(country=country)
    set_up(membership.user)
    return membership


def reset(client, actor, membership):
    client.force_login(actor.user)
    return client.post(reverse("accounts:reset_second_factor", args=[membership.pk]))


@pytest.mark.parametrize("by", ["focal", "secretariat"])
def test_whoever_keeps_the_person_resets_it(client, focal, official, by):
    actor = focal if by == "focal" else MembershipFactory(secretariat=True)
    AuthToken.objects.create(user=official.user)
    browser = Client()
    browser.force_login(official.user)
    assert reset(client, actor, official).status_code == 302
    assert not Authenticator.objects.exists()
    assert not AuthToken.objects.exists()
    assert browser.get("/accounts/").status_code == 302
    entry = official.user.history.first()
    assert (entry.history_change_reason, entry.history_user) == ("Second factor reset: it was lost", actor.user)
    notice = Notice.objects.get(recipient=official.user)
    assert (notice.kind, notice.context["event"], notice.context["by"]) == ("safety", "factor_reset", str(actor.user))


def test_the_page_asks_first_and_is_offered_for_those_who_have_one(client, focal, official, country):
    MembershipFactory(country=country)
    client.force_login(focal.user)
    address = reverse("accounts:reset_second_factor", args=[official.pk])
    assert client.get(reverse("accounts:people")).content.decode().count("reset-second-factor") == 1
    assert "spoken with the person" in client.get(address).content.decode()
    assert Authenticator.objects.exists()


def test_not_that_of_a_person_who_acts_in_a_role_above(client, focal, official):
    MembershipFactory(user=official.user, reviewer=True)
    assert reset(client, focal, official).status_code == 403
    assert Authenticator.objects.exists()


def test_not_the_own_and_not_that_of_the_other_focal_point(client, focal, country):
    other = MembershipFactory(focal_point=True, country=country)
    for membership in (focal, other):
        set_up(membership.user)
        assert reset(client, focal, membership).status_code == 403


def test_not_a_superusers(client):
    membership = MembershipFactory(user=UserFactory(is_superuser=True))
    set_up(membership.user)
    assert reset(client, MembershipFactory(secretariat=True), membership).status_code == 403


def test_another_countrys_people_are_not_found(client, official):
    assert reset(client, MembershipFactory(focal_point=True), official).status_code == 404


def test_the_operator_resets_it(official, capsys):
    call_command("reset_second_factor", official.user.email.upper())
    assert official.user.email in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    entry = official.user.history.first()
    assert (entry.history_change_reason, entry.history_user) == ("Second factor reset by the operator", None)
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", official.user.email)
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody@people.example")
