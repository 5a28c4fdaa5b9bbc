"""What the calls of this app share: who acts, on what, and how refusals of services are answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import membership_of
from accounts.models import Membership
from accounts.problems import Conflict, PreconditionFailed
from assessments import selectors, services
from assessments.api import exports, rows
from assessments.models import Assessment
from framework.models import Indicator

SEGMENT = "[^/]+"
ASSESSMENT_PREFIX = rf"assessments/(?P<assessment_id>{SEGMENT})"
SUBMISSION_PREFIX = rf"submissions/(?P<submission_id>{SEGMENT})"


class PortalViewSet(viewsets.GenericViewSet[Any]):
    """A set of calls of this app. `exported` names the actions that also answer as CSV and Excel."""

    exported: Sequence[str] = ()

    @property
    def actor(self) -> Membership | None:
        """In which capacity the call acts."""
        return membership_of(self.request)

    @property
    def acting(self) -> Membership:
        """The same for a write; raises PermissionDenied for a person without any membership."""
        if self.actor is None:
            raise PermissionDenied(_("Your role does not allow this."))
        return self.actor

    def get_renderers(self) -> list[BaseRenderer]:
        renderers: list[BaseRenderer] = [JSONRenderer()]
        if self.action in self.exported:
            renderers += [exports.CsvExport(), exports.XlsxExport()]
        return renderers

    @property
    def default_response_headers(self) -> dict[str, str]:
        headers: dict[str, str] = super().default_response_headers
        return headers | ({"Vary": "Accept"} if self.action in self.exported else {})

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are: 204 with the header Allow. What they take is in the schema."""
        return Response(status=204)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(as_problem(exc))

    def listed(self, sheet: exports.Sheet) -> HttpResponseBase:
        """The whole sheet where a file is asked for, else a page of it as JSON objects.

        The rows of `sheet` are a list or a queryset of tuples in the order of its columns.
        """
        file_format = getattr(self.request, "accepted_renderer", JSONRenderer()).format
        if file_format != JSONRenderer.format:
            if isinstance(sheet.rows, QuerySet):
                sheet = exports.Sheet(sheet.name, sheet.columns, sheet.rows.iterator(chunk_size=1000))
            return exports.export(sheet, file_format)
        page: Iterable[Sequence[Any]] = self.paginate_queryset(sheet.rows) or ()  # type: ignore[arg-type]
        return self.get_paginated_response([dict(zip(sheet.columns, row, strict=True)) for row in page])


class InsideViewSet(PortalViewSet):
    """Calls on the inside of one assessment, whose id is in the address."""

    def draft(self) -> Assessment:
        """The assessment of the address if the actor may read its inside; raises Http404."""
        try:
            return selectors.draft_of(self.actor, self._assessment_id())
        except Assessment.DoesNotExist as error:
            raise Http404(_("There is no such assessment.")) from error

    def known(self) -> Assessment:
        """The assessment of the address if the actor may know of it; raises Http404."""
        try:
            return selectors.assessments_for(self.actor).get(pk=self._assessment_id())
        except Assessment.DoesNotExist as error:
            raise Http404(_("There is no such assessment.")) from error

    def _assessment_id(self) -> UUID:
        return uuid_or_404(self.kwargs["assessment_id"])


def uuid_or_404(text: str) -> UUID:
    """The UUID in an address; raises Http404 where it is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def indicator_or_404(code: str) -> Indicator:
    """The indicator with this code; raises Http404."""
    if code not in selectors.tree().places:
        raise Http404(_("There is no such indicator."))
    indicator: Indicator = Indicator.objects.get(code=code)
    return indicator


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client holds what has the entity tag `tag` (with quotes): `If-None-Match` (RFC 9110)."""
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in held or held == ["*"]


def as_problem(error: Exception) -> Exception:
    """A service's refusal as the problem that answers it; any other exception as it is."""
    match error:
        case services.NotWritable():
            return Conflict(str(error))
        case services.Blocked():
            return Conflict(
                _("The assessment cannot be submitted yet."),
                extra={"blockers": [blocker_body(blocker) for blocker in error.blockers]},
            )
        case services.StaleVersion():
            current = rows.current_body(error.current)
            return PreconditionFailed(extra={"current": current})
    return error


def blocker_body(blocker: selectors.Blocker) -> Mapping[str, Any]:
    """A blocker as JSON: the indicator, the state of its national score, and who has not answered."""
    return {
        "indicator": blocker.indicator,
        "reason": blocker.reason,
        "missing": [{"ministry": str(ministry.pk), "name": ministry.name} for ministry in blocker.missing],
    }
