"""How people come in: by invitation only, and by the e-mail address of their account."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest

from accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself. `User.email` is the one address: allauth's own list of addresses stays empty."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether `password` is the signed-in user's."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
