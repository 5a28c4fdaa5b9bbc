"""A person is told what happens to his account: in his language, at once, and not what he knows anyway."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Notice, User
from accounts.services import mailing
from tests.accounts.factors import set_up
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def person():
    return UserFactory(daily_digest=True)


def sign_in(browser, person):
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


def told(person):
    return list(Notice.objects.filter(recipient=person, kind="safety").order_by("created_at"))


def test_a_sign_in_with_a_new_browser_is_told_once(person):
    browser = sign_in(Client(HTTP_USER_AGENT=FIREFOX), person)
    (notice,) = told(person)
    assert notice.context["browser"] == "Firefox, Windows"
    assert notice.context["address"] == "127.0.0.1"
    assert not notice.in_digest
    browser.post("/accounts/logout/")
    sign_in(browser, person)
    assert len(told(person)) == 1
    sign_in(Client(), person)
    assert len(told(person)) == 2


def test_the_mail_says_browser_address_and_what_to_do(person):
    sign_in(Client(HTTP_USER_AGENT=FIREFOX), person)
    mailing.send_due()
    (message,) = mail.outbox
    assert message.subject == "New sign-in to your account"
    for words in ("Firefox, Windows", "127.0.0.1", "If it was not you", "/accounts/"):
        assert words in message.body


def test_a_person_in_a_machine_of_many_is_told_for_himself(person):
    browser = sign_in(Client(), UserFactory())
    browser.post("/accounts/logout/")
    sign_in(browser, person)
    assert len(told(person)) == 1


def test_a_changed_password_is_told(person):
    browser = Client()
    browser.force_login(person)
    new = "quite-another-phrase"
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [notice.context["event"] for notice in told(person)] == ["password"]


def test_a_removed_factor_is_told(person):
    set_up(person)
    browser = Client()
    browser.force_login(person)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert [(notice.context["event"], notice.context["name"]) for notice in told(person)] == [
        ("factor_removed", "Authenticator app")
    ]


def test_a_token_is_told(person):
    services.issue_token(user=person, name="Statistics office")
    (notice,) = told(person)
    assert (notice.context["event"], notice.context["name"]) == ("token", "Statistics office")


@pytest.mark.parametrize(
    "event", ["sign_in", "password", "factor_added", "factor_removed", "factor_reset", "token", "linked"]
)
def test_every_event_has_a_subject_of_its_own(person, event):
    services.tell_of_safety(user=person, event=event, name="Name", by="Somebody")
    mailing.send_due()
    assert mail.outbox[0].subject
    assert "If it was not you" in mail.outbox[0].body


def test_the_mail_is_in_the_persons_language(person):
    User.objects.filter(pk=person.pk).update(language="ar")
    services.tell_of_safety(user=person, event="password")
    Client().post("/accounts/password/reset/", {"email": person.email})
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        from django.utils import translation

        override = translation.override
        patch.setattr(
            "accounts.mail.translation.override", lambda language: seen.append(language) or override(language)
        )
        mailing.send_due()
    assert seen == ["ar", "ar"]
