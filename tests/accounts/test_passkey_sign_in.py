"""Where a sign-in with a passkey alone leads (with a real one: tests/browser/test_passkeys.py)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("mfa_login_webauthn")


@pytest.fixture
def passkey(monkeypatch):
    """A passkey whose answer is believed: the browser's part is tested with a browser."""
    one = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Laptop", "credential": {}})
    monkeypatch.setattr(LoginWebAuthnForm, "clean_credential", lambda self: one)
    return one


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/framework/?q=a&kind=b", "/framework/?q=a&kind=b"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_it_leads_where_the_person_was_going_and_nowhere_else(client, passkey, wanted, reached):
    answer = client.post(SIGN_IN, {"credential": "[1]", "next": wanted})
    assert (answer.status_code, answer.url) == (302, reached)
    assert client.session["_auth_user_id"] == str(passkey.user_id)


def test_the_page_passes_it_on(client):
    page = client.get("/accounts/login/", {"next": "/framework/"}).content.decode()
    form = page[page.index(f'action="{SIGN_IN}"') :]
    assert '<input type="hidden" name="next" value="/framework/"' in form[: form.index("</form>")]


def test_a_refused_one_keeps_where_the_person_was_going(client):
    answer = client.post(SIGN_IN, {"credential": "{}", "next": "/framework/"})
    assert answer.url == "/accounts/login/?next=%2Fframework%2F"
    assert "_auth_user_id" not in client.session
