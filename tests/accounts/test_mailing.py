"""Notices become mails: each once, tried again when it fails, in a digest where chosen, safe whatever names hold."""

from datetime import timedelta
from html.parser import HTMLParser
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as outgoing
from django.urls import reverse
from django.utils.timezone import now

from accounts import mail
from accounts.models import Notice
from accounts.services import choose_digest, invite, link_of, mailing, revoke, tell
from config.mailbox import EmailBackend
from tests.factories import CountryFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
KIND = Notice.Kind
ABOUT = {"country": "Country QMZ", "cycle": "Cycle 2030", "by": "Person A", "path": "/assessments/1/"}
CONTEXTS = [
    (KIND.ASSIGNMENT, {"ministry": "Ministry X", "codes": ["1.1.E1", "1.1.E2"], "due_on": "2030-03-01"}),
    (KIND.ASSIGNMENT, {"ministry": "Ministry X", "codes": ["1.1.E1"], "due_on": None}),
    (KIND.CONFLICT, {"codes": ["1.1.E1"]}),
    (KIND.MENTION, {"codes": ["1.1.E1"]}),
    *(
        (KIND.CLARIFICATION, {"codes": ["1.1.E1"], "event": event})
        for event in ("asked", "delegated", "contributed", "answered", "followed_up", "closed")
    ),
    (KIND.DEADLINE, {"event": "closing", "due_on": "2030-12-31", "opened": True}),
    (KIND.DEADLINE, {"event": "closing", "due_on": "2030-12-31", "opened": False}),
    (KIND.DEADLINE, {"event": "assignment", "due_on": "2030-12-31", "ministry": "Ministry X", "count": 3}),
    (KIND.DEADLINE, {"event": "clarification", "due_on": "2030-12-31", "codes": ["1.1.E1"]}),
    *((KIND.STATUS, {"event": event}) for event in ("submitted", "reopened", "accepted")),
    *(
        (KIND.MEMBERSHIP, {"event": event, "capacity": "Focal point, Country QMZ", "to": "Person B"})
        for event in ("accepted", "ended", "received", "handed_over")
    ),
]


@pytest.fixture
def person():
    return UserFactory(email="person@qmz.example")


def told(person, kind=KIND.STATUS, gathers="", **context):
    """A notice that is due, whatever it gathers."""
    context = ABOUT | {"event": "submitted"} | context
    (notice,) = tell(kind=kind, to=[person], context=context, gathers=gathers)
    Notice.objects.filter(pk=notice.pk).update(due_at=now())
    return notice


def state_of(notice):
    notice.refresh_from_db()
    return notice.status, notice.attempts


def html_of(message):
    (alternative,) = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content


class Server:
    """A mail server that answers with `faults` in turn, None for "accepted", and then accepts everything."""

    def __init__(self, *faults, away=None):
        self.faults, self.away, self.sent, self.closed = list(faults), away, [], 0

    def open(self):
        if self.away:
            raise self.away

    def send_messages(self, messages):
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.sent += messages
        return len(messages)

    def close(self):
        self.closed += 1


@pytest.fixture
def server(monkeypatch):
    def of(*faults, **options):
        server = Server(*faults, **options)
        monkeypatch.setattr(mailing, "get_connection", lambda: server)
        return server

    return of


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


