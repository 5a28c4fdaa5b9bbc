"""A name that is removed is nowhere any more but in sealed copies, and the database lets nothing else be removed."""

# ruff: noqa: S608 (statements of names of the portal's tables)

from hashlib import sha256

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q

from accounts import services as people
from accounts.models import Invitation, Membership, Notice, User
from assessments import services
from assessments.models import Change
from tests.assessments.conftest import Team
from tests.database.conftest import decide_rest
from tests.database.test_invariants import refusal
from tests.factories import MembershipFactory

WORDS = ("Ada Leaver", "leaver@people.example")
HISTORY = "accounts_historicaluser"


@pytest.fixture
def leaver(full: Team) -> User:
    """The focal point of a country, named by `WORDS` wherever the portal names people. Another stays."""
    user = full.focal.user
    user.name, user.email = WORDS
    user.save()
    MembershipFactory(focal_point=True, country=full.country)
    return user


def test_a_forgotten_name_is_nowhere_but_in_sealed_copies(full: Team, leaver: User) -> None:
    invitation = people.invite(
        actor=full.focal, email=WORDS[1], role="contributor", ministry=full.justice, country=full.country
    )
    people.tell(kind=Notice.Kind.STATUS, to=[leaver], context={})
    for thing in (leaver, full.focal, invitation):
        LogEntry.objects.create(
            user=leaver,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_repr=f"{WORDS[0]} {WORDS[1]}",
            action_flag=2,
        )
    full.focal.refresh_from_db()
    decide_rest(full)
    sealed = services.submit(actor=Membership.objects.get(pk=full.focal.pk), assessment=full.assessment)
    Notice.objects.exclude(recipient=leaver).delete()  # mails to others go by their own time
    before = set(Change.objects.filter(user=leaver).values_list("pk", "capacity"))
    people.forget(user=people.leave(user=leaver))
    assert places_of(*WORDS) == {"assessments_submission"}
    assert set(Change.objects.filter(user=leaver).values_list("pk", "capacity")) == before
    assert Invitation.history.filter(id=invitation.pk, role="contributor", invited_by=leaver).exists()
    sealed.refresh_from_db()
    assert WORDS[0] in sealed.content
    assert sha256(sealed.content.encode()).hexdigest() == sealed.sha256


def test_history_loses_the_name_of_who_has_left_and_nothing_else(leaver: User) -> None:
    own = f"WHERE id = {leaver.pk}"
    rename = f"UPDATE {HISTORY} SET name = 'Former member 0000', email = 'former-0@portal.invalid' {own}"
    assert "append-only" in refusal(rename)
    people.leave(user=leaver)
    assert "append-only" in refusal(rename)
    forgotten = people.forget(user=leaver)
    again = f"UPDATE {HISTORY} SET name = '{forgotten.name}', email = '{forgotten.email}'"
    assert refusal(f"{again} {own}") == ""
    for wrong in (
        rename,
        f"{again} WHERE id <> {leaver.pk}",
        f"{again}, is_active = NOT is_active {own}",
        f"{again}, history_change_reason = 'none' {own}",
        f"DELETE FROM {HISTORY} {own}",
    ):
        assert "append-only" in refusal(wrong), wrong


def test_who_is_forgotten_stays_so(leaver: User) -> None:
    people.forget(user=people.leave(user=leaver))
    for change in ("name = 'Ada Leaver'", "email = 'leaver@people.example'", "forgotten_at = NULL", "left_at = NULL"):
        assert "stays so" in refusal(f"UPDATE accounts_user SET {change} WHERE id = {leaver.pk}"), change


def test_the_history_of_an_invitation_loses_its_name_with_the_invitation(full: Team) -> None:
    invitation = people.invite(
        actor=full.focal, email="new@people.example", role="contributor", ministry=full.justice, country=full.country
    )
    key = invitation.pk.hex if connection.vendor == "sqlite" else str(invitation.pk)
    remove = f"UPDATE accounts_historicalinvitation SET email = 'removed@portal.invalid', name = '' WHERE id = '{key}'"
    assert "append-only" in refusal(remove)
    assert people.forget_invitations(of=Q(pk=invitation.pk)) == 1
    left = Invitation.history.filter(id=invitation.pk).values_list("email", flat=True)
    assert set(left) == {"removed@portal.invalid"}
    assert refusal(remove) == ""
    assert "append-only" in refusal(remove.replace("name = ''", "name = 'Somebody'"))
    assert "append-only" in refusal(remove.replace("name = ''", "name = '', role = 'observer'"))


def places_of(*words: str) -> set[str]:
    """Tables in which one of the words stands, in whatever column."""
    found = set()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                for word in words:
                    query = f"SELECT 1 FROM {quote(table)} WHERE CAST({quote(column.name)} AS text) LIKE %s LIMIT 1"
                    cursor.execute(query, [f"%{word}%"])
                    if cursor.fetchone():
                        found.add(table)
    return found
