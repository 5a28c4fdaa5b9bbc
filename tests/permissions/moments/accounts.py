"""Signing in, second factors, tokens, invitations and leaving."""

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from accounts import services as of_accounts
from accounts.models import User
from config.single_sign_on import providers_of
from tests.accounts.factors import set_up
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.permissions import people
from tests.permissions.moments.base import TEXT, confirmed, moment, page, with_password
from tests.permissions.world import World, browser_of


@moment("account_reauthenticate", "password, before what concerns the account's safety")
def password_again(world: World) -> Any:
    return page(with_password(world.team.focal.user), "account_reauthenticate")


@moment("account_reauthenticate", "wrong password, before what concerns the account's safety")
def wrong_password_again(world: World) -> Any:
    return with_password(world.team.focal.user).post(reverse("account_reauthenticate"), {"password": "wrong"})


def passkey_of(user: User) -> Authenticator:
    """A passkey of which the portal knows the name alone."""
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": TEXT, "credential": {}})


@moment("mfa_activate_totp", "authenticator app to be set up")
def app_to_set_up(world: World) -> Any:
    return page(confirmed(world.team.focal.user), "mfa_activate_totp")


@moment("mfa_activate_totp", "authenticator app with a wrong code")
def app_with_a_wrong_code(world: World) -> Any:
    client = confirmed(world.team.focal.user)
    page(client, "mfa_activate_totp")
    return client.post(reverse("mfa_activate_totp"), {"code": "000000x"})


@moment("mfa_add_webauthn", "passkey to be added")
def passkey_to_add(world: World) -> Any:
    return page(confirmed(world.team.focal.user), "mfa_add_webauthn")


