"""Invitations as tests make them."""

from datetime import timedelta

from django.utils import timezone

from accounts import services
from accounts.models import Country, Invitation, Membership
from tests.factories import MembershipFactory


def invited(email: str = "official@people.example", *, actor: Membership | None = None, **place: object) -> Invitation:
    """An invitation of a focal point; an observer's unless `place` says otherwise."""
    actor = actor or MembershipFactory(focal_point=True)
    return services.invite(actor=actor, email=email, **{"role": "observer", "country": actor.country, **place})


def invited_by_secretariat(role: str, country: Country | None = None, **more: object) -> Invitation:
    return invited(actor=MembershipFactory(secretariat=True), role=role, country=country, **more)


def expire(invitation: Invitation) -> None:
    """Let the ten days be over."""
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
