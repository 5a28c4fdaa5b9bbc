"""Which language pages, calls and mails are in: the person's own choice, the browser's, English."""

from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts import services
from accounts.models import Country, Invitation, User
from accounts.services import mailing as services_mailing
from tests import factories

pytestmark = pytest.mark.django_db

CHOOSE = "/accounts/language/"
PAGE = "/framework/indicators/1.1.E1/"


def lang(response: Any) -> str:
    page = response.content.decode()
    return page.split('<html lang="', 1)[1].split('"', 1)[0]


@pytest.fixture
def person() -> User:
    return factories.UserFactory()


def test_a_browser_is_answered_in_what_it_asks_for(client: Client) -> None:
    response = client.get(PAGE, headers={"accept-language": "de, ar;q=0.8, fr;q=0.5"})
    assert lang(response) == "ar"
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert response["Content-Language"] == "ar"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(("asked", "given"), [("zh-CN", "zh-hans"), ("zh", "zh-hans"), ("fr-CA", "fr"), ("de", "en")])
def test_a_variant_is_answered_in_its_language(client: Client, asked: str, given: str) -> None:
    assert lang(client.get(PAGE, headers={"accept-language": asked})) == given


def test_a_visitors_choice_is_kept_in_the_browser_and_leads_back(client: Client) -> None:
    response = client.post(CHOOSE, {"language": "ru", "next": f"{PAGE}?a=1"})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?a=1")
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert lang(client.get(PAGE, headers={"accept-language": "fr"})) == "ru"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_a_choice_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.post(CHOOSE, {"language": "ru", "next": address})["Location"] == "/"


@pytest.mark.parametrize("language", ["", "de", "x" * 300])
def test_a_language_that_is_not_ours_is_refused(client: Client, language: str) -> None:
    response = client.post(CHOOSE, {"language": language})
    assert response.status_code == 400
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_it_is_chosen_by_a_form_only(client: Client) -> None:
    assert client.get(CHOOSE).status_code == 405


def test_a_persons_choice_is_kept_with_the_person_and_in_the_history(client: Client, person: User) -> None:
    client.force_login(person)
    client.post(CHOOSE, {"language": "es", "next": PAGE})
    person.refresh_from_db()
    assert person.language == "es"
    latest = person.history.first()
    assert (latest.language, latest.history_user) == ("es", person)
    assert lang(client.get(PAGE, headers={"accept-language": "fr"})) == "es"
    elsewhere = Client()
    elsewhere.force_login(person)
    assert lang(elsewhere.get(PAGE)) == "es"


def test_the_person_comes_before_what_another_chose_in_this_browser(client: Client, person: User) -> None:
    services.choose_language(user=person, language="fr")
    client.post(CHOOSE, {"language": "ru"})
    client.force_login(person)
    assert lang(client.get(PAGE)) == "fr"


def test_a_person_without_a_choice_reads_what_the_browser_says(client: Client, person: User) -> None:
    client.force_login(person)
    assert lang(client.get(PAGE, headers={"accept-language": "zh-Hans"})) == "zh-hans"


