"""What the calls on people share: who acts, and how refusals of services are answered."""

from typing import Any

from django.http import Http404, HttpRequest
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts import selectors, services
from accounts.api.acting import membership_of
from accounts.models import Country, Membership
from accounts.problems import Conflict
from accounts.rules import require

ID = "[^/]+"


class PeopleViewSet(viewsets.GenericViewSet[Any]):
    """A set of calls on people."""

    lookup_value_regex = ID

    @property
    def acting(self) -> Membership:
        """In which capacity the call acts; raises PermissionDenied for a person without any membership."""
        actor = membership_of(self.request)
        if actor is None:
            raise PermissionDenied
        return actor

    @property
    def keeper(self) -> Membership:
        """The same for whoever keeps people; raises PermissionDenied."""
        require("accounts.keep_people", membership_of(self.request))
        return self.acting

    def country_or_404(self, code: str) -> Country:
        """A country whose people the actor keeps; raises PermissionDenied, Http404."""
        try:
            return selectors.country_kept(actor=self.keeper, code=code)
        except Country.DoesNotExist as error:
            raise Http404 from error

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are: 204 with the header Allow. What they take is in the schema."""
        return Response(status=204)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, services.NotWaiting | services.LastOfTheRole):
            exc = Conflict(str(exc))
        return super().handle_exception(exc)
