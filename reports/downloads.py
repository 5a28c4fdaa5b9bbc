"""The answer that hands out a report's file, the same for page and API."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from assessments.downloads import attachment
from reports import files
from reports.models import ReportJob


def file_response(job: ReportJob) -> FileResponse:
    """The file of a finished job, as an attachment that no cache keeps; raises Http404 where there is none."""
    if job.status != ReportJob.Status.DONE:
        raise Http404(_("There is no file."))
    try:
        content = files.open_file(job.file_sha256, job.format)
    except FileNotFoundError as error:
        raise Http404(_("There is no file.")) from error
    return attachment(content, job.filename, files.CONTENT_TYPES[job.format])
