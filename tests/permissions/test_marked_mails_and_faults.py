"""Mails, what the API says of faults and what forms say: read in a language in which each marked text stands in
brackets, so that what is not marked is found.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import trans_real

from accounts import services
from accounts.models import Notice
from accounts.services import mailing
from config import busy
from tests.accounts.mailing import html_of, told
from tests.accounts.test_what_mails_say import CONTEXTS
from tests.factories import MembershipFactory, UserFactory
from tests.permissions import marking

pytestmark = pytest.mark.django_db
WITH_LINKS = (Notice.Kind.INVITATION, Notice.Kind.PASSWORD)
"""Kinds whose mail says what an invitation or an account says; tested by themselves."""
GENERAL = {
    "capacity": "Focal point, Country QMZ",
    "to": "Person B",
    "name": "Laptop",
    "at": "2030-01-01 10:00",
    "browser": "Firefox, Windows",
    "address": "127.0.0.1",
    "ministry": "Ministry X",
    "codes": ["1.1.E1"],
    "due_on": "2030-12-31",
}
"""What events name."""


@pytest.fixture(autouse=True)
def pseudo(monkeypatch) -> Iterator[None]:
    monkeypatch.setitem(trans_real._translations, marking.LANGUAGE, marking.Pseudo(marking.LANGUAGE))
    with translation.override(marking.LANGUAGE):
        yield


def said_in(message: EmailMultiAlternatives) -> list[str]:
    """Subject, paragraphs (whose lines are broken within marks) and HTML of a mail."""
    return [message.subject, " ".join(message.body.split()), *marking.texts_of(html_of(message))]


def expect_marked(message: EmailMultiAlternatives, *data: str) -> None:
    assert "⟦" in message.subject
    assert marking.unmarked(said_in(message), "\n".join([marking.stored_texts(), *data])) == set()


def contexts() -> Iterator[tuple[str, dict[str, Any]]]:
    """What each kind of notice is told with: as it is elsewhere, and every event that its template knows besides."""
    yield from CONTEXTS
    known = {(kind, context.get("event", "")) for kind, context in CONTEXTS}
    for kind in sorted(set(Notice.Kind.values) - set(WITH_LINKS)):
        others = [] if kind == Notice.Kind.SAFETY else ["something else"]
        for event in [*re.findall(r'event == "(\w+)"', template_of(kind)), *others]:
            if (kind, event) not in known:
                yield kind, {"event": event} | GENERAL
    yield Notice.Kind.SAFETY, {"event": "factor_reset", "by": ""} | {"at": "", "browser": "", "address": ""}


def template_of(kind: str) -> str:
    return Path(get_template(f"mail/{kind}.txt").origin.name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "context"), [*contexts()])
def test_every_mail_is_marked(mailoutbox, kind, context):
    person = UserFactory(email="person@qmz.example", language=marking.LANGUAGE)
    context = {"by": "Person A"} | context
    told(person, kind, **context)
    mailing.send_due()
    (message,) = mailoutbox
    expect_marked(message, "Country QMZ", "Cycle 2030", *map(str, context.values()))


def test_an_invitation_is_marked(mailoutbox):
    focal = MembershipFactory(focal_point=True)
    services.invite(
        actor=focal,
        email="new@qmz.example",
        role="observer",
        country=focal.country,
        name="New Person",
        language=marking.LANGUAGE,
    )
    mailing.send_due()
    (message,) = mailoutbox
    expect_marked(message)


def test_the_link_for_a_new_password_is_marked(mailoutbox, client):
    person = UserFactory(language=marking.LANGUAGE)
    client.post("/accounts/password/reset/", {"email": person.email})
    mailing.send_due()
    (message,) = mailoutbox
    expect_marked(message)


def test_a_digest_is_marked(mailoutbox):
    person = UserFactory(daily_digest=True, language=marking.LANGUAGE)
    told(person, by="Person A")
    told(person, Notice.Kind.CONFLICT, by="Person A", codes=[f"1.1.E{number}" for number in range(1, 20)])
    mailing.send_due()
    (message,) = mailoutbox
    expect_marked(message, "Country QMZ", "Cycle 2030", "Person A")


def test_every_template_of_a_mail_is_tried():
    templates = {one.stem for one in Path(get_template("mail/message.txt").origin.name).parent.glob("*.txt")}
    assert templates == {*Notice.Kind.values, "message"}
    assert {kind for kind, _context in contexts()} | set(WITH_LINKS) == set(Notice.Kind.values)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/api/v1/assessments/", None),
        ("get", "/api/v1/indicators/9.9.E9/", None),
        ("get", "/api/v1/nothing/", None),
        ("get", "/api/v1/indicators/?page_size=x", None),
        ("post", "/api/v1/tokens/", "{"),
        ("delete", "/api/v1/indicators/1.1.E1/", None),
    ],
)
def test_every_fault_of_the_api_is_marked(client, method, path, body):
    more = {"data": body, "content_type": "application/json"} if body else {}
    response = getattr(client, method)(path, headers={"accept-language": marking.LANGUAGE}, **more)
    assert response.status_code >= 400
    problem = response.json()
    said = [problem["detail"], *(text for texts in problem.get("errors", {}).values() for text in texts)]
    assert "⟦" in problem["detail"]
    data = "\n".join([marking.stored_texts(), "GET", "POST", "DELETE"])
    assert marking.unmarked(said, data) == set()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_what_forms_refuse_is_marked(client, path):
    page = client.post(path, {}, headers={"accept-language": marking.LANGUAGE}).content.decode()
    assert "⟦" in page
    assert marking.unmarked(marking.texts_of(page), marking.stored_texts()) == set()


@pytest.mark.parametrize("path", ["/nothing/", "/framework/indicators/9.9.E9/", "/admin/login/"])
def test_error_pages_and_the_administration_have_language_and_direction(client, path):
    page = client.get(path, headers={"accept-language": marking.LANGUAGE}, follow=True).content.decode()
    assert '<html lang="ar" dir="rtl"' in page


def test_a_busy_portal_answers_in_the_language_of_the_browser():
    busy.page.cache_clear()
    sent: dict[str, Any] = {}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_LANGUAGE": marking.LANGUAGE}
    (page,) = busy.refusal(environ, lambda status, headers: sent.update(headers), 7)
    busy.page.cache_clear()
    assert sent["Content-Language"] == marking.LANGUAGE
    assert '<html lang="ar" dir="rtl">' in page.decode()
    assert "⟦" in page.decode()
    assert marking.unmarked(marking.texts_of(page.decode()), marking.stored_texts()) == set()