class Reader(HTMLParser):
    """Text and links of an HTML mail, and what no mail may have."""

    def __init__(self, html):
        super().__init__()
        self.text, self.links, self.tags, self.styled = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name == "href"]
        self.styled += [name for name, _ in attributes if name == "style" or name.startswith("on")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(("kind", "context"), CONTEXTS)
def test_every_kind_says_the_same_in_text_and_html(person, mailoutbox, settings, kind, context):
    settings.PORTAL_URL = "https://portal.qmz.example"
    told(person, kind, **context | {"by": "Ö. O'Neill & <b>Sons</b>"})
    mailing.send_due()
    (message,) = mailoutbox
    html = Reader(html_of(message))
    words = " ".join(" ".join(html.text).split())
    link = "https://portal.qmz.example/assessments/1/"
    assert link in message.body.splitlines()
    assert link in html.links
    for line in message.body.replace(link, "").split("\n\n")[1:2]:
        assert " ".join(line.split()) in words
    for code in context.get("codes", ()):
        assert code in message.body
        assert code in words
    assert "b" not in html.tags
    assert not html.styled
    assert not {"script", "img", "link"} & set(html.tags)
    for entity in ("&lt;", "&amp;", "&#x27;", "&quot;"):
        assert entity not in message.body
        assert entity not in message.subject
    assert "None" not in message.body
    assert 20 < len(message.subject) < 120
    if context.get("due_on"):
        year = context["due_on"][:4]
        assert f"31 December {year}" in words or f"1 March {year}" in words


@pytest.mark.parametrize(("kind", "context"), CONTEXTS)
def test_every_mail_says_why_it_came_and_how_to_choose_the_digest(person, mailoutbox, kind, context):
    told(person, kind, **context)
    mailing.send_due()
    for text in (mailoutbox[0].body, html_of(mailoutbox[0])):
        text = " ".join(text.split())
        assert "You get this mail because you have a role" in text
        assert "one mail a day instead of single ones" in text
        assert reverse("accounts:profile") in text
        assert "countries, people and answers are fictional" in text


def test_outside_a_demonstration_nothing_is_called_fictional(person, mailoutbox, settings):
    settings.DEMO_MODE = False
    told(person)
    mailing.send_due()
    assert "fictional" not in mailoutbox[0].body + html_of(mailoutbox[0])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_a_name_forges_no_header_and_no_line(person, mailoutbox, end):
    told(person, country=f"Country{end}Bcc: everybody@qmz.example{end}{end}https://evil.example/")
    assert mailing.send_due() == 1
    (message,) = mailoutbox
    sent = message.message()
    assert sent["Bcc"] is None
    assert message.recipients() == [person.email]
    assert message.subject.startswith("Country Bcc: everybody@qmz.example https://evil.example/ has submitted")
    assert not [line for line in message.body.splitlines() if line.startswith(("Bcc:", "https://evil"))]


def test_a_long_name_leaves_a_subject_that_can_be_read(person, mailoutbox):
    told(person, country="C" * 900)
    mailing.send_due()
    assert len(mailoutbox[0].subject) <= mail.LONGEST_SUBJECT


def test_many_codes_are_counted_and_the_first_named(person, mailoutbox):
    told(person, KIND.CONFLICT, codes=[f"1.1.E{number}" for number in range(1, 372)])
    mailing.send_due()
    assert "answer 371 indicators differently" in mailoutbox[0].subject
    for text in (mailoutbox[0].body, html_of(mailoutbox[0])):
        assert "and 359 more" in " ".join(text.split())
        assert "1.1.E13" not in text


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_mail_leads_nowhere_but_to_the_portal(person, mailoutbox, path):
    told(person, path=path)
    mailing.send_due()
    assert "evil" not in mailoutbox[0].body
    assert "javascript" not in html_of(mailoutbox[0])


@pytest.fixture
def focal_point():
    return MembershipFactory(focal_point=True, country=CountryFactory(code="QMZ"))


def test_an_invitation_leads_to_its_link_which_is_kept_nowhere(focal_point, mailoutbox, client):
    invitation = invite(
        actor=focal_point, email="new@qmz.example", role="observer", country=focal_point.country, name="New Person"
    )
    assert mailing.send_due() == 1
    (message,) = mailoutbox
    link = f"http://127.0.0.1:8000{link_of(invitation)}"
    assert message.to == ["new@qmz.example"]
    assert link in message.body.splitlines()
    assert link in Reader(html_of(message)).links
    for said in (str(focal_point.user), focal_point.capacity, "Observer, Country QMZ", "New Person"):
        assert said in " ".join(message.body.split())
    assert "If you did not expect it, do nothing" in " ".join(message.body.split())
    assert link_of(invitation) not in str(list(Notice.objects.values()))


def test_an_invitation_that_was_revoked_is_not_sent(focal_point, mailoutbox):
    invitation = invite(actor=focal_point, email="new@qmz.example", role="observer", country=focal_point.country)
    claimed = mailing._claim(Notice.objects.get().pk)
    revoke(actor=focal_point, invitation=invitation)
    assert mailing._send([claimed], Server()) is False
    assert mailoutbox == []
    assert state_of(claimed) == ("failed", 1)


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
