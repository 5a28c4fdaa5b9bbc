"""Invitations: who invites whom, the link that works once for ten days, and what it opens for whom."""

import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.links import read_token, token_of
from accounts.models import Invitation, Membership, Notice, User
from accounts.services import invitations
from tests.accounts.inviting import expire, invited, invited_by_secretariat
from tests.factories import PASSWORD, CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role
PAGE = "/accounts/invitation/"
JOINING = {"name": "New Official", "password": PASSWORD}


def follow(client, invitation, link=None):
    """The page to which the link of the mail leads."""
    return client.get(link or services.link_of(invitation), follow=True)


def mails_of(invitation):
    return Notice.objects.filter(kind="invitation", address=invitation.email)


# Who invites whom


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OBSERVER])
def test_focal_point_invites_for_the_own_country(role):
    focal = MembershipFactory(focal_point=True)
    ministry = MinistryFactory(country=focal.country) if role == Role.CONTRIBUTOR else None
    invitation = invited(actor=focal, role=role, ministry=ministry)
    assert (invitation.state, invitation.capacity) == ("waiting", focal.capacity)
    assert timedelta(days=9, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=10)
    assert mails_of(invitation).get().context["invitation"] == str(invitation.pk)


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.REVIEWER, Role.SECRETARIAT])
def test_focal_point_invites_no_others(role):
    focal = MembershipFactory(focal_point=True)
    country = focal.country if role == Role.FOCAL_POINT else None
    with pytest.raises(PermissionDenied):
        invited(actor=focal, role=role, country=country)
    assert not Invitation.objects.exists()
    assert not Notice.objects.exists()


def test_focal_point_invites_nobody_for_another_country():
    with pytest.raises(PermissionDenied):
        invited(country=CountryFactory())


@pytest.mark.parametrize(
    "trait", [{}, {"contributor": True}, {"reviewer": True}, {"secretariat": True, "active": False}]
)
def test_others_invite_nobody(trait):
    with pytest.raises(PermissionDenied):
        invited(actor=MembershipFactory(**trait), country=CountryFactory())


def test_secretariat_invites_for_every_role():
    country = CountryFactory()
    secretariat = MembershipFactory(secretariat=True)
    for role in (Role.FOCAL_POINT, Role.OBSERVER):
        invited(f"{role}@people.example", actor=secretariat, role=role, country=country)
    for role in (Role.REVIEWER, Role.SECRETARIAT):
        invited(f"{role}@people.example", actor=secretariat, role=role, country=None)
    ministry = MinistryFactory(country=country)
    invited("c@people.example", actor=secretariat, role=Role.CONTRIBUTOR, country=country, ministry=ministry)
    assert Invitation.objects.count() == 5


def test_what_does_not_go_together_names_the_field():
    focal = MembershipFactory(focal_point=True)
    closed = MinistryFactory(country=focal.country, active=False)
    faults = {
        "ministry": [
            {"role": Role.CONTRIBUTOR},
            {"role": Role.CONTRIBUTOR, "ministry": MinistryFactory()},
            {"role": Role.CONTRIBUTOR, "ministry": closed},
            {"role": Role.OBSERVER, "ministry": MinistryFactory(country=focal.country)},
        ],
        "email": [{"email": "no address"}, {"email": ""}],
        "name": [{"name": "x" * 151}],
    }
    for field, places in faults.items():
        for place in places:
            with pytest.raises(ValidationError) as error:
                invited(actor=focal, **place)
            assert list(error.value.message_dict) == [field]
    assert not Invitation.objects.exists()


def test_who_acts_already_is_not_invited_again_whatever_the_case():
    focal = MembershipFactory(focal_point=True)
    observer = MembershipFactory(country=focal.country, user__email="Known@people.example")
    with pytest.raises(ValidationError):
        invited("known@PEOPLE.example", actor=focal)
    services.end_membership(actor=observer, membership=observer)
    assert invited("known@PEOPLE.example", actor=focal).state == "waiting"


