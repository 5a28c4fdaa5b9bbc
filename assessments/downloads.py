"""The answer that hands out a file of users: always as an attachment, never as something that a browser would run."""

from typing import IO, Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from assessments.models import Evidence
from assessments.services import files, scanning

SANDBOX = "default-src 'none'; sandbox"


class NotDownloadable(Exception):
    """The file is there and is not handed out. `str()` says why."""


def attachment(content: IO[bytes] | Any, filename: str, content_type: str) -> FileResponse:
    """A file as an attachment that no browser opens in the portal's name and no cache keeps."""
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


def evidence_response(evidence: Evidence) -> FileResponse:
    """The file of a piece of evidence that the caller may see, with `file` at hand.

    Raises Http404 where it is no file, NotDownloadable where the scanner has not cleared it.
    """
    if evidence.file is None:
        raise Http404(_("There is no file."))
    if not scanning.may_be_handed_out(evidence.file):
        raise NotDownloadable(scanning.why_not(evidence.file))
    try:
        content = files.evidence_storage().open(files.name_of(evidence.file.pk))
    except FileNotFoundError as error:
        raise Http404(_("There is no file.")) from error
    charset = "; charset=utf-8" if evidence.file.content_type.startswith("text/") else ""
    return attachment(content, evidence.file_name, evidence.file.content_type + charset)
