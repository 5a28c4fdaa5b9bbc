"""The second factor: set up after the password is entered again, asked for at sign-in, replaced by recovery codes."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_for(secret):
    """What an authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    return format_hotp_value(hotp_value(secret, now))


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def secret(client, person):
    """The key of the person's activated app."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page)[1]
    assert client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}).status_code == 302
    return secret


def test_setting_up_asks_for_the_password_first(client, person):
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert client.post(answer.url, {"password": "a-wrong-password"}).status_code == 200
    assert client.post(answer.url, {"password": PASSWORD}).url == reverse("mfa_activate_totp")


def test_wrong_code_activates_nothing(client, person):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000x"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_sign_in_asks_for_the_code(client, person, secret):
    client.logout()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(answer.url, {"code": code_for(secret)}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_recovery_code_signs_in_once(client, person, secret):
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client.logout()
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert client.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == expected


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ],
)
def test_pages_stand(client, person, secret, name):
    assert client.get(reverse(name)).status_code == 200


def test_second_factor_can_be_set_up_after_a_new_password_by_mail(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_secrets_survive_a_change_of_the_secret_key(client, person, secret, settings, capsys):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-of-the-portal-of-fifty-characters"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("renew_secrets")
    client.logout()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [former]
    call_command("renew_secrets")
    assert capsys.readouterr().out == "2 renewed.\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_for(secret)) is not None
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 10


def test_secrets_of_before_they_were_encrypted_are_read(person):
    from accounts.second_factor import SecondFactorAdapter

    assert SecondFactorAdapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"
    assert SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP") != SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
