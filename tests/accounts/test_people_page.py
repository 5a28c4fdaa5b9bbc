"""The page of the people of a country or of UNODC, and what is done from it."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Invitation, Membership
from tests.accounts.inviting import expire, invited, invited_by_secretariat
from tests.factories import CountryFactory, MembershipFactory, MinistryFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/accounts/people/"
INVITE = "/accounts/people/invite/"


@pytest.fixture
def focal(client):
    focal = MembershipFactory(focal_point=True)
    client.force_login(focal.user)
    return focal


@pytest.fixture
def secretariat(client):
    secretariat = MembershipFactory(secretariat=True)
    client.force_login(secretariat.user)
    return secretariat


def text_of(answer):
    return answer.content.decode()


def test_focal_point_sees_the_countrys_people_active_and_ended(client, focal):
    official = MembershipFactory(contributor=True, ministry__country=focal.country)
    former = MembershipFactory(country=focal.country, user__name="Former Observer")
    services.end_membership(actor=focal, membership=former)
    foreign, reviewer = MembershipFactory(), MembershipFactory(reviewer=True)
    answer = client.get(PEOPLE)
    assert answer.context["active"] == [focal, official]
    assert [(one, one.ended_at) for one in answer.context["ended"]] == [(former, former.history.first().history_date)]
    page = text_of(answer)
    assert "Former Observer" in page
    assert foreign.user.email not in page
    assert reviewer.user.email not in page


def test_invitations_stand_with_their_state(client, focal):
    waiting, old, revoked, accepted = (invited(f"{name}@people.example", actor=focal) for name in "abcd")
    expire(old)
    services.revoke(actor=focal, invitation=revoked)
    services.accept_with_new_account(invitation=accepted, name="D", password="x")
    foreign = invited("foreign@people.example")
    answer = client.get(PEOPLE)
    assert set(answer.context["waiting"]) == {waiting, old}
    assert set(answer.context["earlier"]) == {revoked, accepted}
    assert {one.state for one in answer.context["waiting"]} == {"waiting", "expired"}
    assert foreign.email not in text_of(answer)
    assert waiting.serial not in text_of(answer)


def test_focal_point_has_no_buttons_for_what_is_the_secretariats(client, focal):
    theirs = invited_by_secretariat("focal_point", focal.country, email="second@people.example")
    second = MembershipFactory(focal_point=True, country=focal.country)
    page = text_of(client.get(PEOPLE))
    assert theirs.email in page
    assert reverse("accounts:resend", args=[theirs.pk]) not in page
    assert reverse("accounts:end_membership", args=[second.pk]) not in page


def test_focal_point_invites_a_contributor_and_an_observer(client, focal):
    ministry = MinistryFactory(country=focal.country)
    for fields in (
        {"email": "c@people.example", "role": "contributor", "ministry": str(ministry.pk), "name": "C"},
        {"email": "o@people.example", "role": "observer", "ministry": str(ministry.pk)},
    ):
        answer = client.post(INVITE, fields, follow=True)
        assert f"{fields['email']} is invited." in text_of(answer)
    found = {one.email: (one.role, one.ministry, one.country) for one in Invitation.objects.all()}
    assert found == {
        "c@people.example": ("contributor", ministry, focal.country),
        "o@people.example": ("observer", None, focal.country),
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "x"}, "email"),
        ({"email": "x\0@people.example"}, "email"),
        ({"role": "focal_point"}, "role"),
        ({"role": "secretariat"}, "role"),
        ({"role": "contributor"}, "ministry"),
        ({"role": "contributor", "ministry": "foreign"}, "ministry"),
        ({"role": "contributor", "ministry": "closed"}, "ministry"),
    ],
)
def test_faults_stand_at_their_field_with_what_was_written(client, focal, fields, field):
    ministries = {"foreign": MinistryFactory(), "closed": MinistryFactory(country=focal.country, active=False)}
    given = {"email": "new@people.example", "role": "observer", **fields}
    if "ministry" in given:
        given["ministry"] = str(ministries[given["ministry"]].pk)
    answer = client.post(INVITE, given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "new@people.example" in text_of(answer) or field == "email"
    assert not Invitation.objects.exists()


def test_send_again_and_revoke(client, focal):
    invitation = invited(actor=focal)
    serial = invitation.serial
    client.post(reverse("accounts:resend", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.serial != serial
    client.post(reverse("accounts:revoke", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    answer = client.post(reverse("accounts:resend", args=[invitation.pk]), follow=True)
    assert "waits no longer" in text_of(answer)


def test_another_countrys_people_are_not_found(client, focal):
    other = CountryFactory()
    invitation = invited()
    for code in (other.code, "AUT", "ZZZ", "xx", "\0"):
        assert client.get(PEOPLE, {"country": code}).status_code == 404
    assert client.get(PEOPLE, {"country": focal.country.code}).status_code == 200
    fields = {"email": "x@people.example", "role": "observer"}
    assert client.post(f"{INVITE}?country={other.code}", fields).status_code == 404
    for name in ("resend", "revoke"):
        assert client.post(reverse(f"accounts:{name}", args=[invitation.pk])).status_code == 404


@pytest.mark.parametrize(
    "trait", [{}, {"contributor": True}, {"reviewer": True}, {"focal_point": True, "active": False}]
)
def test_page_is_for_who_keeps_people(client, trait):
    member = MembershipFactory(**trait)
    client.force_login(member.user)
    assert client.get(PEOPLE).status_code == 403
    assert client.post(INVITE, {}).status_code == 403
    assert PEOPLE not in text_of(client.get("/"))


def test_secretariat_keeps_unodc_and_every_country(client, secretariat):
    country = CountryFactory()
    focal = MembershipFactory(focal_point=True, country=country)
    page = client.get(PEOPLE)
    assert page.context["active"] == [secretariat]
    assert f'<option value="{country.code}">{country} (1)</option>' in text_of(page)
    assert client.get(PEOPLE, {"country": country.code}).context["active"] == [focal]
    answer = client.post(f"{INVITE}?country={country.code}", {"email": "f@people.example", "role": "focal_point"})
    assert answer.url == f"{PEOPLE}?country={country.code}#main"
    client.post(INVITE, {"email": "r@people.example", "role": "reviewer"})
    assert set(Invitation.objects.values_list("email", "country__code")) == {
        ("f@people.example", country.code),
        ("r@people.example", None),
    }
    assert client.post(INVITE, {"email": "r@people.example", "role": "observer"}).status_code == 422
    assert client.get(PEOPLE, {"country": "ZZZ"}).status_code == 404


def test_country_without_focal_point_stands_out_for_the_secretariat(client, secretariat):
    country = CountryFactory()
    MembershipFactory.create_batch(2, country=country)
    assert f"{country} (2, no focal point)" in text_of(client.get(PEOPLE))


def test_too_many_invitations_at_once_wait(client, focal, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "2/m/user"}
    answers = [
        client.post(INVITE, {"email": f"p{number}@people.example", "role": "observer"}).status_code
        for number in range(3)
    ]
    assert answers == [302, 302, 429]
    assert Invitation.objects.count() == 2


def test_queries_do_not_grow_with_people(client, focal, django_assert_max_num_queries):
    MembershipFactory.create_batch(15, country=focal.country)
    for number in range(15):
        MembershipFactory(contributor=True, ministry__country=focal.country, active=number % 2)
        invited(f"p{number}@people.example", actor=focal)
    with django_assert_max_num_queries(9):
        assert client.get(PEOPLE).status_code == 200


def test_ended_membership_is_listed_under_the_name(client, focal):
    former = MembershipFactory(country=focal.country)
    services.end_membership(actor=former, membership=former)
    assert Membership.objects.get(pk=former.pk).user.name in text_of(client.get(PEOPLE))


def test_masthead_offers_the_other_capacities(client):
    person = MembershipFactory(focal_point=True).user
    assert 'class="switch"' not in text_of(_home(client, person))
    other = MembershipFactory(user=person, reviewer=True)
    page = text_of(_home(client, person))
    assert 'class="switch"' in page
    assert f'value="{other.pk}"' in page
    answer = client.post(reverse("accounts:choose_membership"), {"membership": str(other.pk)}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert answer.wsgi_request.membership == other


def _home(client, person):
    client.force_login(person)
    return client.get("/accounts/")


def test_one_mail_a_day_is_chosen_on_the_profile(client, focal):
    for fields, daily in (({"daily": "on"}, True), ({}, False)):
        assert client.post(reverse("accounts:choose_digest"), fields).url == reverse("accounts:profile")
        focal.user.refresh_from_db()
        assert focal.user.daily_digest is daily
