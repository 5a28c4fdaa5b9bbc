"""Passwords as NIST SP 800-63B-4 wants them."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

PERSON = User(email="amina.diallo@justice.example", name="Amina Diallo")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "quatre mots sans rapport",
        "四个毫不相干的词语放在一起就好了呀",
        "no digits no capitals needed",
        "x7 " * 42 + "ab",
        "🦔🌋 hedgehog volcano",
    ],
)
def test_long_ones_pass_whatever_they_are_made_of(password):
    validate_password(password, PERSON)


@pytest.mark.parametrize(
    "password",
    [
        "fourteen-chars",
        "x7 " * 43,
        "frameworkforactionportal2026",
        "Password-Password-2026!",
        "aaaaaaaaaaaaaaaaaaaa",
        "ababababababababab",
        "123456789012345678",
        "qwertyuiop123456",
        "amina.diallo@justice.example",
        "1q2w3e4r5t6y7u8i9o0p",
    ],
)
def test_short_ones_and_what_others_try_first_do_not(password):
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.django_db
def test_one_letter_typed_in_two_ways_is_one_password(client):
    composed = unicodedata.normalize("NFC", "Élysée sous la pluie")
    person = UserFactory()
    person.set_password(unicodedata.normalize("NFD", composed))
    person.save()
    assert client.post("/accounts/login/", {"login": person.email, "password": composed}).status_code == 302


@pytest.mark.django_db
def test_none_is_cut_and_spaces_count(client):
    person = UserFactory()
    long = "windy x7 " * 14
    client.force_login(person)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": long, "password2": long}
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password(long)
    assert not person.check_password(long.strip())


@pytest.mark.django_db
def test_pages_let_managers_fill_them_in_and_show_what_was_typed(client):
    page = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert 'data-shows="id_password"' in page
    client.force_login(UserFactory())
    assert 'autocomplete="new-password"' in client.get(reverse("account_change_password")).content.decode()
