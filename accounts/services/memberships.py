"""Capacities that begin and end: leaving, ending another's, handing over the role of focal point."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, Notice, User
from accounts.rules import require

from .errors import LastOfTheRole
from .people import add_membership
from .telling import tell


@transaction.atomic
def end_membership(*, actor: Membership, membership: Membership) -> Membership:
    """Stop a person acting in this capacity, the actor or somebody whom he keeps; what was done in it stays.

    One that has ended already stays as it is. Raises PermissionDenied, LastOfTheRole.
    """
    require("accounts.end_membership", actor, membership)
    same_role = _locked_role(membership)
    locked = next((one for one in same_role if one.pk == membership.pk), None)
    if locked is None:
        membership.refresh_from_db()
        return membership
    others = [one for one in same_role if one.pk != locked.pk and one.user.is_active]
    if locked.role in Membership.NEVER_EMPTY and not others:
        raise LastOfTheRole
    _end(locked)
    if locked.user_id != actor.user_id:
        tell(
            kind=Notice.Kind.MEMBERSHIP,
            to=[locked.user],
            context={
                "event": "ended",
                "by": str(actor.user),
                "capacity": locked.recorded_capacity,
                "membership": str(locked.pk),
                "path": reverse("accounts:profile"),
            },
        )
    return locked


@transaction.atomic
def hand_over(*, actor: Membership, to: Membership) -> Membership:
    """Make the person of `to`, a membership of the same country, focal point in the actor's place; both are told.

    Returns the new membership. Raises PermissionDenied, `ValidationError` where the person cannot take it over.
    """
    require("accounts.hand_over", actor, to)
    same_role = _locked_role(actor)
    own = next((one for one in same_role if one.pk == actor.pk), None)
    person = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=to.pk)
    if own is None:
        raise ValidationError(_("Your own role has ended meanwhile."))
    if not person.active or not person.user.is_active:
        raise ValidationError({"to": _("This person does not act for the country any more.")})
    if any(one.user_id == person.user_id for one in same_role):
        raise ValidationError({"to": _("This person is focal point already: you can leave the role instead.")})
    new = add_membership(user=person.user, role=Membership.Role.FOCAL_POINT, country=own.country)
    _end(own)
    for user, event in ((new.user, "received"), (own.user, "handed_over")):
        tell(
            kind=Notice.Kind.MEMBERSHIP,
            to=[user],
            context={
                "event": event,
                "by": str(own.user),
                "to": str(new.user),
                "capacity": new.recorded_capacity,
                "membership": str(new.pk),
                "path": reverse("accounts:profile"),
            },
        )
    return new


@transaction.atomic
def end_all(*, user: User) -> None:
    """End every membership of a person who leaves. Raises LastOfTheRole; then none has ended."""
    for membership in user.memberships.filter(active=True).order_by("role", "country", "pk"):
        same_role = _locked_role(membership)
        locked = next((one for one in same_role if one.pk == membership.pk), None)
        if locked is None:
            continue
        others = [one for one in same_role if one.user_id != user.pk and one.user.is_active]
        if locked.role in Membership.NEVER_EMPTY and not others:
            raise LastOfTheRole
        _end(locked)


def _locked_role(membership: Membership) -> list[Membership]:
    """The active memberships of the same role and country, locked: who ends one waits for whoever ends another."""
    return list(
        Membership.objects.select_for_update(of=("self",))
        .filter(role=membership.role, country=membership.country, active=True)
        .select_related("user", "country", "ministry")
        .order_by("pk")
    )


def _end(membership: Membership) -> None:
    membership.active = False
    membership.save(update_fields=["active"])
