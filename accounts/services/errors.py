"""Why a change of people was refused. A refused change has changed nothing."""

from django.utils.translation import gettext as _

from accounts.models import Invitation


class NotWaiting(Exception):
    """The invitation has been accepted, revoked or sent anew, or its days are over. `state` is how it stands."""

    def __init__(self, state: Invitation.State) -> None:
        super().__init__(_("This invitation waits no longer: %(state)s.") % {"state": state.label})
        self.state = state


class WrongPerson(Exception):
    """The invitation is another person's: the account has another address."""


class AccountExists(Exception):
    """The invited person has an account already: who has it signs in and accepts as himself."""


class LastOfTheRole(Exception):
    """Without this membership nobody would be the country's focal point, or the secretariat."""

    def __init__(self) -> None:
        super().__init__(_("This is the last one in this role: somebody else has to take it over first."))


class NoPassword(Exception):
    """Nothing would be left to sign in with: the account has no password."""
