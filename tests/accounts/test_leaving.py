"""Leaving: the account closes at once, the name goes later (what stays of it: tests/database/test_forgetting.py)."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.urls import reverse
from knox.models import AuthToken

from accounts import services
from accounts.models import BrowserSession, Notice, User
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db
LEAVE = reverse("accounts:leave")


@pytest.fixture
def person() -> User:
    """A contributor with everything by which one comes in."""
    user = MembershipFactory(contributor=True, user__email="leaver@people.example", user__name="Ada Leaver").user
    services.issue_token(user=user)
    Authenticator.objects.create(user=user, type="totp", data={})
    SocialAccount.objects.create(user=user, provider="somewhere", uid="1")
    EmailAddress.objects.create(user=user, email=user.email)
    services.tell(kind=Notice.Kind.STATUS, to=[user], context={})
    return user


def test_who_leaves_can_no_longer_come_in(client, person):
    client.force_login(person)
    client.get("/")
    services.leave(user=person)
    person.refresh_from_db()
    assert not person.is_active
    assert person.left_at is not None
    assert not person.has_usable_password()
    assert not person.memberships.filter(active=True).exists()
    for model in (AuthToken, Authenticator, SocialAccount, EmailAddress, BrowserSession):
        assert not model.objects.filter(user=person).exists(), model
    assert not Notice.objects.filter(recipient=person, status=Notice.Status.WAITING).exists()
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not client.login(email=person.email, password=PASSWORD)


def test_leaving_twice_changes_nothing(person):
    first = services.leave(user=person).left_at
    assert services.leave(user=person).left_at == first


@pytest.mark.parametrize("role", ["focal_point", "secretariat"])
def test_a_country_keeps_a_focal_point_and_the_portal_its_secretariat(client, role):
    only = MembershipFactory(**{role: True})
    MembershipFactory(contributor=True, user=only.user)
    client.force_login(only.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(LEAVE).status_code == 409
    only.user.refresh_from_db()
    assert only.user.is_active
    assert only.user.memberships.filter(active=True).count() == 2
    MembershipFactory(role=only.role, country=only.country)
    assert client.post(LEAVE).status_code == 302
    only.user.refresh_from_db()
    assert not only.user.is_active


def test_the_page_asks_for_the_password_again(client, person):
    Authenticator.objects.all().delete()
    client.force_login(person)
    assert client.get(LEAVE).status_code == 200
    answer = client.post(LEAVE)
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]
    person.refresh_from_db()
    assert person.is_active


def test_only_who_has_left_is_forgotten(person):
    with pytest.raises(ValueError, match="has left"):
        services.forget(user=person)


def test_the_operator_forgets_a_person_at_once(person, capsys):
    with pytest.raises(CommandError, match="--yes"):
        call_command("forget_person", person.email)
    person.refresh_from_db()
    assert person.is_active
    call_command("forget_person", person.email, "--yes")
    person.refresh_from_db()
    assert person.name in capsys.readouterr().out
    assert person.forgotten_at is not None
    with pytest.raises(CommandError, match="no account"):
        call_command("forget_person", "leaver@people.example", "--yes")


def test_the_operator_cannot_leave_a_country_without_focal_point():
    only = MembershipFactory(focal_point=True)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("forget_person", only.user.email, "--yes")


def test_the_address_of_who_left_is_free_once_it_is_forgotten(person):
    services.forget(user=services.leave(user=person))
    assert services.create_user(email="leaver@people.example", name="Another").pk != person.pk


def test_an_account_that_the_secretariat_closes_has_left(client):
    person = MembershipFactory(contributor=True).user
    services.issue_token(user=person)
    client.force_login(MembershipFactory(secretariat=True).user)
    address = reverse("admin:accounts_user_change", args=[person.pk])
    membership = person.memberships.get()
    inline = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(membership.pk),
        "memberships-0-user": str(person.pk),
        "memberships-0-active": "on",
    }
    assert client.post(address, {"email": person.email, "name": person.name} | inline).status_code == 302
    person.refresh_from_db()
    assert person.left_at is not None
    assert not AuthToken.objects.filter(user=person).exists()
    client.post(address, {"email": person.email, "name": person.name, "is_active": "on"} | inline)
    person.refresh_from_db()
    assert person.left_at is None
    assert person.is_active
    services.forget(user=services.leave(user=person))
    assert client.get(address).status_code == 200
    assert (
        client.post(address, {"email": person.email, "name": person.name, "is_active": "on"} | inline).status_code
        == 403
    )
