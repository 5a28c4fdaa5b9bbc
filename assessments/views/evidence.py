"""Pages of evidence: the list of an assessment; adding, replacing and withdrawing; files.

Adding and replacing work as pages of their own. A script that sends the header `X-Fragment` gets, instead of a page,
the form, or after a change the evidence of the indicator as its card on the scoring page shows it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.http import PortalRequest
from accounts.models import Membership, Ministry
from assessments import selectors, services
from assessments.downloads import NotDownloadable, evidence_response
from assessments.models import Assessment, Evidence
from assessments.rules import may_support
from assessments.services.evidence import ASSESSMENT_LIMIT
from assessments.services.files import FILE_LIMIT
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry

from .access import acting, draft_or_404, indicator_or_404, page_context, submission_or_404
from .evidence_forms import EvidenceFilterForm, EvidenceForm, values_of
from .objective import place_of
from .scoring_page import scoring_page

PAGE_SIZE = 50
ROLE = Membership.Role
WRITES = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Room:
    """How much room files take: `used` of `limit` bytes."""

    used: int
    limit: int = ASSESSMENT_LIMIT

    @property
    def megabytes(self) -> tuple[int, int]:
        """Used, rounded up, and limit in MB."""
        return -(-self.used // 1024**2), self.limit // 1024**2

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.limit))


def room_of(assessment: Assessment) -> Room:
    """The room that the files of an assessment take."""
    return Room(sum(selectors.files_of(assessment).values()))


@require_safe
@login_required
def evidence(request: PortalRequest, pk: UUID) -> HttpResponse:
    """All evidence of an assessment, filtered by ministry, objective, kind, visibility and whether it stands."""
    assessment = draft_or_404(request, pk)
    every = selectors.evidence_in(assessment)
    ministries = assessment.country.ministries.filter(pk__in=every.order_by().values("ministry")).order_by("name")
    objectives = every.values_list("indicator__part__objective__code", flat=True)
    titles = {code: framework_tree().objective[code].title for code in dict.fromkeys(objectives)}
    form = EvidenceFilterForm(
        request.GET,
        ministries={str(ministry.pk): ministry.name for ministry in ministries},
        objectives={code: f"{code} {title}" for code, title in titles.items()},
    )
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(_filtered(every, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = page_context(request, assessment, "evidence") | {
        "form": form,
        "filtered": any(wanted.values()),
        "page_of_evidence": page,
        "room": room_of(assessment),
    }
    return render(request, "assessments/evidence.html", context)


def _filtered(pieces: Any, wanted: dict[str, str]) -> Any:
    standing = wanted.get("standing", "")
    if standing != "all":
        pieces = pieces.filter(ended_at__isnull=standing != "ended")
    if ministry := wanted.get("ministry"):
        pieces = pieces.filter(ministry=None if ministry == EvidenceFilterForm.COUNTRY else ministry)
    if objective := wanted.get("objective"):
        pieces = pieces.filter(indicator__part__objective__code=objective)
    for name in ("kind", "visibility"):
        if wanted.get(name):
            pieces = pieces.filter(**{name: wanted[name]})
    return pieces


@require_http_methods(WRITES)
@login_required
@vary_on_headers("X-Fragment")
def evidence_add(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """Add evidence to an answer: `?for=` names the ministry; without it a contributor's own, else the country's."""
    assessment = draft_or_404(request, pk)
    entry = framework_tree().indicator.get(code)
    if entry is None:
        raise Http404
    ministry = _ministry_or_404(request, assessment, request.GET.get("for", ""))
    if not may_support(request.membership, assessment, ministry):
        raise PermissionDenied(_("Your role does not allow this."))
    desk = _Desk(request, assessment, entry, ministry, None)
    if request.method != "POST":
        return desk.shown(EvidenceForm(initial={"kind": Evidence.Kind.FILE}))
    return desk.written(
        lambda form: services.add_evidence(
            actor=acting(request),
            assessment=assessment,
            indicator=indicator_or_404(code),
            ministry=ministry,
            record=form.record,
            upload=form.upload,
        )
    )


@require_http_methods(WRITES)
@login_required
@vary_on_headers("X-Fragment")
def evidence_replace(request: PortalRequest, pk: UUID, evidence_id: UUID) -> HttpResponse:
    """Put another piece in the place of one; a file stays the same unless another one is sent."""
    piece, desk = _piece_and_desk(request, pk, evidence_id)
    if request.method != "POST":
        return desk.shown(EvidenceForm(initial=values_of(piece)))
    return desk.written(
        lambda form: services.replace_evidence(
            actor=acting(request), evidence=piece, record=form.record, upload=form.upload
        )
    )


@require_http_methods(WRITES)
@login_required
def evidence_withdraw(request: PortalRequest, pk: UUID, evidence_id: UUID) -> HttpResponse:
    """Withdraw a piece, after a page that asks whether to."""
    piece, desk = _piece_and_desk(request, pk, evidence_id)
    if request.method != "POST":
        return render(request, "assessments/evidence_withdraw.html", desk.context | {"pieces": [piece]})
    try:
        services.withdraw_evidence(actor=acting(request), evidence=piece)
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": piece.title})
    return HttpResponseRedirect(desk.back)


@dataclass(frozen=True)
class _Desk:
    """The form of one piece: for an indicator and a ministry, or the country where it is None."""

    request: PortalRequest
    assessment: Assessment
    entry: IndicatorEntry
    ministry: Ministry | None
    replaced: Evidence | None

    @property
    def is_fragment(self) -> bool:
        return "X-Fragment" in self.request.headers

    @property
    def chosen(self) -> str:
        """The ministry as `?for=` of the scoring page, which only focal points need."""
        actor = self.request.membership
        return str(self.ministry.pk) if self.ministry and actor and actor.role == ROLE.FOCAL_POINT else ""

    @property
    def back(self) -> str:
        """Where the person came from: the list, or the card."""
        if self.request.GET.get("from") == "list":
            return reverse("assessments:evidence", args=[self.assessment.pk])
        return place_of(self.assessment, self.entry.code, self.chosen)

    @property
    def context(self) -> dict[str, Any]:
        return page_context(self.request, self.assessment, "evidence") | {
            "entry": self.entry,
            "ministry": self.ministry,
            "replaced": self.replaced,
            "back": self.back,
            "room": room_of(self.assessment),
            "file_limit": FILE_LIMIT,
        }

    def shown(self, form: EvidenceForm, refusal: str = "", status: int = 200) -> HttpResponse:
        """The form, as a page or for a script."""
        template = "assessments/evidence_form.html" if self.is_fragment else "assessments/evidence_edit.html"
        return render(self.request, template, self.context | {"form": form, "refusal": refusal}, status=status)

    def written(self, write: Any) -> HttpResponse:
        """Write what was sent, and what to see then; the form with its input where it is refused."""
        form = EvidenceForm(self.request.POST, self.request.FILES)
        try:
            if form.is_valid():
                write(form)
        except ValidationError as error:
            form.refuse(error)
        except services.NotWritable as refusal:
            return self.shown(form, str(refusal), status=409)
        if form.errors:
            return self.shown(form, status=422)
        if self.is_fragment:
            return self._card()
        messages.success(self.request, _("“%(title)s” is saved.") % {"title": form.cleaned_data["title"].strip()})
        return HttpResponseRedirect(self.back)

    def _card(self) -> HttpResponse:
        page = scoring_page(self.request.membership, self.assessment, self.entry.objective, self.chosen)
        context = page_context(self.request, self.assessment, "objective")
        card = page.card(self.entry.code)
        return render(self.request, "assessments/objective/evidence.html", context | {"desk": page, "card": card})


def _ministry_or_404(request: PortalRequest, assessment: Assessment, named: str) -> Ministry | None:
    """The ministry that `?for=` names; without one a contributor's own, None for the country's own answer."""
    if not named:
        actor = request.membership
        return actor.ministry if actor is not None and actor.role == ROLE.CONTRIBUTOR else None
    try:
        ministry = assessment.country.ministries.filter(pk=UUID(named)).first()
    except ValueError:
        ministry = None
    if ministry is None:
        raise Http404
    return ministry


def _piece_and_desk(request: PortalRequest, pk: UUID, evidence_id: UUID) -> tuple[Evidence, _Desk]:
    """A piece that the person may change; raises Http404, PermissionDenied."""
    assessment = draft_or_404(request, pk)
    try:
        piece = selectors.piece_of(assessment, evidence_id)
    except Evidence.DoesNotExist:
        raise Http404 from None
    if not may_support(request.membership, assessment, piece.ministry) or piece.indicator is None:
        raise PermissionDenied(_("Your role does not allow this."))
    entry = framework_tree().indicator[piece.indicator.code]
    return piece, _Desk(request, assessment, entry, piece.ministry, piece)


@require_safe
@login_required
def evidence_file(request: PortalRequest, pk: UUID, evidence_id: UUID) -> HttpResponseBase:
    """The file of a piece, also of one that was withdrawn, for the country's own people."""
    assessment = draft_or_404(request, pk)
    try:
        return _download(request, selectors.piece_of(assessment, evidence_id))
    except Evidence.DoesNotExist:
        raise Http404 from None


@require_safe
def sealed_evidence_file(request: PortalRequest, pk: UUID, evidence_id: UUID) -> HttpResponseBase:
    """The file of a piece that a submission sealed, for those who may read the piece."""
    sealed = submission_or_404(request, pk)
    try:
        return _download(request, selectors.sealed_piece(request.membership, sealed, evidence_id))
    except Evidence.DoesNotExist:
        raise Http404 from None


@require_safe
@login_required
def clarification_evidence_file(request: PortalRequest, pk: UUID, attachment_id: UUID) -> HttpResponseBase:
    """The file that came with an entry of a clarification, for those who may read the entry."""
    try:
        return _download(request, selectors.attachment_of(request.membership, pk, attachment_id))
    except Evidence.DoesNotExist:
        raise Http404 from None


def _download(request: PortalRequest, piece: Evidence) -> HttpResponseBase:
    try:
        return evidence_response(piece)
    except NotDownloadable as refusal:
        context = {"section": "assessments", "piece": piece, "refusal": str(refusal)}
        return render(request, "assessments/evidence_held.html", context, status=409)
