"""Working without a line: a ministry's part as a spreadsheet to take along, uploaded, looked over and confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.models import AnswerImport, Assessment
from assessments.rules import require
from assessments.selectors import Verdict
from assessments.services.importing import KEPT_DAYS
from assessments.workbook import LARGEST_FILE
from assessments.workbook.writing import FILE_TYPE, workbook_of

from .access import acting, draft_or_404, page_context
from .spreadsheets_forms import ConfirmForm, UploadForm

WAITING_SHOWN = 10
MEGABYTE = 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def spreadsheet(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Download and upload. `?ministry=` names the ministry that a focal point answers for; POST shows the preview."""
    assessment = draft_or_404(request, pk)
    require("assessments.answer", request.membership, assessment)
    if request.method != "POST":
        return _page(request, assessment, None)
    ministries = assessment.country.ministries.all()
    form = UploadForm(request.POST, request.FILES, ministries=ministries)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    try:
        pending = services.preview_import(
            actor=acting(request),
            assessment=assessment,
            ministry=form.cleaned_data["ministry"],
            upload=form.cleaned_data["file"],
        )
    except ValidationError as error:
        form.add_error(None, error.message_dict["file"])
        return _page(request, assessment, form, status=422)
    except services.NotWritable as refusal:
        form.add_error(None, str(refusal))
        return _page(request, assessment, form, status=409)
    return redirect("assessments:import", assessment.pk, pending.pk)


@require_safe
@login_required
def workbook(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The spreadsheet of a ministry: the contributor's own, or the one that a focal point names by `?ministry=`."""
    assessment = draft_or_404(request, pk)
    require("assessments.answer", request.membership, assessment)
    ministry = _chosen(request, assessment)
    if ministry is None:
        raise Http404(_("This ministry is asked nothing."))
    part = selectors.part_of(assessment, ministry)
    return HttpResponse(
        workbook_of(part),
        content_type=FILE_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{part.file_name}"'},
    )


@require_safe
@login_required
def answer_import(request: PortalRequest, pk: UUID, import_id: UUID) -> HttpResponse:
    """What an uploaded file would change now, or what came of it."""
    assessment = draft_or_404(request, pk)
    require("assessments.answer", request.membership, assessment)
    return _preview(request, assessment, _import_or_404(request, assessment, import_id))


@require_POST
@login_required
def confirm_import(request: PortalRequest, pk: UUID, import_id: UUID) -> HttpResponse:
    """Write what was shown. Where anything changed since, the preview is shown anew with the choices made."""
    assessment = draft_or_404(request, pk)
    require("assessments.answer", request.membership, assessment)
    pending = _import_or_404(request, assessment, import_id)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _preview(request, assessment, pending, form.choices, _("Look over the changes and confirm."), 422)
    try:
        services.apply_import(
            actor=acting(request), pending=pending, choices=form.choices, expected=form.cleaned_data["expected"]
        )
    except services.PreviewChanged:
        refusal = _("Answers changed since this page was shown, so nothing is written yet. Look over it once more.")
        return _preview(request, assessment, pending, form.choices, refusal, 409)
    except services.NotWritable as error:
        return _preview(request, assessment, pending, form.choices, str(error), 409)
    except ValidationError as error:
        return _preview(request, assessment, pending, form.choices, " ".join(error.messages), 422)
    except services.ImportEnded:
        pass
    return redirect("assessments:import", assessment.pk, pending.pk)


@require_POST
@login_required
def discard_import(request: PortalRequest, pk: UUID, import_id: UUID) -> HttpResponse:
    """Give the uploaded file up."""
    assessment = draft_or_404(request, pk)
    require("assessments.answer", request.membership, assessment)
    pending = _import_or_404(request, assessment, import_id)
    try:
        services.discard_import(actor=acting(request), pending=pending)
    except services.ImportEnded:
        return redirect("assessments:import", assessment.pk, pending.pk)
    messages.success(request, _("%(file)s is discarded; nothing of it was written.") % {"file": pending.file_name})
    page = reverse("assessments:spreadsheet", args=[assessment.pk])
    return HttpResponseRedirect(f"{page}?ministry={pending.ministry_id}")


def _import_or_404(request: PortalRequest, assessment: Assessment, import_id: UUID) -> AnswerImport:
    found: AnswerImport = get_object_or_404(selectors.imports_for(request.membership, assessment), pk=import_id)
    return found


def _chosen(request: PortalRequest, assessment: Assessment, named: str | None = None) -> Ministry | None:
    """The ministry that is named, or the only one that may be meant; None where that is none."""
    ministries = list(selectors.fillable_ministries(request.membership, assessment))
    wanted = named or request.GET.get("ministry", "")
    if wanted:
        return next((ministry for ministry in ministries if str(ministry.pk) == wanted), None)
    return ministries[0] if len(ministries) == 1 else None


def _page(request: PortalRequest, assessment: Assessment, form: UploadForm | None, status: int = 200) -> HttpResponse:
    ministries = list(selectors.fillable_ministries(request.membership, assessment))
    chosen = _chosen(request, assessment, request.POST.get("ministry"))
    imports = selectors.imports_for(request.membership, assessment).filter(state=AnswerImport.State.PREVIEW)
    context = page_context(request, assessment, "spreadsheet") | {
        "form": form,
        "ministries": ministries,
        "chosen": chosen,
        "progress": selectors.state_of(assessment).progress_of(chosen.pk) if chosen else None,
        "waiting": imports.defer("rows", "faults")[:WAITING_SHOWN],
        "largest": LARGEST_FILE // MEGABYTE,
        "kept_days": KEPT_DAYS,
    }
    return render(request, "assessments/spreadsheets/spreadsheet.html", context, status=status)


def _preview(
    request: PortalRequest,
    assessment: Assessment,
    pending: AnswerImport,
    choices: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = page_context(request, assessment, "spreadsheet") | {"pending": pending}
    if pending.state == AnswerImport.State.DISCARDED:
        return render(request, "assessments/spreadsheets/discarded.html", context)
    preview = selectors.import_preview(pending)
    if pending.state == AnswerImport.State.APPLIED:
        outcomes = {name: preview.ended(name) for name in ("written", "not_chosen", "kept", "error", "unchanged")}
        return render(request, "assessments/spreadsheets/applied.html", context | {"outcomes": outcomes})
    context |= {
        "preview": preview,
        "errors": preview.of(Verdict.ERROR),
        "conflicts": [(row, (choices or {}).get(row.indicator, "")) for row in preview.of(Verdict.CONFLICT)],
        "changed": preview.of(Verdict.CHANGED),
        "new": preview.of(Verdict.NEW),
        "unchanged": preview.of(Verdict.UNCHANGED),
        "to_write": len(preview.of(Verdict.NEW, Verdict.CHANGED)),
        "refusal": refusal,
    }
    return render(request, "assessments/spreadsheets/preview.html", context, status=status)
