"""Telling people: a row each, joined while it waits, once where it has a key, at once on a commit."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from accounts.models import Notice
from accounts.services import Telling, bell, tell, tell_each, telling, telling_nobody, untell
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KIND = Notice.Kind


def codes_of(notice):
    notice.refresh_from_db()
    return notice.context["codes"]


def test_everybody_active_is_told_once():
    people = [UserFactory(), UserFactory(is_active=False), UserFactory()]
    notices = tell(kind=KIND.STATUS, to=[*people, people[0]], context={"path": "/"})
    assert {notice.recipient for notice in notices} == {people[0], people[2]}
    assert set(Notice.objects.values_list("address", flat=True)) == {people[0].email, people[2].email}
    assert all(notice.due_at <= now() for notice in notices)


def test_what_gathers_is_joined_while_it_waits():
    person = UserFactory()
    (first,) = tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E1"], "by": "A"}, gathers="x")
    tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E1", "1.1.E2"], "by": "B"}, gathers="x")
    assert codes_of(first) == ["1.1.E1", "1.1.E2"]
    assert first.context["by"] == "B"
    assert now() < first.due_at <= now() + telling.GATHERED_FOR
    assert Notice.objects.count() == 1


def test_other_kinds_and_other_things_are_not_joined():
    person = UserFactory()
    for kind, gathers in ((KIND.CONFLICT, "x"), (KIND.CONFLICT, "y"), (KIND.MENTION, "x")):
        tell(kind=kind, to=[person], context={"codes": []}, gathers=gathers)
    assert Notice.objects.count() == 3


def test_what_is_being_sent_gathers_no_more():
    person = UserFactory()
    (first,) = tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E1"]}, gathers="x")
    Notice.objects.update(status="sending", gathers="", lease_until=now())
    (second,) = tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E2"]}, gathers="x")
    assert first.pk != second.pk
    assert (codes_of(first), codes_of(second)) == (["1.1.E1"], ["1.1.E2"])


def test_a_key_is_told_once_whatever_became_of_it():
    person, other = UserFactory(), UserFactory()
    assert len(tell(kind=KIND.DEADLINE, to=[person], context={}, key="closing:7")) == 1
    Notice.objects.update(status="sent", sent_at=now())
    assert [one.recipient for one in tell(kind=KIND.DEADLINE, to=[person, other], context={}, key="closing:7")] == [
        other
    ]


def test_whoever_meets_another_in_the_act_joins_him(monkeypatch):
    """Both have looked and seen nothing that waits; the constraint lets one in, and the other joins."""
    person = UserFactory()
    looked = telling._join
    met = []

    def look_before_the_other_wrote(kind, tellings):
        if met:
            return looked(kind, tellings)
        met.append(True)
        outcome = looked(kind, tellings)
        tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E1"]}, gathers="x")
        return outcome

    monkeypatch.setattr(telling, "_join", look_before_the_other_wrote)
    tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E2"]}, gathers="x")
    assert codes_of(Notice.objects.get()) == ["1.1.E1", "1.1.E2"]


def test_whoever_meets_another_with_the_same_key_leaves_it_to_him(monkeypatch):
    person = UserFactory()
    added = telling._add
    met = []

    def add_after_the_other(kind, tellings):
        if not met:
            met.append(True)
            tell(kind=KIND.DEADLINE, to=[person], context={"n": 1}, key="k")
        return added(kind, tellings)

    monkeypatch.setattr(telling, "_add", add_after_the_other)
    assert tell(kind=KIND.DEADLINE, to=[person], context={"n": 2}, key="k") == []
    assert Notice.objects.get().context == {"n": 1}


def test_many_are_told_in_few_queries():
    people = UserFactory.create_batch(30)
    tellings = [Telling(person, {"codes": ["1.1.E1"]}, "x", f"k:{person.pk}") for person in people]
    with CaptureQueriesContext(connection) as captured:
        tell_each(kind=KIND.CONFLICT, tellings=tellings)
    writing = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(writing) <= 4
    assert Notice.objects.count() == 30


def test_undoing_takes_back_what_waits_and_no_more():
    person, other = UserFactory(), UserFactory()
    (waiting,) = tell(kind=KIND.CONFLICT, to=[person], context={"codes": ["1.1.E1", "1.1.E2"]}, gathers="x:1")
    (sent,) = tell(kind=KIND.CONFLICT, to=[other], context={"codes": ["1.1.E1"]}, gathers="x:2")
    Notice.objects.filter(pk=sent.pk).update(status="sent", sent_at=now())
    untell(kind=KIND.CONFLICT, gathers="x:", codes=["1.1.E1", "4.4.E4"])
    assert (codes_of(waiting), codes_of(sent)) == (["1.1.E2"], ["1.1.E1"])
    untell(kind=KIND.CONFLICT, gathers="x:", codes=["1.1.E2"])
    assert list(Notice.objects.all()) == [sent]


def test_a_demonstration_tells_nobody():
    with telling_nobody():
        assert tell(kind=KIND.STATUS, to=[UserFactory()], context={}) == []
    assert not Notice.objects.exists()
    assert len(tell(kind=KIND.STATUS, to=[UserFactory()], context={})) == 1


@pytest.mark.parametrize(("hour", "day"), [(4, 25), (5, 26), (23, 26)])
def test_a_digest_goes_out_at_its_hour(settings, hour, day):
    settings.DIGEST_HOUR = 5
    after = datetime(2026, 11, 25, hour, 0, tzinfo=UTC)
    assert telling.next_digest(after) == datetime(2026, 11, day, 5, 0, tzinfo=UTC)


def test_who_wants_a_digest_waits_for_it():
    (notice,) = tell(kind=KIND.STATUS, to=[UserFactory(daily_digest=True)], context={})
    assert notice.in_digest
    assert timedelta() < notice.due_at - now() <= timedelta(days=1)


@pytest.fixture
def sent_bells(monkeypatch):
    """Bells that were rung, as arguments of the task."""
    rung = []
    monkeypatch.setattr(
        bell.current_app, "send_task", lambda task, args, **_options: rung.append((task, *args)), raising=False
    )
    return rung


def test_the_bell_rings_on_commit_for_what_is_due(sent_bells, django_capture_on_commit_callbacks):
    person = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        (now_due,) = tell(kind=KIND.STATUS, to=[person], context={})
        tell(kind=KIND.CONFLICT, to=[person], context={"codes": []}, gathers="x")
        assert sent_bells == []
    assert sent_bells == [("accounts.tasks.send_notice", str(now_due.pk))]


def test_many_bells_are_left_to_the_next_look(sent_bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(kind=KIND.STATUS, to=UserFactory.create_batch(bell.RUNG_FOR + 5), context={})
    assert len(sent_bells) == bell.RUNG_FOR


@pytest.mark.parametrize("fault", [OperationalError("no queue"), OSError(28, "No space left on device")])
def test_a_queue_that_is_away_is_nobodys_trouble(monkeypatch, django_capture_on_commit_callbacks, caplog, fault):
    def away(task, args, **_options):
        raise fault

    monkeypatch.setattr(bell.current_app, "send_task", away, raising=False)
    with django_capture_on_commit_callbacks(execute=True):
        (notice,) = tell(kind=KIND.STATUS, to=[UserFactory()], context={})
    notice.refresh_from_db()
    assert notice.status == "waiting"
    assert "notice_not_rung" in caplog.text
