"""Who may invite, end memberships, hand over, and open the pages of accounts. What rows name is the first country's."""

from typing import Any

from allauth.socialaccount.models import SocialAccount

from accounts import services
from accounts.links import token_of
from accounts.models import BrowserSession
from tests.factories import MembershipFactory
from tests.permissions.world import Row, World


def prepare(world: World, state: str) -> None:
    """An invitation, a second observer, and a token of the focal point."""
    team = world.team
    invitation = services.invite(
        actor=team.focal, email="new@xta.example", role="contributor", country=team.country, ministry=team.justice
    )
    _text, token = services.issue_token(user=team.focal.user)
    world.things |= {
        "country": team.country.code,
        "invitation": invitation,
        "membership": MembershipFactory(country=team.country),
        "interior_official": team.interior_official,
        "focal": team.focal,
        "token": token_of(invitation),
        "key": token.token_key,
        "session": BrowserSession.objects.create(user=team.focal.user, session_key="another"),
        "link": SocialAccount.objects.create(user=team.focal.user, provider="unified", uid="focal"),
        "slug": "privacy",
    }


def observer(world: World) -> dict[str, Any]:
    return {"email": "observer@people.example", "role": "observer"}


def english(world: World) -> dict[str, Any]:
    return {"language": "en"}


def reviewer(world: World) -> dict[str, Any]:
    return {"email": "reviewer@people.example", "role": "reviewer"}


def national_observer(world: World) -> dict[str, Any]:
    return observer(world) | {"country": world.team.country.code}


def national_focal_point(world: World) -> dict[str, Any]:
    return national_observer(world) | {"role": "focal_point"}


def successor(world: World) -> dict[str, Any]:
    return {"to": str(world.things["membership"].pk)}


def no_second_factor(world: World) -> dict[str, Any]:
    return {"asked": "roles"}


def focals(world: World) -> dict[str, Any]:
    return {"membership": str(world.team.focal.pk)}


# fmt: off
ROWS = [
    #   state  what                                          own oth foc obs rev sec for nob visitor
    # Calls
    Row("draft", "GET memberships/",                       "200 200 200 200 200 200 200 200 401"),
    Row("draft", "GET memberships/?country={country}",     "403 403 200 403 403 200 404 403 401"),
    Row("draft", "GET memberships/?unodc=true",            "403 403 403 403 403 200 403 403 401"),
    Row("draft", "POST memberships/{membership}/end/",     "404 404 200 404 404 200 404 404 401"),
    Row("draft", "POST memberships/{interior_official}/end/", "200 404 200 404 404 200 404 404 401"),
    Row("draft", "POST memberships/{focal}/end/",          "404 404 409 404 404 409 404 404 401"),
    Row("draft", "POST memberships/hand-over/",            "403 403 200 403 403 403 400 403 401", successor),
    Row("draft", "GET invitations/",                       "403 403 200 403 403 200 200 403 401"),
    Row("draft", "POST invitations/",                      "403 403 201 403 403 201 403 403 401", national_observer),
    Row("draft", "POST invitations/",                      "403 403 403 403 403 201 403 403 401", national_focal_point),
    Row("draft", "POST invitations/",                      "403 403 403 403 403 201 403 403 401", reviewer),
    Row("draft", "GET invitations/{invitation}/",          "403 403 200 403 403 200 404 403 401"),
    Row("draft", "POST invitations/{invitation}/resend/",  "403 403 200 403 403 200 404 403 401"),
    Row("draft", "POST invitations/{invitation}/revoke/",  "403 403 200 403 403 200 404 403 401"),
    # Pages
    Row("draft", "GET accounts:people",                    "403 403 200 403 403 200 200 403 login"),
    Row("draft", "POST accounts:invite",                   "403 403 302 403 403 422 302 403 login", observer),
    Row("draft", "POST accounts:invite",                   "403 403 422 403 403 302 422 403 login", reviewer),
    Row("draft", "POST accounts:resend",                   "403 403 302 403 403 302 404 403 login"),
    Row("draft", "POST accounts:revoke",                   "403 403 302 403 403 302 404 403 login"),
    Row("draft", "GET accounts:end_membership",            "404 404 200 404 404 200 404 404 login"),
    Row("draft", "POST accounts:end_membership",           "404 404 302 404 404 302 404 404 login"),
    Row("draft", "GET accounts:reset_second_factor",       "404 404 200 404 404 200 404 404 login"),
    Row("draft", "POST accounts:reset_second_factor",      "404 404 302 404 404 302 404 404 login"),
    Row("draft", "POST accounts:ask_second_factor",        "403 403 302 403 403 403 302 403 login", no_second_factor),
    Row("draft", "GET accounts:hand_over",                 "403 403 200 403 403 403 200 403 login"),
    Row("draft", "POST accounts:hand_over",                "403 403 302 403 403 403 422 403 login", successor),
    Row("draft", "GET accounts:open_invitation",           "302 302 302 302 302 302 302 302 302"),
    Row("draft", "GET accounts:invitation",                "410 410 410 410 410 410 410 410 410"),
    Row("draft", "POST accounts:invitation",               "410 410 410 410 410 410 410 410 410"),
    Row("draft", "GET accounts:profile",                   "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:choose_membership",        "404 404 302 404 404 404 404 404 login", focals),
    Row("draft", "POST accounts:choose_digest",            "302 302 302 302 302 302 302 302 login"),
    Row("draft", "POST accounts:choose_language",          "302 302 302 302 302 302 302 302 302", english),
    Row("draft", "GET accounts:sessions",                  "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:end_other_sessions",       "302 302 302 302 302 302 302 302 login"),
    Row("draft", "POST accounts:end_session?session",      "404 404 302 404 404 404 404 404 login"),
    Row("draft", "GET accounts:unlink?link",               "404 404 200 404 404 404 404 404 login"),
    Row("draft", "POST accounts:unlink?link",              "404 404 409 404 404 404 404 404 login"),
    Row("draft", "GET accounts:tokens",                    "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:tokens",                   "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:revoke_token",             "404 404 302 404 404 404 404 404 login"),
    Row("draft", "GET accounts:my_data",                   "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:my_data",                  "200 200 200 200 200 200 200 200 login"),
    Row("draft", "GET accounts:leave",                     "200 200 200 200 200 200 200 200 login"),
    Row("draft", "POST accounts:tour",                     "302 302 302 302 302 302 302 302 login"),
    Row("draft", "GET help:index",                         "200 200 200 200 200 200 200 200 200"),
    Row("draft", "GET help:glossary",                      "200 200 200 200 200 200 200 200 200"),
    Row("draft", "GET help:topic",                         "200 200 200 200 200 200 200 200 200"),
    Row("draft", "GET help:accessibility",                 "200 200 200 200 200 200 200 200 200"),
    # The last ones: browsers forget who had signed in.
    Row("draft", "POST accounts:leave",                    "302 302 409 302 302 409 409 302 login"),
    Row("draft", "POST accounts:sign_out",                 "302 302 302 302 302 302 302 302 302"),
]
# fmt: on
