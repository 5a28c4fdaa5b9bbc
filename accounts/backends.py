"""Who a session belongs to."""

from django.contrib.auth.backends import ModelBackend

from accounts import selectors
from accounts.models import User


class PersonBackend(ModelBackend):
    """Django's, which reads the person of a session together with what he may act as: one query where it were two."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this id, whose `selectors.capacities` need no query."""
        memberships = list(selectors.memberships_of(user_id=user_id))
        user: User | None = memberships[0].user if memberships else User.objects.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        for membership in memberships:
            membership.user = user
        user.known_capacities = memberships
        return user
