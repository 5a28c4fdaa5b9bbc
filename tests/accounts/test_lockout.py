"""Guessing is slowed down, and nobody can lock out another by it."""

import pytest
from django.test import Client

from accounts import limits
from tests.accounts.factors import code_now, set_up
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def person():
    return UserFactory(email="owner@people.example")


def tries(browser, email, password=PASSWORD, address="192.0.2.7"):
    return browser.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


def attacked(person, times=100, address="192.0.2.7"):
    """Whoever sits at `address` tries so many passwords; the statuses of the answers."""
    attacker = Client()
    return {tries(attacker, person.email, f"wrong-password-{number}", address).status_code for number in range(times)}


def test_hundred_wrong_passwords_stop_whoever_tries_them_and_not_the_owner_elsewhere(person):
    assert attacked(person) == {200, 429}
    assert tries(Client(), person.email).status_code == 429
    assert tries(Client(), person.email, address="198.51.100.4").status_code == 302


def test_a_browser_that_signed_in_before_is_not_slowed_even_at_the_same_address(person):
    own = Client()
    assert tries(own, person.email).status_code == 302
    own.post("/accounts/logout/")
    attacked(person)
    assert tries(own, person.email).status_code == 302


def test_such_a_browser_is_limited_for_itself(person):
    own = Client()
    tries(own, person.email)
    own.post("/accounts/logout/")
    statuses = [tries(own, person.email, "a-wrong-password").status_code for _time in range(11)]
    assert statuses == [200] * 10 + [429]


def test_a_browser_that_signed_in_another_is_nothing_special(person):
    attacker = Client()
    assert tries(attacker, UserFactory().email).status_code == 302
    attacker.post("/accounts/logout/")
    statuses = [tries(attacker, person.email, "a-wrong-password").status_code for _time in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_forged_cookie_is_nothing_special(person, settings):
    attacker = Client()
    attacker.cookies[settings.BROWSER_COOKIE_NAME] = f'{{"id": "x", "people": [{person.pk}]}}:forged'
    statuses = [tries(attacker, person.email, "a-wrong-password").status_code for _time in range(6)]
    assert statuses == [200] * 5 + [429]


def test_one_address_cannot_try_all_accounts():
    statuses = [
        tries(Client(), f"person-{number}@people.example", "a-wrong-password").status_code for number in range(51)
    ]
    assert statuses == [200] * 50 + [429]


def test_what_succeeds_does_not_count(person):
    for _time in range(8):
        browser = Client()
        assert tries(browser, person.email).status_code == 302


def test_neighbours_in_a_network_of_ipv6_are_one(person):
    statuses = [
        tries(Client(), person.email, "a-wrong-password", f"2001:db8::{number}").status_code for number in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def test_the_refusal_says_when_to_come_again(person):
    attacked(person, times=6)
    answer = tries(Client(), person.email)
    assert 0 < int(answer["Retry-After"]) <= 300
    assert "Too many failed login attempts" in answer.content.decode()


def test_codes_are_limited_by_person_and_address(person):
    set_up(person)
    browser = Client()
    tries(browser, person.email)
    for _time in range(limits.ADDRESS_AND_CODES.failures):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR="192.0.2.7")
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_now()}, REMOTE_ADDR="192.0.2.7")
    assert "Too many failed login attempts" in answer.content.decode()
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_now()}, REMOTE_ADDR="198.51.100.4")
    assert answer.status_code == 302


def test_codes_are_limited_by_person_wherever_they_come_from(person, monkeypatch):
    monkeypatch.setattr(limits, "CODES", limits.Limit("codes", 3, 3600))
    set_up(person)
    browser = Client()
    tries(browser, person.email)
    for number in range(3):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_now()}, REMOTE_ADDR="192.0.2.99")
    assert "Too many failed login attempts" in answer.content.decode()


def test_limits_of_allauths_pages_say_when_to_come_again(person):
    browser = Client()
    answers = [browser.post("/accounts/password/reset/", {"email": person.email}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "too many requests" in answers[-1].content.decode()
