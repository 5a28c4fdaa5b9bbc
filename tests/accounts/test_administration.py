"""The secretariat keeps countries, ministries, users and memberships in the administration, and nobody else does."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Membership, User
from tests.accounts.inviting import invited
from tests.factories import CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db
MODELS = ("country", "ministry", "user", "membership")


@pytest.fixture
def secretariat(client):
    membership = MembershipFactory(secretariat=True)
    client.force_login(membership.user)
    return membership


@pytest.mark.parametrize("model", MODELS)
def test_secretariat_opens_every_list_and_form(client, secretariat, model):
    CountryFactory(code="QMZ")
    MinistryFactory()
    assert client.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:accounts_{model}_add")).status_code == 200


def test_index_shows_no_other_models(client, secretariat):
    page = client.get(reverse("admin:index")).content.decode()
    assert "/admin/accounts/country/" in page
    for hidden in ("/admin/auth/group/", "/admin/knox/", "/admin/account/emailaddress/", "/admin/mfa/"):
        assert hidden not in page
    assert client.get("/admin/auth/group/").status_code == 403


@pytest.mark.parametrize("role", ["contributor", "focal_point", "reviewer"])
def test_other_roles_stay_out(client, role):
    client.force_login(MembershipFactory(**{role: True}).user)
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_ended_membership_closes_the_administration(client, secretariat):
    Membership.objects.update(active=False)
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_administration_signs_in_through_the_portal(client):
    answer = client.get(reverse("admin:login"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_new_person_with_a_membership(client, secretariat):
    ministry = MinistryFactory()
    client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "New.Person@xaa.example",
            "name": "New Person",
            "is_active": "on",
            "memberships-TOTAL_FORMS": 1,
            "memberships-INITIAL_FORMS": 0,
            "memberships-0-role": "contributor",
            "memberships-0-country": ministry.country_id,
            "memberships-0-ministry": str(ministry.pk),
            "memberships-0-active": "on",
        },
    )
    person = User.objects.get(email__iexact="new.person@xaa.example")
    assert not person.has_usable_password()
    assert not person.is_superuser
    assert person.memberships.get().ministry == ministry
    assert person.history.get().history_user == secretariat.user


@pytest.mark.parametrize(
    ("role", "field"), [("contributor", "ministry"), ("focal_point", "country"), ("reviewer", "country")]
)
def test_membership_that_does_not_go_together_names_the_field(client, secretariat, role, field):
    country = CountryFactory()
    answer = client.post(
        reverse("admin:accounts_membership_add"),
        {
            "user": UserFactory().pk,
            "role": role,
            "country": "" if role == "focal_point" else country.pk,
            "active": "on",
        },
    )
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert Membership.objects.count() == 1


def test_membership_of_another_countrys_ministry_is_refused(client, secretariat):
    answer = client.post(
        reverse("admin:accounts_membership_add"),
        {
            "user": UserFactory().pk,
            "role": "contributor",
            "country": CountryFactory().pk,
            "ministry": str(MinistryFactory().pk),
            "active": "on",
        },
    )
    assert "ministry" in answer.context["adminform"].form.errors


def test_membership_ends_but_never_becomes_another(client, secretariat):
    observer = MembershipFactory()
    client.post(reverse("admin:accounts_membership_change", args=[observer.pk]), {"role": "reviewer"})
    observer.refresh_from_db()
    assert (observer.role, observer.active) == ("observer", False)


def test_nobody_is_deleted(client, secretariat):
    person = UserFactory()
    assert client.post(reverse("admin:accounts_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_superusers_are_out_of_the_secretariats_reach(client, secretariat):
    operator = User.objects.create_superuser("operator@portal.example", "another-long-password")
    answer = client.post(reverse("admin:accounts_user_change", args=[operator.pk]), {"email": "mine@portal.example"})
    assert answer.status_code == 302
    operator.refresh_from_db()
    assert operator.email == "operator@portal.example"


def test_invitations_are_there_to_look_at_without_their_links(client, secretariat):
    invitation = invited(actor=secretariat, role="reviewer", country=None)
    services.revoke(actor=secretariat, invitation=invitation)
    pages = [
        reverse("admin:accounts_invitation_changelist"),
        reverse("admin:accounts_invitation_change", args=[invitation.pk]),
        reverse("admin:accounts_invitation_history", args=[invitation.pk]),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert invitation.serial not in answer.content.decode()
    assert "Revoked" in client.get(pages[0]).content.decode()
    assert client.post(pages[1], {"email": "other@people.example"}).status_code == 403
    assert client.get(reverse("admin:accounts_invitation_add")).status_code == 403


def test_secretariat_cannot_make_a_superuser(client, secretariat):
    person = UserFactory()
    client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {
            "email": person.email,
            "name": "Renamed",
            "is_active": "on",
            "is_superuser": "on",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    person.refresh_from_db()
    assert (person.name, person.is_superuser, person.is_staff) == ("Renamed", False, False)
