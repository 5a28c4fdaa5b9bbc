"""A passkey on a virtual authenticator of Chromium: added, signed in with, renamed, removed."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, People

EMAIL = "observer@xab.example"


def with_authenticator(people: People) -> Page:
    """A browser on a device that knows its owner. Passkeys belong to a name: the portal is at localhost."""
    page = people.visitor(base_url=people.portal.address.replace("127.0.0.1", "localhost"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def enter_password(page: Page, button: str) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).click()


def test_added_signed_in_with_renamed_and_removed(people: People) -> None:
    page = with_authenticator(people)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    enter_password(page, "Sign in")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    enter_password(page, "Confirm")
    page.get_by_label("Name").fill("Office computer")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    # With the password, the passkey is the second factor.
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(EMAIL)
    enter_password(page, "Sign in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Rename Office computer").click()
    enter_password(page, "Confirm")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()


def test_what_fails_is_said(people: People) -> None:
    page = people.visitor(base_url=people.portal.address.replace("127.0.0.1", "localhost"))
    page.goto("/accounts/login/")
    page.route(re.compile("/webauthn/login/"), lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")


def test_a_password_is_shown_and_hidden(people: People) -> None:
    page = people.visitor()
    page.goto("/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill("four words in a row")
    page.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(field).to_have_attribute("type", "password")


def test_without_javascript_nothing_is_offered_that_needs_it(people: People) -> None:
    page = people.visitor(java_script_enabled=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    expect(page.get_by_role("button", name="Show")).to_have_count(0)
    page.get_by_label("Email").fill("observer@xac.example")
    enter_password(page, "Sign in")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
