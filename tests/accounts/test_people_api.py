"""Memberships and invitations over the API, and the header that chooses in which capacity a call acts."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.models import Invitation, Membership
from tests.accounts.inviting import expire, invited
from tests.assessments.calling import Caller, errors_of
from tests.factories import CountryFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def focal():
    return MembershipFactory(focal_point=True)


# X-Membership


def test_header_chooses_one_of_the_callers_memberships():
    first = MembershipFactory(contributor=True)
    second = MembershipFactory(user=first.user, reviewer=True)
    MinistryFactory()
    caller = Caller(first)
    assert caller.get("ministries/").json()["count"] == 1
    assert caller.get("ministries/", HTTP_X_MEMBERSHIP=str(second.pk)).json()["count"] == 2
    assert caller.get("ministries/", HTTP_X_MEMBERSHIP=str(second.pk).upper()).json()["count"] == 2
    assert caller.get("ministries/", HTTP_X_MEMBERSHIP=str(first.pk)).json()["count"] == 1


def test_header_goes_before_the_choice_of_the_session(client):
    first = MembershipFactory(contributor=True)
    second = MembershipFactory(user=first.user, reviewer=True)
    MinistryFactory()
    client.force_login(first.user)
    client.post("/accounts/membership/", {"membership": str(second.pk)})
    assert client.get("/api/v1/ministries/").json()["count"] == 2
    assert client.get("/api/v1/ministries/", HTTP_X_MEMBERSHIP=str(first.pk)).json()["count"] == 1


@pytest.mark.parametrize(("case", "status"), [("another's", 403), ("ended", 403), ("nonsense", 400), ("", 400)])
def test_header_that_names_none_of_them(case, status):
    own = MembershipFactory()
    value = {
        "another's": lambda: MembershipFactory(secretariat=True).pk,
        "ended": lambda: MembershipFactory(user=own.user, active=False).pk,
    }.get(case, lambda: case)()
    answer = Caller(own).get("ministries/", HTTP_X_MEMBERSHIP=str(value))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert "X-Membership" in answer.json()["detail"]


def test_header_costs_no_query_more():
    first = MembershipFactory(contributor=True)
    second = MembershipFactory(user=first.user, reviewer=True)
    caller = Caller(first)
    numbers = []
    for headers in ({}, {"HTTP_X_MEMBERSHIP": str(second.pk)}):
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("memberships/", **headers).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# Memberships


def test_own_active_memberships(focal):
    MembershipFactory(user=focal.user, active=False)
    MembershipFactory(country=focal.country)
    (only,) = Caller(focal).get("memberships/").json()["results"]
    assert only == {
        "id": str(focal.pk),
        "name": focal.user.name,
        "email": focal.user.email,
        "role": "focal_point",
        "country": focal.country.code,
        "ministry": None,
        "active": True,
        "since": only["since"],
        "ended_at": None,
    }


def test_memberships_of_a_country_ended_ones_included(focal):
    former = MembershipFactory(country=focal.country)
    services.end_membership(actor=former, membership=former)
    MembershipFactory()
    for caller in (Caller(focal), Caller(MembershipFactory(secretariat=True))):
        found = caller.get(f"memberships/?country={focal.country.code}").json()["results"]
        assert [(one["id"], one["active"], one["ended_at"] is None) for one in found] == [
            (str(focal.pk), True, True),
            (str(former.pk), False, False),
        ]


def test_memberships_of_unodc_are_the_secretariats(focal):
    secretariat, reviewer = MembershipFactory(secretariat=True), MembershipFactory(reviewer=True)
    found = Caller(secretariat).get("memberships/?unodc=true").json()["results"]
    assert [one["id"] for one in found] == [str(secretariat.pk), str(reviewer.pk)]
    assert Caller(focal).get("memberships/?unodc=true").status_code == 403
    assert list(errors_of(Caller(secretariat).get("memberships/?unodc=x"))) == ["unodc"]


def test_leaving_and_ending(focal):
    official = MembershipFactory(country=focal.country)
    ended = Caller(focal).post(f"memberships/{official.pk}/end/")
    assert (ended.status_code, ended.json()["active"]) == (200, False)
    assert ended.json()["ended_at"]
    last = Caller(focal).post(f"memberships/{focal.pk}/end/")
    assert (last.status_code, last["Content-Type"]) == (409, "application/problem+json")
    assert Membership.objects.get(pk=focal.pk).active


def test_handing_over(focal):
    official = MembershipFactory(country=focal.country)
    caller = Caller(focal)
    for to in (str(MembershipFactory().pk), "x", None):
        assert list(errors_of(caller.post("memberships/hand-over/", {"to": to}))) == ["to"]
    answer = caller.post("memberships/hand-over/", {"to": str(official.pk)})
    assert (answer.status_code, answer.json()["role"], answer.json()["email"]) == (
        200,
        "focal_point",
        official.user.email,
    )
    assert not Membership.objects.get(pk=focal.pk).active


# Invitations


def test_inviting_answers_without_link_and_serial(focal):
    ministry = MinistryFactory(country=focal.country)
    answer = Caller(focal).post(
        "invitations/", {"email": "c@people.example", "role": "contributor", "ministry": str(ministry.pk)}
    )
    assert answer.status_code == 201
    invitation = Invitation.objects.get()
    assert answer.json()["state"] == "waiting"
    assert (answer.json()["id"], answer.json()["country"]) == (str(invitation.pk), focal.country.code)
    caller = Caller(focal)
    for body in (
        answer.json(),
        caller.get(f"invitations/{invitation.pk}/").json(),
        caller.get("invitations/").json(),
        caller.post(f"invitations/{invitation.pk}/resend/").json(),
        caller.post(f"invitations/{invitation.pk}/revoke/").json(),
    ):
        assert not {"serial", "link"} & set(body)
        text = json.dumps(body)
        assert invitation.serial not in text
        assert services.link_of(Invitation.objects.get()) not in text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "x"}, "email"),
        ({"email": 5}, "email"),
        ({"role": "king"}, "role"),
        ({"role": "contributor"}, "ministry"),
        ({"role": "contributor", "ministry": "x"}, "ministry"),
        ({"role": "contributor", "ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11"}, "ministry"),
        ({"country": "ZZZ"}, "country"),
        ({"name": "x\0"}, "name"),
        ({"serial": "x"}, "serial"),
    ],
)
def test_bad_bodies_name_the_field(focal, fields, field):
    body = {"email": "new@people.example", "role": "observer", **fields}
    assert list(errors_of(Caller(focal).post("invitations/", body))) == [field]
    assert not Invitation.objects.exists()


def test_another_countrys_ministry_is_none_and_its_people_nobodys_to_invite(focal):
    body = {"email": "new@people.example", "role": "contributor", "ministry": str(MinistryFactory().pk)}
    assert list(errors_of(Caller(focal).post("invitations/", body))) == ["ministry"]
    other = {"email": "new@people.example", "role": "observer", "country": CountryFactory().code}
    assert Caller(focal).post("invitations/", other).status_code == 403


def test_states_and_filters(focal):
    waiting, old, revoked = (invited(f"{name}@people.example", actor=focal) for name in "abc")
    expire(old)
    services.revoke(actor=focal, invitation=revoked)
    invited()
    secretariat = MembershipFactory(secretariat=True)
    for query, found in {
        "": [revoked, old, waiting],
        "?state=waiting": [waiting],
        "?state=expired": [old],
        "?state=revoked": [revoked],
        "?state=accepted": [],
        "?role=reviewer": [],
    }.items():
        results = Caller(focal).get(f"invitations/{query}").json()["results"]
        assert {one["id"] for one in results} == {str(one.pk) for one in found}, query
    assert Caller(secretariat).get("invitations/").json()["count"] == 4
    assert Caller(secretariat).get(f"invitations/?country={focal.country.code}").json()["count"] == 3
    assert Caller(focal).get("invitations/?state=x").status_code == 400


def test_what_has_ended_conflicts(focal):
    invitation = invited(actor=focal)
    caller = Caller(focal)
    assert caller.post(f"invitations/{invitation.pk}/revoke/").json()["state"] == "revoked"
    for name in ("resend", "revoke"):
        assert caller.post(f"invitations/{invitation.pk}/{name}/").status_code == 409


def test_too_many_at_once_are_told_when_to_come_back(focal, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invite": "1/m/user"}
    caller = Caller(focal)
    body = {"email": "new@people.example", "role": "observer"}
    assert caller.post("invitations/", body).status_code == 201
    answer = caller.post(f"invitations/{Invitation.objects.get().pk}/resend/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_person_without_role_has_none():
    nobody = Caller(Membership(user=UserFactory()))
    assert nobody.get("memberships/").json()["count"] == 0
    assert nobody.get("invitations/").status_code == 403


def test_queries_do_not_grow(focal, django_assert_max_num_queries):
    for number in range(10):
        invited(f"p{number}@people.example", actor=focal)
        MembershipFactory(contributor=True, ministry__country=focal.country)
    caller = Caller(focal)
    with django_assert_max_num_queries(5):
        assert caller.get("invitations/").json()["count"] == 10
    with django_assert_max_num_queries(6):
        assert caller.get(f"memberships/?country={focal.country.code}").json()["count"] == 11
