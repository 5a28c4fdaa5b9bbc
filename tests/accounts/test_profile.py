"""The profile: in which capacity a person acts, tokens made and revoked on a page, a first password."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from knox.models import AuthToken

from accounts import selectors
from accounts.backends import PersonBackend
from accounts.middleware import MembershipMiddleware
from accounts.models import User
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def acting(client):
    return client.get(reverse("accounts:profile")).wsgi_request.membership


def test_first_membership_acts_until_another_is_chosen(client, person):
    first, second = MembershipFactory(user=person), MembershipFactory(user=person, focal_point=True)
    assert acting(client) == first
    client.post(reverse("accounts:choose_membership"), {"membership": str(second.pk)})
    assert acting(client) == second


def test_ended_choice_falls_back_to_the_first(client, person):
    first, second = MembershipFactory(user=person), MembershipFactory(user=person, focal_point=True)
    client.post(reverse("accounts:choose_membership"), {"membership": str(second.pk)})
    second.active = False
    second.save()
    assert acting(client) == first


def test_no_membership_acts_for_nobody(client, person):
    MembershipFactory(user=person, active=False)
    assert acting(client) is None


@pytest.mark.parametrize("case", ["another's", "ended", "nonsense"])
def test_only_own_active_memberships_can_be_chosen(client, person, case):
    own = MembershipFactory(user=person)
    membership = {
        "another's": lambda: MembershipFactory(secretariat=True).pk,
        "ended": lambda: MembershipFactory(user=person, active=False).pk,
        "nonsense": lambda: "x",
    }[case]()
    assert client.post(reverse("accounts:choose_membership"), {"membership": membership}).status_code == 404
    assert acting(client) == own


def test_visitors_cost_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/api/v1/docs/").status_code == 200


def test_membership_costs_one_query(person, django_assert_num_queries):
    MembershipFactory(user=person)
    request = RequestFactory().get("/")
    request.user, request.session = person, {}
    with django_assert_num_queries(1):
        MembershipMiddleware(lambda request: request.membership.capacity)(request)


@pytest.mark.parametrize("name", ["accounts:profile", "accounts:tokens", "mfa_index", "account_change_password"])
def test_pages_are_for_the_signed_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_token_is_made_after_the_password_is_entered_again_and_shown_once(client, person):
    asked = client.post(reverse("accounts:tokens"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not AuthToken.objects.exists()
    made = client.post(asked.url, {"password": PASSWORD})
    text = re.search(r'id="new-token">(\w+)<', made.content.decode())[1]
    assert "no-store" in made["Cache-Control"]
    assert client.get("/api/v1/countries/", HTTP_AUTHORIZATION=f"Token {text}").status_code == 200
    page = client.get(reverse("accounts:tokens")).content.decode()
    assert text not in page
    assert text[:15] in page


def test_forms_of_the_resumed_page_work(person):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    def post(address, page, **fields):
        fields["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return browser.post(address, fields)

    page = browser.get(reverse("accounts:tokens")).content.decode()
    asked = post(reverse("accounts:tokens"), page)
    page = browser.get(asked.url).content.decode()
    page = post(asked.url, page, password=PASSWORD).content.decode()
    assert "new-token" in page
    assert post(reverse("accounts:tokens"), page).status_code == 200
    assert AuthToken.objects.count() == 2


def test_revoked_token_ends(client, person):
    row, text = AuthToken.objects.create(user=person)
    client.post(reverse("accounts:revoke_token", args=[row.token_key]))
    assert client.get("/api/v1/countries/", HTTP_AUTHORIZATION=f"Token {text}").status_code == 401


def test_anothers_token_is_not_found(client, person):
    row, _text = AuthToken.objects.create(user=UserFactory())
    assert client.post(reverse("accounts:revoke_token", args=[row.token_key])).status_code == 404
    assert AuthToken.objects.exists()


@pytest.mark.parametrize("memberships", [0, 1, 2])
def test_a_session_reads_person_and_memberships_at_once(person, django_assert_num_queries, memberships):
    for _ in range(memberships):
        MembershipFactory(user=person)
    with django_assert_num_queries(1 if memberships else 2):
        found = PersonBackend().get_user(person.pk)
        assert len(selectors.capacities(user=found)) == memberships
    assert found == person


def test_a_session_of_somebody_inactive_is_nobodys(person):
    MembershipFactory(user=person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert PersonBackend().get_user(person.pk) is None


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/anything/"])
def test_nobody_changes_or_confirms_an_address(client, person, path):
    assert client.get(path).url == reverse("accounts:profile")


def test_who_has_no_password_sets_one(client, person):
    User.objects.filter(pk=person.pk).update(password="!")
    client.force_login(User.objects.get(pk=person.pk))
    address = reverse("account_set_password")
    assert client.get(reverse("account_change_password")).url == address
    assert "Set the password" in client.get(address).content.decode()
    long = "windy x7 quarry lantern"
    assert client.post(address, {"password1": long, "password2": long}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(long)
