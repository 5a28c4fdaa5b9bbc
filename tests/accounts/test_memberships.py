"""Memberships: which role acts for what, kept by services and by the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import rules, services
from accounts.models import Membership, User
from tests.factories import CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


def test_user_by_invitation_has_no_password_yet():
    person = services.create_user(email="New@XAA.Example", name="New Person")
    assert (person.email, person.has_usable_password(), person.is_staff) == ("New@xaa.example", False, False)


@pytest.mark.parametrize("email", ["known@people.example", "KNOWN@people.example", "no address", ""])
def test_user_with_an_address_that_is_taken_or_none(email):
    UserFactory(email="known@people.example")
    with pytest.raises(ValidationError):
        services.create_user(email=email, name="Somebody")
    assert User.objects.count() == 1


def test_membership_ends_and_begins_again_as_the_same():
    ministry = MinistryFactory()
    person = UserFactory()
    place = {"user": person, "role": Role.CONTRIBUTOR, "country": ministry.country, "ministry": ministry}
    first = services.add_membership(**place)
    services.end_membership(actor=first, membership=first)
    assert not Membership.objects.get().active
    assert services.add_membership(**place) == first
    assert Membership.objects.get().active
    assert [row.active for row in first.history.order_by("history_id")] == [True, False, True]


WRONG_PLACES = [
    (Role.CONTRIBUTOR, True, False),
    (Role.CONTRIBUTOR, False, False),
    (Role.FOCAL_POINT, False, False),
    (Role.FOCAL_POINT, True, True),
    (Role.OBSERVER, True, True),
    (Role.REVIEWER, True, False),
    (Role.SECRETARIAT, True, True),
]


@pytest.mark.parametrize(("role", "country", "ministry"), WRONG_PLACES)
def test_role_without_its_place_is_refused_by_service_and_database(role, country, ministry):
    own = MinistryFactory()
    place = {
        "user": UserFactory(),
        "role": role,
        "country": own.country if country else None,
        "ministry": own if ministry else None,
    }
    with pytest.raises(ValidationError):
        services.add_membership(**place)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**place)


@pytest.mark.parametrize("trait", ["contributor", "focal_point", "reviewer", "secretariat"])
def test_nobody_is_the_same_twice(trait):
    one = MembershipFactory(**{trait: True})
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=one.user, role=one.role, country=one.country, ministry=one.ministry)


def test_ministry_of_another_country_is_refused():
    with pytest.raises(ValidationError) as error:
        services.add_membership(
            user=UserFactory(), role=Role.CONTRIBUTOR, country=CountryFactory(), ministry=MinistryFactory()
        )
    assert list(error.value.message_dict) == ["ministry"]


@pytest.mark.parametrize("role", Role.values)
def test_predicates_name_one_role_each(role):
    trait = {} if role == Role.OBSERVER else {role: True}
    actor = MembershipFactory(**trait)
    ended = MembershipFactory(active=False, **trait)
    predicates = {
        Role.CONTRIBUTOR: rules.is_contributor,
        Role.FOCAL_POINT: rules.is_focal_point,
        Role.OBSERVER: rules.is_observer,
        Role.REVIEWER: rules.is_reviewer,
        Role.SECRETARIAT: rules.is_secretariat,
    }
    for name, predicate in predicates.items():
        assert predicate(actor) == (name == role)
        assert not predicate(ended)
        assert not predicate(None)
    assert rules.sees_all_countries(actor) == (role in (Role.REVIEWER, Role.SECRETARIAT))


def test_capacity_in_words():
    ministry = MinistryFactory(name="Ministry of the Interior", country__name="Country XAA")
    assert MembershipFactory(contributor=True, ministry=ministry).capacity == (
        "Contributor, Ministry of the Interior, Country XAA"
    )
    assert MembershipFactory(reviewer=True).capacity == "Reviewer"


def test_only_the_secretariat_and_superusers_are_staff():
    member, stays = MembershipFactory.create_batch(2, secretariat=True)
    assert User.objects.get(pk=member.user_id).is_staff
    services.end_membership(actor=stays, membership=member)
    assert not User.objects.get(pk=member.user_id).is_staff
    assert User.objects.create_superuser("operator@portal.example", "a-long-enough-password").is_staff
