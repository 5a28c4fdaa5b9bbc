"""Where a person is signed in: listed, ended by him, ended by a new password, and ended by themselves."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import middleware
from accounts.browsers import name_of
from accounts.models import BrowserSession
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SESSIONS = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person():
    return UserFactory()


def browser_of(person, user_agent=FIREFOX):
    browser = Client(HTTP_USER_AGENT=user_agent)
    answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def is_in(browser):
    return browser.get("/accounts/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Safari, iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_in_short_words(user_agent, name):
    assert name_of(user_agent) == name


def test_they_are_listed_with_browser_and_address(person):
    computer, phone = browser_of(person), browser_of(person, PHONE)
    browser_of(UserFactory())
    page = computer.get(SESSIONS).content.decode()
    assert page.count("127.0.0.1") == 2
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    assert page.count("This one") == 1
    assert is_in(phone)


def test_one_is_ended_from_another(person):
    computer, phone = browser_of(person), browser_of(person, PHONE)
    row = BrowserSession.objects.get(browser="Safari, iPhone")
    assert computer.post(reverse("accounts:end_session", args=[row.pk])).status_code == 302
    assert (is_in(computer), is_in(phone)) == (True, False)
    assert not Session.objects.filter(session_key=row.session_key).exists()


def test_anothers_cannot_be_ended(person):
    stranger = browser_of(UserFactory())
    browser = browser_of(person)
    row = BrowserSession.objects.get(user=person)
    assert stranger.post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    assert is_in(browser)


def test_all_others_are_ended_at_once(person):
    here, *elsewhere = [browser_of(person) for _number in range(3)]
    here.post(reverse("accounts:end_other_sessions"))
    assert is_in(here)
    assert not any(is_in(browser) for browser in elsewhere)
    assert person.browser_sessions.count() == 1


def test_signing_out_ends_the_row(person):
    browser_of(person).post("/accounts/logout/")
    assert not BrowserSession.objects.exists()


def test_a_new_password_ends_the_others(person):
    here, elsewhere = browser_of(person), browser_of(person)
    new = "quite-another-phrase"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert person.browser_sessions.count() == 1


def test_last_seen_is_kept_at_most_once_in_five_minutes(person, monkeypatch, django_assert_num_queries):
    browser = browser_of(person)
    long_ago = timezone.now() - timedelta(hours=1)
    BrowserSession.objects.update(seen_at=long_ago)
    assert is_in(browser)
    assert BrowserSession.objects.get().seen_at == long_ago
    now = time.time()
    monkeypatch.setattr(middleware.time, "time", lambda: now + 301)
    assert is_in(browser)
    assert BrowserSession.objects.get().seen_at > long_ago
    with django_assert_num_queries(3):  # the session, the person, and that he has no membership
        browser.get("/api/v1/docs/")


def test_a_session_is_kept_for_the_hours_of_the_setting_and_ends_with_the_browser(person, settings):
    browser = browser_of(person)
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
    assert browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_a_session_ends_after_a_week_however_busy(person, monkeypatch):
    browser = browser_of(person)
    now = time.time()
    monkeypatch.setattr(middleware.time, "time", lambda: now + middleware.LONGEST_SESSION + 1)
    assert not is_in(browser)


def test_a_session_that_began_before_sessions_were_kept_goes_on(person):
    browser = browser_of(person)
    session = browser.session
    del session["seen"], session["signed_in"]
    session.save()
    BrowserSession.objects.all().delete()
    assert is_in(browser)
    assert BrowserSession.objects.get().user == person