def test_one_waiting_invitation_a_person_and_role():
    focal = MembershipFactory(focal_point=True)
    first = invited("one@people.example", actor=focal)
    with pytest.raises(ValidationError) as error:
        invited("ONE@people.example", actor=focal)
    assert list(error.value.message_dict) == ["email"]
    assert mails_of(first).count() == 1
    services.revoke(actor=focal, invitation=first)
    assert invited("ONE@people.example", actor=focal).state == "waiting"


# The link


def test_link_is_signed_and_holds_no_more_than_id_and_serial():
    invitation = invited()
    token = token_of(invitation)
    assert read_token(token) == (invitation.pk, invitation.serial)
    assert services.link_of(invitation) == f"/accounts/invitation/open/{token}/"
    for forged in (token[:-1], token[1:], "x", f"{invitation.pk.hex}.{invitation.serial}", ""):
        assert read_token(forged) is None


def test_link_is_kept_nowhere_and_logged_nowhere(client, caplog):
    caplog.set_level(logging.DEBUG)
    invitation = invited()
    page = follow(client, invitation)
    client.post(PAGE, {**JOINING, "password": "short"})
    token = token_of(invitation)
    signature = token.rpartition(".")[2]
    assert page.redirect_chain == [(PAGE, 302)]
    kept = [str(Notice.objects.values()), str(client.session.items()), str(Invitation.objects.values()), caplog.text]
    assert not [text for text in kept if signature in text]
    assert invitation.serial not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_history_does_not_hold_the_serial():
    invitation = invited()
    services.resend(actor=MembershipFactory(secretariat=True), invitation=invitation)
    assert invitation.history.count() == 2
    assert not hasattr(invitation.history.first(), "serial")


def test_looking_at_the_link_uses_nothing_up(client):
    invitation = invited()
    for _look in range(3):
        assert follow(client, invitation).status_code == 200
        assert client.head(services.link_of(invitation)).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state == "waiting"


def dead_links():
    focal = MembershipFactory(focal_point=True)
    used, revoked, old, resent = (invited(f"{name}@people.example", actor=focal) for name in "abcd")
    links = {one.email: services.link_of(one) for one in (used, revoked, old, resent)}
    services.accept_with_new_account(invitation=used, **JOINING)
    services.revoke(actor=focal, invitation=revoked)
    expire(old)
    services.resend(actor=focal, invitation=resent)
    return {
        "used": (links[used.email], "accepted already"),
        "revoked": (links[revoked.email], "taken back"),
        "expired": (links[old.email], "ten days"),
        "resent": (links[resent.email], "newest mail"),
        "forged": (links[resent.email][:-3] + "xx/", "newest mail"),
        "unknown": (services.link_of(Invitation(serial="s")), "newest mail"),
    }


def test_links_that_open_nothing_are_answered_alike(client):
    for name, (link, words) in dead_links().items():
        page = follow(client, None, link)
        assert (page.status_code, page.redirect_chain) == (410, [(PAGE, 302)]), name
        assert "<h1>This link opens nothing</h1>" in page.content.decode(), name
        assert words in page.content.decode(), name
        assert client.post(PAGE, JOINING).status_code == 410, name
    assert User.objects.filter(email__contains="@people").exclude(memberships__role="focal_point").count() == 1


def test_without_a_link_there_is_nothing(client):
    assert client.get(PAGE).status_code == 410
    assert client.post(PAGE, JOINING).status_code == 410


def test_sent_again_the_link_before_ends_and_ten_days_begin(client):
    focal = MembershipFactory(focal_point=True)
    invitation = invited(actor=focal)
    expire(invitation)
    assert follow(client, invitation).status_code == 410
    again = services.resend(actor=focal, invitation=invitation)
    assert again.state == "waiting"
    assert again.expires_at - again.sent_at == pytest.approx(timedelta(days=10), abs=timedelta(seconds=1))
    assert follow(client, invitation).status_code == 410
    assert follow(client, again).status_code == 200
    assert mails_of(invitation).filter(status="waiting").count() == 1