def with_factors(name: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        user = world.team.focal.user
        set_up(user)
        passkey = passkey_of(user)
        client = confirmed(user)
        return page(client, name, *([passkey.pk] if "remove" in name or "edit" in name else []))

    return show


for _name in (
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate",
):
    moment(_name, "with second factors")(with_factors(_name))


@moment("mfa_index", "second factor that a role asks for and is missing")
def missing_factor(world: World) -> Any:
    with override_settings(SECOND_FACTOR="required"):
        return page(browser_of(world.team.focal), "mfa_index")


def last_factor(name: str, kind: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        user = world.team.focal.user
        if kind == "totp":
            set_up(user)
            arguments = []
        else:
            passkey = passkey_of(user)
            arguments = [passkey.pk]
        with override_settings(SECOND_FACTOR="required"):
            return confirmed(user).post(reverse(name, args=arguments))

    return show


moment("mfa_deactivate_totp", "the last one")(last_factor("mfa_deactivate_totp", "totp"))
moment("mfa_remove_webauthn", "the last one", status=409)(last_factor("mfa_remove_webauthn", "webauthn"))


def at_sign_in(**code: str) -> Callable[[World], Any]:
    def show(world: World) -> Any:
        user = UserFactory()
        set_up(user)
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        address = reverse("mfa_authenticate")
        return client.post(address, code) if code else client.get(address)

    return show


moment("mfa_authenticate")(at_sign_in())
moment("mfa_authenticate", "with a wrong code")(at_sign_in(code="000000"))


@moment("accounts:reset_second_factor", "second factor of somebody to be reset")
def factor_to_reset(world: World) -> Any:
    set_up(world.team.interior_official.user)
    return page(world.browsers["focal"], "accounts:reset_second_factor", world.team.interior_official.pk)


@moment("accounts:tokens", "token that was just made")
def new_token(world: World) -> Any:
    client = confirmed(world.team.focal.user)
    page(client, "accounts:tokens")
    return client.post(reverse("accounts:tokens"), {"name": "Statistics office"})


@moment("accounts:tokens", "tokens that there are")
def tokens(world: World) -> Any:
    of_accounts.issue_token(user=world.team.focal.user)
    return page(confirmed(world.team.focal.user), "accounts:tokens")


@moment("accounts:profile", "profile with another sign-in")
def profile_with_another_sign_in(world: World) -> Any:
    people.prepare(world, "draft")
    return page(world.browsers["focal"], "accounts:profile")


@moment("accounts:profile", "profile of somebody with two roles")
def profile_with_two_roles(world: World) -> Any:
    MembershipFactory(user=world.team.focal.user)
    return page(browser_of(world.team.focal), "accounts:profile")


@moment("accounts:people", "people of a country, with invitations")
def people_with_invitations(world: World) -> Any:
    people.prepare(world, "draft")
    return page(world.browsers["focal"], "accounts:people")


@moment("accounts:invite", "somebody who is invited", status=422)
def refused_invitation(world: World) -> Any:
    return world.browsers["focal"].post(reverse("accounts:invite"), {"email": "nobody", "role": "observer"})


@moment("accounts:end_membership", "last focal point, to be ended", status=409)
def last_focal_point(world: World) -> Any:
    return world.browsers["secretariat"].post(reverse("accounts:end_membership", args=[world.team.focal.pk]))


@moment("accounts:hand_over", "role that cannot be handed over", status=422)
def refused_hand_over(world: World) -> Any:
    MembershipFactory(country=world.team.country)
    return world.browsers["focal"].post(reverse("accounts:hand_over"), {})


def invitation(opened_by: str, email: str = "new@people.example") -> Callable[[World], Any]:
    def show(world: World) -> Any:
        made = of_accounts.invite(
            actor=world.team.focal, email=email, role="observer", country=world.team.country, name="New Person"
        )
        return world.browsers[opened_by].get(of_accounts.link_of(made), follow=True)

    return show


moment("accounts:invitation", "to somebody new")(invitation("visitor"))
moment("accounts:invitation", "to somebody who has an account")(invitation("visitor", "nobody@u.example"))
moment("accounts:invitation", "opened by whom it is for")(invitation("nobody", "nobody@u.example"))
moment("accounts:invitation", "opened by somebody else", status=403)(invitation("nobody"))


@moment("accounts:invitation", "invitation that is not complete", status=422)
def refused_joining(world: World) -> Any:
    client = Client()
    made = of_accounts.invite(
        actor=world.team.focal, email="new@people.example", role="observer", country=world.team.country
    )
    client.get(of_accounts.link_of(made), follow=True)
    return client.post(reverse("accounts:invitation"), {"name": "", "password": "short"})


@moment("accounts:invitation", "link of an invitation that opens nothing", status=410)
def dead_invitation(world: World) -> Any:
    return Client().get(reverse("accounts:open_invitation", args=["nothing"]), follow=True)


def of_allauth(name: str, actor: str = "visitor", *args: Any) -> Callable[[World], Any]:
    return lambda world: page(world.browsers[actor], name, *args)


for _name in (
    "account_inactive",
    "account_signup",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
):
    moment(_name, status=401 if _name == "socialaccount_login_error" else 200)(of_allauth(_name))
moment("account_logout")(of_allauth("account_logout", "focal"))
moment("account_reset_password_from_key", "with a link that opens nothing")(
    of_allauth("account_reset_password_from_key", "visitor", "1", "nothing-of-the-kind")
)


@moment("account_reset_password_from_key", "link for a new password")
def new_password(world: World) -> Any:
    user = world.team.focal.user
    key = default_token_generator.make_token(user)
    address = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return Client().get(address, follow=True)


@moment("openid_connect_login", "other sign-in, to be begun")
def single_sign_on_to_begin(world: World) -> Any:
    with single_sign_on():
        return Client().get(reverse("openid_connect_login", args=["unified"]), headers={"sec-fetch-site": "cross-site"})


@moment("account_login", "sign-in with another way")
def sign_in_with_another_way(world: World) -> Any:
    with single_sign_on():
        return page(Client(), "account_login")


def single_sign_on() -> Any:
    """The portal with one provider, which nobody calls."""
    given = {
        "id": "unified",
        "name": "Unified sign-in",
        "issuer": "https://login.example",
        "client_id": "portal",
        "domains": ["justice.example"],
    }
    apps = providers_of(json.dumps([given]), json.dumps({"unified": "kept by the portal"}))
    providers = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": apps}}
    return override_settings(SINGLE_SIGN_ON=apps, SOCIALACCOUNT_PROVIDERS=providers)


@moment("accounts:leave", "account that nobody else can take over", status=409)
def leaving_too_early(world: World) -> Any:
    return confirmed(world.team.focal.user).post(reverse("accounts:leave"))


@moment("accounts:leave", "account to be closed")
def leaving(world: World) -> Any:
    return page(confirmed(world.team.interior_official.user), "accounts:leave")


@moment("accounts:my_data", "own data to be fetched")
def own_data(world: World) -> Any:
    return page(confirmed(world.team.focal.user), "accounts:my_data")


@moment("mfa_reauthenticate_webauthn")
def passkey_again(world: World) -> Any:
    user = world.team.focal.user
    set_up(user)
    passkey_of(user)
    with patch("allauth.mfa.webauthn.views.auth.begin_authentication", return_value={}):
        return page(confirmed(user), "mfa_reauthenticate_webauthn")


@moment("accounts:sessions")
def sessions(world: World) -> Any:
    people.prepare(world, "draft")
    return page(world.browsers["focal"], "accounts:sessions")


@moment("accounts:unlink")
def another_sign_in_to_remove(world: World) -> Any:
    people.prepare(world, "draft")
    return page(with_password(world.team.focal.user), "accounts:unlink", world.things["link"].pk)


@moment("accounts:unlink", "the only way to sign in", status=409)
def only_sign_in(world: World) -> Any:
    people.prepare(world, "draft")
    return world.browsers["focal"].post(reverse("accounts:unlink", args=[world.things["link"].pk]))


moment("account_set_password", "of somebody who signs in otherwise")(of_allauth("account_set_password", "focal"))
