"""Files that came with answers to reviewers."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request

from assessments import selectors
from assessments.api.base import SEGMENT, PortalViewSet, uuid_or_404
from assessments.api.clarifications_schema import CLARIFICATION_ID
from assessments.api.evidence import FileActions, download
from assessments.api.evidence_schema import EVIDENCE_ID, FILE_ANSWERS
from assessments.models import Evidence

CLARIFICATION_PREFIX = rf"clarifications/(?P<clarification_id>{SEGMENT})"


class AttachmentViewSet(FileActions, PortalViewSet):
    queryset = Evidence.objects.none()
    filter_backends = ()
    lookup_url_kwarg = "evidence_id"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="The file of an attachment",
        description="404 for a link, or where the caller may not read the entry that it came with; 409 while the "
        "scanner has not cleared it.",
        parameters=[CLARIFICATION_ID, EVIDENCE_ID],
        responses=FILE_ANSWERS,
    )
    @action(detail=True, url_name="file")
    def file(self, request: Request, clarification_id: str, evidence_id: str) -> HttpResponseBase:
        try:
            piece = selectors.attachment_of(self.actor, uuid_or_404(clarification_id), uuid_or_404(evidence_id))
        except Evidence.DoesNotExist as error:
            raise Http404(_("There is no such attachment.")) from error
        return download(piece)