@pytest.mark.parametrize("end", ["accepted", "revoked"])
def test_what_has_ended_is_neither_sent_again_nor_revoked(end):
    focal = MembershipFactory(focal_point=True)
    invitation = invited(actor=focal)
    if end == "accepted":
        services.accept_with_new_account(invitation=invitation, **JOINING)
    else:
        services.revoke(actor=focal, invitation=invitation)
    for change in (services.resend, services.revoke):
        with pytest.raises(services.NotWaiting):
            change(actor=focal, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.state == end


def test_focal_point_changes_invitations_of_the_own_and_no_others():
    focal = MembershipFactory(focal_point=True)
    for invitation in (invited(), invited_by_secretariat("focal_point", focal.country)):
        for change in (services.resend, services.revoke):
            with pytest.raises(PermissionDenied):
                change(actor=focal, invitation=invitation)


def test_revoked_before_the_mail_went_out_no_mail_goes():
    focal = MembershipFactory(focal_point=True)
    invitation = invited(actor=focal)
    services.revoke(actor=focal, invitation=invitation)
    assert not mails_of(invitation).filter(status="waiting").exists()


# With a new account


def test_new_account_is_made_signed_in_and_acts_as_offered(client):
    focal = MembershipFactory(focal_point=True)
    ministry = MinistryFactory(country=focal.country)
    invitation = invited("New@People.example", actor=focal, role="contributor", ministry=ministry)
    page = follow(client, invitation)
    assert ministry.name in page.content.decode()
    answer = client.post(PAGE, JOINING)
    assert (answer.status_code, answer.url) == (302, "/")
    person = User.objects.get(email="New@people.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.check_password(PASSWORD)
    membership = person.memberships.get()
    assert (person.name, membership.role, membership.ministry, membership.country) == (
        "New Official",
        "contributor",
        ministry,
        focal.country,
    )
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", person)
    assert invitation.history.first().history_user == person
    told = Notice.objects.get(kind="membership")
    assert (told.recipient, told.context["event"], told.context["by"]) == (focal.user, "accepted", "New Official")
    assert client.get(PAGE).status_code == 410


@pytest.mark.parametrize("password", ["short", "password1234", "new.official@people.example", ""])
def test_weak_passwords_are_refused_with_the_rule(client, password):
    follow(client, invited("new.official@people.example"))
    answer = client.post(PAGE, {"name": "New Official", "password": password})
    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    assert not User.objects.filter(email="new.official@people.example").exists()


def test_published_password_is_refused_outside_the_demonstration(client, settings):
    settings.DEMO_MODE = False
    follow(client, invited())
    answer = client.post(PAGE, {**JOINING, "password": settings.DEMO_PASSWORD})
    assert "published" in str(answer.context["form"].errors["password"])
    settings.DEMO_MODE = True
    assert client.post(PAGE, {**JOINING, "password": settings.DEMO_PASSWORD}).status_code == 302


def test_name_is_needed(client):
    follow(client, invited())
    assert "name" in client.post(PAGE, {"name": "  ", "password": PASSWORD}).context["form"].errors


def test_accounts_are_not_made_without_end(client):
    follow(client, invited())
    answers = {client.post(PAGE, {"name": "x", "password": "short"}).status_code for _attempt in range(21)}
    assert answers == {422, 429}


def test_form_works_with_csrf_checks():
    browser = Client(enforce_csrf_checks=True)
    page = follow(browser, invited())
    assert browser.post(PAGE, JOINING).status_code == 403
    token = page.context["csrf_token"]
    assert browser.post(PAGE, {**JOINING, "csrfmiddlewaretoken": str(token)}).status_code == 302


# With an account


def test_who_has_an_account_signs_in_first_and_then_accepts(client):
    person = UserFactory(email="Known@people.example")
    own = MembershipFactory(user=person, contributor=True)
    invitation = invited("known@PEOPLE.example")
    page = follow(client, invitation)
    assert (page.status_code, "You have an account already" in page.content.decode()) == (200, True)
    client.post(PAGE, JOINING)
    assert "_auth_user_id" not in client.session
    signed_in = client.post(
        f"{reverse('account_login')}?next={PAGE}", {"login": "known@people.example", "password": PASSWORD}
    )
    assert signed_in.url == PAGE
    assert "Accept" in client.get(PAGE).content.decode()
    assert client.post(PAGE).url == "/"
    assert {one.role for one in person.memberships.all()} == {"contributor", "observer"}
    assert client.get("/").wsgi_request.membership.role == "observer"
    client.post(reverse("accounts:choose_membership"), {"membership": str(own.pk)})
    assert client.get("/").wsgi_request.membership == own
    assert User.objects.filter(email__iexact="known@people.example").count() == 1


def test_signed_in_as_the_person_it_needs_a_click_and_no_password(client):
    person = UserFactory()
    client.force_login(person)
    follow(client, invited(person.email.upper()))
    assert not person.memberships.exists()
    client.post(PAGE)
    assert person.memberships.get().role == "observer"


def test_signed_in_as_another_gets_a_clear_page_and_may_sign_out_and_go_on(client):
    other = UserFactory()
    client.force_login(other)
    invitation = invited()
    page = follow(client, invitation)
    assert page.status_code == 403
    assert "This invitation is for another person" in page.content.decode()
    assert client.post(PAGE, JOINING).status_code == 403
    assert not other.memberships.exists()
    assert client.post(reverse("accounts:sign_out")).url == PAGE
    assert "_auth_user_id" not in client.session
    assert client.post(PAGE, JOINING).url == "/"
    assert User.objects.get(email=invitation.email).memberships.get().role == "observer"


def test_service_lets_nobody_take_anothers_invitation():
    with pytest.raises(services.WrongPerson):
        services.accept(invitation=invited(), user=UserFactory())
    closed = UserFactory(is_active=False)
    with pytest.raises(services.WrongPerson):
        services.accept(invitation=invited(closed.email), user=closed)
    assert not Membership.objects.filter(role="observer").exists()


def test_account_made_meanwhile_is_not_made_twice(client):
    invitation = invited()
    follow(client, invitation)
    UserFactory(email=invitation.email.upper())
    with pytest.raises(services.AccountExists):
        services.accept_with_new_account(invitation=invitation, **JOINING)
    assert "You have an account already" in client.post(PAGE, JOINING).content.decode()


def test_ended_membership_begins_again():
    focal = MembershipFactory(focal_point=True)
    former = MembershipFactory(country=focal.country, active=False)
    membership = services.accept(invitation=invited(former.user.email, actor=focal), user=former.user)
    assert (membership.pk, membership.active) == (former.pk, True)


def test_link_read_before_it_was_sent_again_accepts_nothing():
    focal = MembershipFactory(focal_point=True)
    read = invited(actor=focal)
    services.resend(actor=focal, invitation=read)
    with pytest.raises(services.NotWaiting):
        services.accept_with_new_account(invitation=read, **JOINING)


def test_nobody_learns_from_inviting_whether_an_address_has_an_account(client):
    focal = MembershipFactory(focal_point=True)
    UserFactory(email="known@people.example")
    client.force_login(focal.user)
    pages = []
    for email in ("known@people.example", "other@people.example"):
        page = client.post(reverse("accounts:invite"), {"email": email, "role": "observer"}, follow=True)
        pages.append(page.content.decode().count(email))
    assert pages[0] == pages[1]
    assert Invitation.objects.count() == 2


def test_services_room_offers_the_link_for_mails():
    invitation = invited()
    assert invitations.link_of(invitation) == services.link_of(invitation)
