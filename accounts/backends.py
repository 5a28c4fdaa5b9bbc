"""Who a session belongs to."""

from django.contrib.auth.backends import ModelBackend

from accounts import selectors
from accounts.models import User


class PersonBackend(ModelBackend):
    """Django's, which reads the person of a session together with what he may act as: one query where it were two."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this id, whose `selectors.capacities` need no query."""
        memberships = list(selectors.memberships_of(user_id=user_id))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        for membership in memberships:
            membership.user = user
        user.known_capacities = memberships
        return user if self.user_can_authenticate(user) else None
