"""What mails say, in text and HTML alike, safe whatever names hold."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts import mail
from accounts.models import Notice
from accounts.services import invite, link_of, mailing, revoke
from tests.accounts.mailing import KIND, Server, html_of, state_of, told
from tests.factories import CountryFactory, MembershipFactory

pytestmark = pytest.mark.django_db
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
        for event in ("accepted", "ended", "received", "handed_over", "factor_asked")
    ),
]


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
