"""People who meet at one invitation, and focal points who leave together: exactly one is first."""

import pytest

from accounts import services
from accounts.models import Invitation, Membership, User
from tests.accounts.inviting import invited
from tests.at_once import WRITERS, at_once
from tests.factories import PASSWORD, CountryFactory, MembershipFactory


@pytest.fixture
def committed(transactional_db):
    """What is written is committed."""


def test_accepted_once_however_many_open_the_link(committed):
    invitation = invited()

    def accept(number):
        return services.accept_with_new_account(invitation=invitation, name=f"Person {number}", password=PASSWORD)

    outcomes = at_once(accept)
    accepted = [one for one in outcomes if isinstance(one, Membership)]
    refused = [one for one in outcomes if isinstance(one, services.NotWaiting | services.AccountExists)]
    assert (len(accepted), len(refused)) == (1, WRITERS - 1), outcomes
    assert User.objects.filter(email=invitation.email).count() == 1
    assert Membership.objects.filter(role="observer").count() == 1


def test_two_invitations_of_one_address_make_one_account(committed):
    focal = MembershipFactory(focal_point=True)
    offers = [invited(actor=MembershipFactory(focal_point=True)) for _offer in range(WRITERS - 1)] + [
        invited(actor=focal)
    ]
    outcomes = at_once(
        lambda number: services.accept_with_new_account(invitation=offers[number], name="One", password=PASSWORD)
    )
    assert sum(isinstance(one, Membership) for one in outcomes) == 1, outcomes
    assert User.objects.filter(email__iexact=offers[0].email).count() == 1
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 1


def test_revoked_or_accepted_and_never_both(committed):
    focal = MembershipFactory(focal_point=True)
    invitation = invited(actor=focal)

    def either(number):
        if number % 2:
            return services.revoke(actor=focal, invitation=invitation)
        return services.accept_with_new_account(invitation=invitation, name="One", password=PASSWORD)

    outcomes = at_once(either)
    assert sum(isinstance(one, Membership | Invitation) for one in outcomes) == 1, outcomes


def test_invited_once_however_many_press_the_button(committed):
    focal = MembershipFactory(focal_point=True)
    outcomes = at_once(lambda number: invited(actor=focal))
    assert sum(isinstance(one, Invitation) for one in outcomes) == 1, outcomes
    assert Invitation.objects.count() == 1


def test_one_focal_point_stays_when_all_leave_together(committed):
    country = CountryFactory()
    focal_points = MembershipFactory.create_batch(WRITERS, focal_point=True, country=country)

    def leave(number):
        one = focal_points[number]
        return services.end_membership(actor=one, membership=one)

    outcomes = at_once(leave)
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [services.LastOfTheRole], outcomes
    assert Membership.objects.filter(country=country, active=True).count() == 1


def test_role_is_handed_over_once(committed):
    country = CountryFactory()
    focal = MembershipFactory(focal_point=True, country=country)
    others = MembershipFactory.create_batch(WRITERS, country=country)
    outcomes = at_once(lambda number: services.hand_over(actor=focal, to=others[number]))
    assert sum(isinstance(one, Membership) for one in outcomes) == 1, outcomes
    assert Membership.objects.filter(country=country, role="focal_point", active=True).count() == 1
