"""Second factors: asked of everybody who acts for a country, or taken away from a person who has lost his."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import Country, Membership, Notice, SecondFactorRule, User
from accounts.rules import require
from accounts.second_factor import renewed
from accounts.selectors import has_second_factor, with_second_factor

from .safety import tell_of_safety
from .sessions import end_sessions
from .telling import tell


@transaction.atomic
def ask_second_factor(*, actor: Membership, country: Country, asked: bool, shown: bool = False) -> bool:
    """Ask everybody who acts for `country` for a second factor, or contributors and observers no longer.

    Those who have none are told what to do: nothing else opens for them until they have one, by page or token. The
    history keeps who and when. Whoever asks has one himself, or has `shown` his government's when he signed in: else
    he would be the first to stand outside. False where nothing changes. Raises PermissionDenied, ValidationError.
    """
    require("accounts.ask_second_factor", actor, country)
    if asked and not shown and not has_second_factor(user=actor.user):
        raise ValidationError(_("Set up a second factor for yourself first, then ask everybody for one."))
    locked = Country.objects.select_for_update(no_key=True).get(pk=country.pk)
    rule = SecondFactorRule.objects.filter(country=locked).first() or SecondFactorRule(country=locked)
    if rule.asked == asked:
        return False
    rule.asked = asked
    rule._history_user = actor.user  # type: ignore[attr-defined]
    rule.save()
    if asked:
        tell(
            kind=Notice.Kind.MEMBERSHIP,
            to=_without_second_factor(country),
            context={"event": "factor_asked", "by": str(actor.user), "path": reverse("mfa_index")},
        )
    return True


def _without_second_factor(country: Country) -> list[User]:
    """Who acts for the country and has no second factor."""
    people = User.objects.filter(is_active=True, memberships__country=country, memberships__active=True).distinct()
    having = with_second_factor(users=people.values_list("pk", flat=True))
    return [person for person in people if person.pk not in having]


@transaction.atomic
def renew_secrets() -> int:
    """Encrypt all secrets of second factors with the secret key of today; how many rows. Raises `ValueError` where one
    was encrypted with a key that is not there any more, and has changed nothing then.
    """
    renewed_ones = [one for one in Authenticator.objects.select_for_update() if renewed(one)]
    Authenticator.objects.bulk_update(renewed_ones, ["data"], batch_size=500)
    return len(renewed_ones)


@transaction.atomic
def reset_second_factor(*, actor: Membership | None, user: User, reason: str) -> bool:
    """Take away all that `user` has as a second factor; he signs in with the password and sets up a new one.

    His sessions and tokens end, he is told, and his history keeps it with `reason`. `actor` is None for the operator.
    False where there was none. Raises PermissionDenied.
    """
    if actor is not None:
        require("accounts.reset_second_factor", actor, user)
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return False
    AuthToken.objects.filter(user=user).delete()
    end_sessions(user=user)
    user._change_reason = reason  # type: ignore[attr-defined]
    if actor is not None:
        user._history_user = actor.user  # type: ignore[attr-defined]
    user.save(update_fields=["is_active"])  # nothing changes; the history keeps that this was done
    tell_of_safety(user=user, event="factor_reset", by=str(actor.user) if actor else "")
    return True
