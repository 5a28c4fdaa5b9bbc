"""Signing in by e-mail, with limits, a closed door for strangers, and a new password by mail."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import services
from accounts.models import User
from accounts.services import mailing
from tests.accounts.inviting import invited
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def test_by_email_in_any_case(client):
    person = UserFactory(email="Focal@qaa.example")
    answer = sign_in(client, "focal@QAA.example")
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("email", ["known@people.example", "unknown@people.example"])
def test_wrong_password_and_unknown_address_get_the_same_answer(client, email):
    UserFactory(email="known@people.example")
    answer = sign_in(client, email, "a-wrong-password")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]


def test_inactive_account_gets_the_answer_of_one_that_there_is_not(client):
    person = UserFactory(is_active=False)
    answer = sign_in(client, person.email)
    assert answer.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]
    assert "_auth_user_id" not in client.session


def test_after_five_failures_the_right_password_waits_too(client):
    person = UserFactory()
    for _attempt in range(5):
        sign_in(client, person.email, "a-wrong-password")
    answer = sign_in(client, person.email)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    assert "Too many failed login attempts" in answer.content.decode()


def test_published_password_opens_nothing_outside_the_demonstration(client, settings):
    person = UserFactory()
    person.set_password(settings.DEMO_PASSWORD)
    person.save()
    settings.DEMO_MODE = False
    assert sign_in(client, person.email, settings.DEMO_PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session
    settings.DEMO_MODE = True
    assert sign_in(client, person.email, settings.DEMO_PASSWORD).url == reverse("home")


def test_nobody_signs_up(client):
    assert "Access is by invitation" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"email": "me@people.example", "password1": PASSWORD})
    assert not User.objects.exists()


def test_new_password_by_mail(client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email.upper()})
    mailing.send_due()
    link = re.search(r"http://127.0.0.1:8000(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "quite-another-password", "password2": "quite-another-password"})
    assert sign_in(client, person.email, "quite-another-password").status_code == 302


def test_mail_for_an_unknown_address_is_answered_alike(client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"})
    assert (answer.status_code, answer.url) == (302, reverse("account_reset_password_done"))


def test_former_address_opens_nothing(client, admin_client):
    person = UserFactory(email="old@people.example")
    client.post(reverse("account_reset_password"), {"email": person.email})
    admin_client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {
            "email": "new@people.example",
            "name": person.name,
            "is_active": "on",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )
    assert sign_in(client, "old@people.example").status_code == 200
    assert sign_in(client, "new@people.example").status_code == 302


def test_demonstration_lists_its_accounts_and_production_none(client, settings):
    MembershipFactory(reviewer=True, user__email="reviewer@unodc.example")
    settings.DEMO_MODE = True
    assert "reviewer@unodc.example" in client.get(LOGIN).content.decode()
    settings.DEMO_MODE = False
    page = client.get(LOGIN).content.decode()
    assert "reviewer@unodc.example" not in page
    assert settings.DEMO_PASSWORD not in page


def test_the_demonstration_offers_its_own_accounts_and_not_those_of_invited_people(client):
    invitation = invited(email="new@xaa.example")
    services.accept_with_new_account(invitation=invitation, name="New person", password=PASSWORD)
    MembershipFactory(user__email="old@xaa.example")
    page = client.get(reverse("account_login")).content.decode()
    assert "old@xaa.example" in page
    assert "new@xaa.example" not in page
