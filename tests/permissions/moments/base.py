"""What a moment is, and what making one takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.assessments.conftest import Team
from tests.factories import PASSWORD
from tests.permissions.world import World

TEXT = "A text that somebody has typed."


@dataclass(frozen=True)
class Moment:
    """How to come to a page. `show` makes what it takes in a world in `state` and gives the answer."""

    page: str
    name: str
    state: str
    status: int
    show: Callable[[World], Any]

    @contextmanager
    def shown(self, world: World, language: str) -> Iterator[Any]:
        """The page to somebody whose browser asks for `language`; afterwards the world is as it was before."""
        with transaction.atomic():
            with patch("accounts.languages.asked_by_header", return_value=language):
                answer = self.show(world)
            assert (answer.resolver_match.view_name, answer.status_code) == (self.page, self.status), self.name
            yield answer
            transaction.set_rollback(True)
        world.team.assessment.refresh_from_db()


MOMENTS: list[Moment] = []


def moment(
    page: str, name: str = "", state: str = "draft", status: int = 200
) -> Callable[[Callable[[World], Any]], Callable[[World], Any]]:
    """Adds what it stands above to the moments."""

    def add(show: Callable[[World], Any]) -> Callable[[World], Any]:
        MOMENTS.append(Moment(page, name, state, status, show))
        return show

    return add


def page(client: Client, name: str, *args: Any, **query: Any) -> Any:
    return client.get(reverse(name, args=args), query)


def of_assessment(team: Team, name: str, *args: Any) -> str:
    return reverse(f"assessments:{name}", args=[team.assessment.pk, *args])


def confirmed(user: User) -> Client:
    """A browser of somebody who has just entered the password again."""
    cache.clear()  # entering it is rationed
    client = with_password(user)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def with_password(user: User) -> Client:
    """A browser of somebody who has a password, which he entered some time ago."""
    user = User.objects.get(pk=user.pk)
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.force_login(user)
    return client
