"""Who is who: predicates over the membership in which somebody acts, and the secretariat's administration.

Predicates named for a role take a `Membership` (or None) and combine with `&`, `|`, `~`.
"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Country, Membership, Ministry, User

Role = Membership.Role


def _acts_as(*roles: str) -> Any:
    def test(actor: Membership | None) -> bool:
        return actor is not None and actor.active and actor.role in roles

    return rules.Predicate(test, name="is_" + "_or_".join(roles))


is_contributor = _acts_as(Role.CONTRIBUTOR)
is_focal_point = _acts_as(Role.FOCAL_POINT)
is_observer = _acts_as(Role.OBSERVER)
is_reviewer = _acts_as(Role.REVIEWER)
is_secretariat = _acts_as(Role.SECRETARIAT)
sees_all_countries = is_reviewer | is_secretariat


@rules.predicate
def is_of_ministry(actor: Membership | None, ministry: Ministry | None) -> bool:
    """Whether `actor` acts for `ministry`."""
    return actor is not None and ministry is not None and actor.active and actor.ministry_id == ministry.pk


@rules.predicate
def is_own_membership(actor: Membership | None, membership: Membership) -> bool:
    """Whether `membership` is one of the person who acts."""
    return actor is not None and actor.user_id == membership.user_id


@rules.predicate
def is_national_membership(actor: Membership | None, membership: Membership) -> bool:
    """Whether `membership` is one of the actor's own country."""
    return actor is not None and actor.country_id is not None and actor.country_id == membership.country_id


@rules.predicate
def is_own_country(actor: Membership | None, country: Country | None) -> bool:
    """Whether `actor` acts for `country`."""
    return actor is not None and country is not None and actor.country_id == country.pk


@rules.predicate
def is_below_focal_point(actor: Membership | None, membership: Membership) -> bool:
    """Whether `membership` is a contributor's or an observer's, which a focal point gives and takes."""
    return membership.role in (Role.CONTRIBUTOR, Role.OBSERVER)


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Whether the signed-in `user` belongs to the secretariat: what the administration asks of him."""
    return bool(user.is_authenticated and user.is_active and user.is_administrator)


def administer(app_label: str, *models: str) -> None:
    """Let the secretariat see, add and change rows of `models` (lower-case names) of an app in the administration.

    Nothing is deleted there: who leaves becomes inactive, so that what he did keeps its author.
    """
    if not rules.perm_exists(app_label):
        rules.add_perm(app_label, is_administrator)
    for model in models:
        for action in ("view", "add", "change"):
            rules.add_perm(f"{app_label}.{action}_{model}", is_administrator)


def allows(rule: str, actor: Membership | None, subject: object = None) -> bool:
    """Whether `rule` lets `actor` act on `subject`."""
    return bool(rules.test_rule(rule, actor, subject))


def require(rule: str, actor: Membership | None, subject: object = None) -> None:
    """Raise `PermissionDenied` unless `rule` lets `actor` act on `subject`."""
    if not allows(rule, actor, subject):
        raise PermissionDenied(_("Your role does not allow this."))


@rules.predicate
def keeps_all_memberships(actor: Membership | None, user: User) -> bool:
    """Whether `user` is another person, and acts in no role that `actor` could not give."""
    if actor is None or actor.user_id == user.pk or user.is_superuser:
        return False
    return all(may_invite(actor, one) for one in user.memberships.filter(active=True))


may_invite = is_secretariat | (is_focal_point & is_national_membership & is_below_focal_point)

# Whoever keeps people at all: the secretariat everybody, a focal point those of the country.
rules.add_rule("accounts.keep_people", is_secretariat | is_focal_point)
rules.add_rule("accounts.keep_unodc", is_secretariat)
# Of a membership that is offered: inviting, sending again, revoking.
rules.add_rule("accounts.invite", may_invite)
# Everybody may leave.
rules.add_rule("accounts.end_membership", is_own_membership | may_invite)
# A person has lost his second factor: whoever keeps all his roles takes it away.
rules.add_rule("accounts.reset_second_factor", (is_secretariat | is_focal_point) & keeps_all_memberships)
# Whether everybody who acts for the country needs a second factor.
rules.add_rule("accounts.ask_second_factor", is_focal_point & is_own_country)
# The own role of focal point, to somebody of the country.
rules.add_rule("accounts.hand_over_own", is_focal_point)
rules.add_rule("accounts.hand_over", is_focal_point & is_national_membership & ~is_own_membership)

administer("accounts", "contact", "country", "ministry", "user", "membership")
rules.add_perm("accounts.view_invitation", is_administrator)
rules.add_perm("accounts.view_notice", is_administrator)
rules.add_perm("accounts.view_secondfactorrule", is_administrator)
