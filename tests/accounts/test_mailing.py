"""Notices become mails: each once, tried again when it fails, in a digest where chosen; who sees how they went."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as outgoing
from django.urls import reverse
from django.utils.timezone import now

from accounts import mail
from accounts.models import Notice
from accounts.services import choose_digest, mailing, tell
from config.mailbox import EmailBackend
from tests.accounts.mailing import ABOUT, KIND, html_of, state_of, told
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_due_is_sent_once(person, mailoutbox):
    notice = told(person)
    assert (mailing.send_due(), mailing.send_due(), mailing.send_notice(notice.pk)) == (1, 0, False)
    (message,) = mailoutbox
    assert message.to == ["person@qmz.example"]
    assert message.subject == "Country QMZ has submitted its assessment, Cycle 2030"
    assert state_of(notice) == ("sent", 1)
    assert notice.sent_at is not None
    assert notice.lease_until is None


def test_what_is_not_due_waits(person, mailoutbox):
    notice = told(person)
    Notice.objects.update(due_at=now() + timedelta(minutes=1))
    assert (mailing.send_due(), mailing.send_notice(notice.pk)) == (0, False)
    assert mailoutbox == []


def test_a_notice_that_another_worker_sends_is_left_to_it(person, mailoutbox):
    notice = told(person)
    assert mailing._claim(notice.pk) is not None
    assert mailing._claim(notice.pk) is None
    assert mailing.send_due() == 0
    assert state_of(notice) == ("sending", 1)


def test_a_killed_workers_mail_is_sent_after_its_lease_with_the_same_id(person, mailoutbox):
    notice = told(person)
    mailing.send_due()
    Notice.objects.update(status="sending", lease_until=now() - timedelta(seconds=1))  # "sent" was never written
    mailing.send_due()
    first, second = (message.extra_headers["Message-ID"] for message in mailoutbox)
    assert first == second == f"<{notice.pk}@127.0.0.1>"
    assert state_of(notice) == ("sent", 2)


def test_a_worker_that_was_too_late_changes_nothing(person, server):
    """Its lease was over, another worker has the notice and sends it."""
    notice = told(person)
    late = mailing._claim(notice.pk)
    Notice.objects.update(lease_until=now() - timedelta(seconds=1))
    assert mailing._claim(notice.pk).attempts == 2
    mailing._send([late], server(SMTPDataError(451, b"busy")))
    assert state_of(notice) == ("sending", 2)


def test_a_failed_mail_is_tried_again_later_and_later_and_then_given_up(person, server):
    notice = told(person)
    for attempt, pause in enumerate(mailing.PAUSES, start=1):
        server(SMTPDataError(451, b"try later"))
        before = now()
        assert mailing.send_due() == 0
        assert state_of(notice) == ("waiting", attempt)
        assert pause <= notice.due_at - before <= pause + timedelta(minutes=1)
        assert notice.failure.startswith("SMTPDataError: (451")
        Notice.objects.update(due_at=now())
    server(SMTPDataError(451, b"try later"))
    mailing.send_due()
    assert state_of(notice) == ("failed", mailing.MAX_ATTEMPTS)
    assert mailing.send_due() == 0


def test_a_failure_does_not_block_the_others(server):
    first, second, third = (told(UserFactory()) for _ in range(3))
    away = server(None, SMTPServerDisconnected("gone"))
    assert mailing.send_due() == 2
    assert [state_of(one) for one in (first, second, third)] == [("sent", 1), ("waiting", 1), ("sent", 1)]
    assert len(away.sent) == 2


@pytest.mark.parametrize(("code", "status"), [(550, "failed"), (450, "waiting")])
def test_an_address_that_does_not_exist_is_not_tried_again(person, server, code, status):
    notice = told(person)
    server(SMTPRecipientsRefused({person.email: (code, b"mailbox unavailable")}))
    mailing.send_due()
    assert state_of(notice) == (status, 1)


def test_a_mail_server_that_is_away_costs_no_attempt(person, server):
    notice = told(person)
    server(away=ConnectionRefusedError(111, "Connection refused"))
    assert (mailing.send_due(), mailing.send_notice(notice.pk)) == (0, False)
    assert state_of(notice) == ("waiting", 0)
    server()
    assert mailing.send_due() == 1


def test_one_look_ends_after_a_while_and_the_next_goes_on(server, monkeypatch):
    notices = [told(UserFactory()) for _ in range(3)]
    clock = iter([0.0, 1.0, 2.0, mailing.ONE_LOOK + 1])
    monkeypatch.setattr(mailing.time, "monotonic", lambda: next(clock))
    server()
    assert mailing.send_due() == 2
    monkeypatch.undo()
    server()
    assert Notice.objects.filter(pk__in=[one.pk for one in notices], status="waiting").count() == 1


def test_the_last_attempt_that_took_its_worker_along_is_failed(person):
    notice = told(person)
    Notice.objects.update(status="sending", attempts=mailing.MAX_ATTEMPTS, lease_until=now() - timedelta(seconds=1))
    assert mailing.send_due() == 0
    assert state_of(notice) == ("failed", mailing.MAX_ATTEMPTS)
    assert notice.failure


def test_what_is_put_back_does_not_meet_what_gathered_meanwhile(person, server):
    first = told(person, KIND.CONFLICT, "x", codes=["1.1.E1"])
    server(SMTPDataError(451, b"busy"))
    claim = mailing._claim(first.pk)
    second = told(person, KIND.CONFLICT, "x", codes=["1.1.E2"])
    mailing._put_back([claim], SMTPDataError(451, b"busy"))
    assert (state_of(first), state_of(second)) == (("waiting", 1), ("waiting", 0))


def test_a_failure_says_nothing_of_the_mail(person, server, monkeypatch):
    notice = told(person)
    server()

    def broken(*_args):
        raise ValueError("Country QMZ")

    monkeypatch.setattr(mail, "render_to_string", broken)
    mailing.send_due()
    notice.refresh_from_db()
    assert notice.failure == "ValueError"


def test_a_digest_is_one_mail_of_all_that_waits(mailoutbox):
    person, other = UserFactory(daily_digest=True), UserFactory(daily_digest=True)
    notices = [told(person, event=event) for event in ("submitted", "accepted")]
    notices.append(told(person, KIND.MENTION, codes=["2.1.E1"]))
    told(other)
    assert mailing.send_due() == 2
    digest, single = sorted(mailoutbox, key=lambda message: message.to != [person.email])
    assert digest.subject == "3 messages from the Framework for Action Portal"
    for text in (digest.body, html_of(digest)):
        assert "Country QMZ has submitted its assessment" in text
        assert "2.1.E1" in text
        assert "once a day" in text
    assert single.subject == "Country QMZ has submitted its assessment, Cycle 2030"
    assert {state_of(one) for one in notices} == {("sent", 1)}


def test_a_digest_that_comes_twice_has_one_id(server):
    person = UserFactory(daily_digest=True)
    notices = [told(person), told(person, event="accepted")]
    ids = set()
    for _ in range(2):
        way = server()
        mailing.send_due()
        ids |= {message.extra_headers["Message-ID"] for message in way.sent}
        Notice.objects.update(status="sending", lease_until=now() - timedelta(seconds=1))
    assert len(ids) == 1
    assert str(notices[0].pk) not in ids.pop()


def test_a_failed_digest_waits_whole(server):
    person = UserFactory(daily_digest=True)
    notices = [told(person), told(person, event="accepted")]
    server(SMTPDataError(451, b"busy"))
    assert mailing.send_due() == 0
    assert {state_of(one) for one in notices} == {("waiting", 1)}
    Notice.objects.update(due_at=now())
    server()
    assert mailing.send_due() == 1


def test_who_wants_no_digest_any_more_gets_singly_what_waits(mailoutbox):
    person = UserFactory(daily_digest=True)
    for event in ("submitted", "accepted"):
        tell(kind=KIND.STATUS, to=[person], context=ABOUT | {"event": event})
    assert mailing.send_due() == 0
    choose_digest(user=person, daily=False)
    assert mailing.send_due() == 2
    assert len(mailoutbox) == 2


def test_an_account_that_was_closed_gets_nothing_more(person, mailoutbox):
    notice = told(person)
    person.is_active = False
    person.save()
    assert mailing.send_due() == 0
    assert mailoutbox == []
    assert state_of(notice) == ("failed", 1)
    assert notice.failure == "The account is not active any more."


def test_mail_goes_to_the_address_of_today(person, mailoutbox):
    told(person)
    person.email = "new@qmz.example"
    person.save()
    mailing.send_due()
    assert mailoutbox[0].to == ["new@qmz.example"]


def test_files_are_one_a_mail_and_readable(person, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "not" / "there" / "yet")
    settings.EMAIL_BACKEND = "config.mailbox.EmailBackend"
    for name in ("Côte, 東京", "../../etc/passwd"):
        told(person, country=name)
    assert mailing.send_due() == 2
    files = sorted((tmp_path / "not" / "there" / "yet").iterdir())
    assert len(files) == 2
    assert all(file.suffix == ".eml" and "person@qmz.example" in file.name for file in files)
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert "Côte, 東京 has submitted its assessment in Cycle 2030." in text
    assert not list(tmp_path.rglob("*passwd"))


def test_files_take_the_mails_of_others_too(settings, tmp_path):
    """Django's and allauth's own, as for a forgotten password."""
    settings.EMAIL_FILE_PATH = str(tmp_path)
    message = outgoing.EmailMessage("Subject", "Text", to=["a@qmz.example", "b@qmz.example"], connection=EmailBackend())
    assert message.send() == 1
    assert len(list(tmp_path.iterdir())) == 1


@pytest.fixture
def secretariat(client):
    membership = MembershipFactory(secretariat=True)
    client.force_login(membership.user)
    return membership


def test_the_secretariat_sees_how_mails_went_and_not_what_they_say(client, secretariat, person, server):
    notice = told(person, country="Country that is secret")
    server(SMTPRecipientsRefused({person.email: (550, b"no such mailbox")}))
    mailing.send_due()
    page = client.get(reverse("admin:accounts_notice_changelist"))
    text = page.content.decode()
    assert "person@qmz.example" in text
    assert "no such mailbox" in text
    assert "Country that is secret" not in text
    assert client.get(reverse("admin:accounts_notice_change", args=[notice.pk])).status_code == 404
    assert client.get(reverse("admin:accounts_notice_add")).status_code == 403
    assert client.post(reverse("admin:accounts_notice_delete", args=[notice.pk])).status_code == 403


def test_the_secretariat_sends_a_failed_mail_again(client, secretariat, person, server):
    failed, waiting = told(person), told(person, event="accepted")
    Notice.objects.filter(pk=failed.pk).update(status="failed", attempts=8, failure="x")
    Notice.objects.filter(pk=waiting.pk).update(attempts=3)
    client.post(
        reverse("admin:accounts_notice_changelist"),
        {"action": "send_again", "_selected_action": [str(failed.pk), str(waiting.pk)]},
    )
    assert (state_of(failed), state_of(waiting)) == (("waiting", 0), ("waiting", 3))
    server()
    assert mailing.send_due() == 2


@pytest.mark.parametrize("role", ["contributor", "focal_point", "reviewer"])
def test_nobody_else_sees_the_mails(client, role):
    client.force_login(MembershipFactory(**{role: True}).user)
    assert client.get(reverse("admin:accounts_notice_changelist")).status_code == 302
