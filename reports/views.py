"""Pages of reports: ask for one, watch it being made, download it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import PortalRequest
from accounts.models import Membership
from reports import selectors, services
from reports.downloads import file_response
from reports.forms import RequestForm
from reports.models import ReportJob
from reports.rules import may_manage

PAGE_SIZE = 25


@require_GET
@login_required
def index(request: PortalRequest) -> HttpResponse:
    """Reports that the person may see, newest first; htmx asks again for the list while one of them is being made."""
    page = Paginator(selectors.jobs_for(request.membership), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "reports",
        "page_of_jobs": page,
        "rows": [(job, may_manage(request.membership, job)) for job in selectors.with_cycles(page)],
        "is_active": any(job.is_active for job in page),
    }
    template = "reports/queue.html" if request.htmx else "reports/index.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_POST
@login_required
def request_report(request: PortalRequest) -> HttpResponse:
    """Ask for a report and go to where it can be watched."""
    actor = _acting(request)
    form = RequestForm(request.POST, actor=actor)
    try:
        if form.is_valid():
            return redirect(services.request_report(actor=actor, **form.cleaned_data))
    except ValidationError as refusal:
        form.add_error(None, [fault for faults in refusal.message_dict.values() for fault in faults])
    faults = " ".join(str(fault) for field in form.errors.values() for fault in field)
    messages.error(request, _("This report cannot be made. %(faults)s") % {"faults": faults})
    return redirect("reports:index")


@require_GET
@login_required
def detail(request: PortalRequest, pk: UUID) -> HttpResponse:
    """One report; htmx asks again for its state while it is being made."""
    job = _job_or_404(request, pk)
    context = {"section": "reports", "job": job, "may_manage": may_manage(request.membership, job)}
    template = "reports/state.html" if request.htmx else "reports/detail.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_GET
@login_required
def download(request: PortalRequest, pk: UUID) -> FileResponse:
    """The file of a finished report, as an attachment."""
    return file_response(_job_or_404(request, pk))


@require_POST
@login_required
def cancel(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Stop a report that waits or is being made."""
    return _change(request, pk, services.cancel)


@require_POST
@login_required
def retry(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Make a report that failed or was cancelled after all."""
    return _change(request, pk, services.retry)


def _change(request: PortalRequest, pk: UUID, service: Callable[..., ReportJob]) -> HttpResponseRedirect:
    job = _job_or_404(request, pk)
    try:
        service(actor=_acting(request), job=job)
    except services.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(job)


def _acting(request: PortalRequest) -> Membership:
    if request.membership is None:
        raise PermissionDenied(_("Your role does not allow this."))
    return request.membership


def _job_or_404(request: PortalRequest, pk: UUID) -> ReportJob:
    try:
        return selectors.job_of(request.membership, pk)
    except ReportJob.DoesNotExist:
        raise Http404 from None
