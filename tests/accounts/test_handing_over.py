"""Leaving, ending another's membership, and handing over the role of focal point."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import services
from accounts.models import Membership, Notice
from tests.factories import CountryFactory, MembershipFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def focal():
    return MembershipFactory(focal_point=True)


def active(membership):
    membership.refresh_from_db()
    return membership.active


def end_page(membership):
    return reverse("accounts:end_membership", args=[membership.pk])


# Handing over


def test_another_becomes_focal_point_and_both_are_told(focal):
    official = MembershipFactory(country=focal.country)
    new = services.hand_over(actor=focal, to=official)
    assert (new.user, new.role, new.country, new.active) == (official.user, Role.FOCAL_POINT, focal.country, True)
    assert (active(focal), active(official)) == (False, True)
    told = {one.recipient: one.context["event"] for one in Notice.objects.filter(kind="membership")}
    assert told == {new.user: "received", focal.user: "handed_over"}


def test_handed_over_and_back_is_the_same_membership_again(focal):
    official = MembershipFactory(country=focal.country)
    new = services.hand_over(actor=focal, to=official)
    mine = MembershipFactory(user=focal.user, country=focal.country)
    back = services.hand_over(actor=new, to=mine)
    assert back.pk == focal.pk
    assert not active(new)
    assert [row.active for row in focal.history.order_by("history_id")] == [True, False, True]


@pytest.mark.parametrize("case", ["other country", "oneself", "reviewer"])
def test_not_to_somebody_outside(focal, case):
    to = {
        "other country": lambda: MembershipFactory(),
        "oneself": lambda: MembershipFactory(user=focal.user, country=focal.country),
        "reviewer": lambda: MembershipFactory(reviewer=True),
    }[case]()
    with pytest.raises((PermissionDenied, ValidationError)):
        services.hand_over(actor=focal, to=to)
    assert active(focal)


@pytest.mark.parametrize("case", ["ended", "closed", "focal point"])
def test_not_to_who_cannot_take_it(focal, case):
    to = {
        "ended": lambda: MembershipFactory(country=focal.country, active=False),
        "closed": lambda: MembershipFactory(country=focal.country, user__is_active=False),
        "focal point": lambda: MembershipFactory(country=focal.country, focal_point=True),
    }[case]()
    with pytest.raises(ValidationError):
        services.hand_over(actor=focal, to=to)
    assert active(focal)


@pytest.mark.parametrize("trait", [{"contributor": True}, {}, {"secretariat": True}, {"reviewer": True}])
def test_only_a_focal_point_hands_over(trait):
    actor = MembershipFactory(**trait)
    to = MembershipFactory(country=actor.country or CountryFactory())
    with pytest.raises(PermissionDenied):
        services.hand_over(actor=actor, to=to)


def test_page_of_handing_over(client, focal):
    official = MembershipFactory(country=focal.country)
    foreign = MembershipFactory()
    client.force_login(focal.user)
    page = reverse("accounts:hand_over")
    assert official.user.email in client.get(page).content.decode()
    assert foreign.user.email not in client.get(page).content.decode()
    for to in ("", str(foreign.pk), "x"):
        assert client.post(page, {"to": to}).status_code == 422
        assert active(focal)
    answer = client.post(page, {"to": str(official.pk)}, follow=True)
    assert f"{official.user} is focal point now." in answer.content.decode()
    assert not active(focal)
    assert client.get(page).status_code == 403


def test_page_says_when_there_is_nobody(client, focal):
    client.force_login(focal.user)
    assert "Nobody else acts" in client.get(reverse("accounts:hand_over")).content.decode()


# Leaving and ending


def test_everybody_leaves_an_own_membership_whatever_he_acts_as(client):
    first = MembershipFactory(contributor=True)
    second = MembershipFactory(user=first.user)
    client.force_login(first.user)
    assert "Leave" in client.get(end_page(second)).content.decode()
    assert client.post(end_page(second)).url == reverse("accounts:profile")
    assert (active(first), active(second)) == (True, False)
    assert client.post(end_page(second)).url == reverse("accounts:profile")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("trait", [{"focal_point": True}, {"secretariat": True}])
def test_the_last_one_stays(client, trait):
    last = MembershipFactory(**trait)
    MembershipFactory(**({"country": last.country} if last.country else {}), **trait, active=False)
    MembershipFactory(**({"country": last.country} if last.country else {}), **trait, user__is_active=False)
    MembershipFactory(focal_point=True)
    with pytest.raises(services.LastOfTheRole):
        services.end_membership(actor=last, membership=last)
    client.force_login(last.user)
    assert "first" in client.get(end_page(last)).content.decode()
    assert client.post(end_page(last)).status_code == 409
    assert active(last)


def test_one_of_two_focal_points_leaves(client, focal):
    MembershipFactory(focal_point=True, country=focal.country)
    client.force_login(focal.user)
    assert client.post(end_page(focal)).status_code == 302
    assert not active(focal)


def test_secretariat_ends_a_focal_point_but_not_the_last(focal):
    secretariat = MembershipFactory(secretariat=True)
    with pytest.raises(services.LastOfTheRole):
        services.end_membership(actor=secretariat, membership=focal)
    MembershipFactory(focal_point=True, country=focal.country)
    services.end_membership(actor=secretariat, membership=focal)
    assert not active(focal)


def test_focal_point_ends_an_officials_membership_who_is_told_and_keeps_the_name(client, focal):
    official = MembershipFactory(contributor=True, ministry__country=focal.country)
    client.force_login(focal.user)
    assert official.user.name in client.get(end_page(official)).content.decode()
    assert active(official)
    assert client.post(end_page(official)).url == f"/accounts/people/?country={focal.country.code}"
    assert not active(official)
    told = Notice.objects.get()
    assert (told.recipient, told.context["event"]) == (official.user, "ended")
    assert official.user.name in client.get("/accounts/people/").content.decode()
    assert official.history.first().history_user == focal.user


@pytest.mark.parametrize(
    ("whose", "status"), [("focal point of the country", 403), ("of another country", 404), ("reviewer", 404)]
)
def test_focal_point_ends_no_others(client, focal, whose, status):
    membership = {
        "focal point of the country": lambda: MembershipFactory(focal_point=True, country=focal.country),
        "of another country": lambda: MembershipFactory(),
        "reviewer": lambda: MembershipFactory(reviewer=True),
    }[whose]()
    client.force_login(focal.user)
    assert client.get(end_page(membership)).status_code == status
    assert client.post(end_page(membership)).status_code == status
    with pytest.raises(PermissionDenied):
        services.end_membership(actor=focal, membership=membership)
    assert active(membership)