def test_a_persons_choice_cannot_be_forged(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post(CHOOSE, {"language": "es"}).status_code == 403
    person.refresh_from_db()
    assert person.language == ""
    assert Client(enforce_csrf_checks=True).post(CHOOSE, {"language": "es"}).status_code == 302


def test_every_page_offers_the_six_each_in_its_own_name(client: Client) -> None:
    page = client.get(f"{PAGE}?a=1&b=2", headers={"accept-language": "ar"}).content.decode()
    for code, name in settings.LANGUAGES:
        direction = "rtl" if code == "ar" else "ltr"
        assert f'value="{code}" lang="{code}" dir="{direction}"' in page
        assert f">{name}</button>" in page
    assert f'name="next" value="{PAGE}?a=1&amp;b=2"' in page


def test_a_request_leaves_no_language_behind(client: Client) -> None:
    client.get(PAGE, headers={"accept-language": "ar"})
    assert get_language() == "en"


def test_a_call_is_answered_in_what_it_asks_for_and_else_in_the_persons(client: Client, person: User) -> None:
    services.choose_language(user=person, language="fr")
    token, _row = services.issue_token(user=person)
    call = {"path": "/api/v1/indicators/1.1.E1/"}
    of_person = {"authorization": f"Token {token}"}
    assert client.get(**call)["Content-Language"] == "en"
    assert client.get(**call, headers=of_person)["Content-Language"] == "fr"
    assert client.get(**call, headers=of_person | {"accept-language": "ru"})["Content-Language"] == "ru"
    assert client.get(**call, query_params={"language": "ar"}, headers=of_person)["Content-Language"] == "ar"
    response = client.get(reverse("api:schema"), headers=of_person | {"accept-language": "ru"})
    assert response["Content-Language"] == "en"


def mail_to(address: str) -> Any:
    services_mailing.send_due()
    (message,) = [message for message in mail.outbox if message.to == [address]]
    return message


def html_of(message: Any) -> str:
    (html, _media_type) = message.alternatives[0]
    return str(html)


def test_an_invitation_goes_out_in_the_language_that_the_inviter_chooses(client: Client) -> None:
    focal = factories.MembershipFactory(focal_point=True)
    client.force_login(focal.user)
    body = {"email": "new@people.example", "role": "observer", "language": "ar"}
    assert client.post("/accounts/people/invite/", body).status_code == 302
    message = mail_to("new@people.example")
    assert '<html lang="ar" dir="rtl">' in html_of(message)
    invitation = Invitation.objects.get()
    account = services.accept_with_new_account(invitation=invitation, name="New", password="a long pass phrase 26").user
    assert account.language == "ar"


def test_an_invitation_is_in_the_inviters_language_unless_told_otherwise() -> None:
    focal = factories.MembershipFactory(focal_point=True)
    services.choose_language(user=focal.user, language="fr")
    services.invite(actor=focal, email="new@people.example", role="observer", country=focal.country)
    assert Invitation.objects.get().language == "fr"
    assert '<html lang="fr" dir="ltr">' in html_of(mail_to("new@people.example"))


def test_what_a_mail_names_is_in_the_language_of_its_reader() -> None:
    kenya = Country.objects.get(code="KEN")
    focal = factories.MembershipFactory(focal_point=True, country=kenya)
    leaves = factories.MembershipFactory(country=kenya)
    services.choose_language(user=leaves.user, language="ar")
    with override("fr"):
        services.end_membership(actor=focal, membership=leaves)
    assert kenya.name_in("ar") in mail_to(leaves.user.email).body


def test_what_is_recorded_of_a_capacity_is_english_whoever_acts() -> None:
    focal = factories.MembershipFactory(focal_point=True)
    with override("ar"):
        invitation = services.invite(actor=focal, email="new@people.example", role="observer", country=focal.country)
    assert invitation.capacity.startswith("Focal point, ")


BUTTONS = [f'value="{code}"' for code, _name in settings.LANGUAGES]


def offers_languages(response: Any) -> bool:
    page = response.content.decode()
    return f'action="{CHOOSE}"' in page and all(button in page for button in BUTTONS)


def test_pages_that_refuse_offer_the_languages(client: Client, person: User) -> None:
    assert offers_languages(client.get("/nothing-is-here/"))
    client.force_login(person)
    missing, refused = client.get("/nothing-is-here/"), client.get("/accounts/people/")
    assert (missing.status_code, refused.status_code) == (404, 403)
    assert offers_languages(missing)
    assert offers_languages(refused)


def test_too_many_requests_offer_them_without_a_query(
    client: Client, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.LIMITS = settings.LIMITS | {"visitor_files": "1/h"}
    client.get("/public/?format=csv")
    with django_assert_num_queries(0):
        refused = client.get("/public/?format=csv")
    assert refused.status_code == 429
    assert offers_languages(refused)


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_pages_of_a_failure_ask_for_nothing(template: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = render_to_string(template, {"seconds": 5})
    assert CHOOSE not in page


def test_the_administration_offers_them_and_changes(client: Client) -> None:
    person = factories.MembershipFactory(secretariat=True).user
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    for address in ("/admin/", "/admin/accounts/country/", "/admin/accounts/country/add/"):
        assert offers_languages(browser.get(address)), address
    address = "/admin/accounts/country/?region=Africa"
    page = browser.get(address).content.decode()
    form = page.split('class="languages"', 1)[1].split("</form>", 1)[0]
    token = form.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
    answer = browser.post(CHOOSE, {"language": "ar", "next": address, "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert '<html lang="ar" dir="rtl"' in browser.get(address).content.decode()
