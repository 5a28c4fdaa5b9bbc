"""Differences between ministries, and the focal point's decision on any indicator."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.forms import DecisionForm, choice_of
from assessments.models import Assessment, NationalScore, Score
from assessments.rules import require
from framework.selectors import WordingEntry, framework_tree, official_wording
from framework.tree import IndicatorEntry

from .access import acting, draft_or_404, indicator_or_404, page_context
from .objective import place_of

STATE = NationalScore.State
TO_SETTLE = (STATE.CONFLICT, STATE.TO_CONFIRM, STATE.CARRIED_OVER)
PAGE_SIZE = 20


@dataclass(frozen=True)
class Case:
    """An indicator to decide: what is said, and what the form shows.

    `form` is what was sent and refused, None where nothing was; `taken` is the ministry's answer that the focal point
    starts from, None where he starts from what is stored; `stale` says that somebody decided in between.
    """

    entry: IndicatorEntry
    official: tuple[WordingEntry, ...]
    answers: selectors.Answers
    missing: tuple[Ministry, ...]
    form: DecisionForm | None = None
    taken: Score | None = None
    stale: bool = False

    @property
    def choice(self) -> str:
        """The radio choice to show."""
        if self.form is not None:
            return str(self.form.data.get("choice", ""))
        start = self.taken or self.answers.national
        return choice_of(start.answer, start.level)

    @property
    def justification(self) -> str:
        """The justification to show."""
        if self.form is not None:
            return str(self.form.data.get("justification", ""))
        return (self.taken or self.answers.national).justification

    @property
    def rationale(self) -> str:
        """The rationale to show."""
        return str(self.form.data.get("rationale", "")) if self.form is not None else self.answers.national.rationale

    @property
    def version(self) -> int:
        """The version of the national score that the decision answers to."""
        return self.answers.national.version


@require_safe
@login_required
def conflicts(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Where ministries differ, and what is to confirm: ministries side by side, each with the form to decide."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    codes = {wanted: state.codes_in(wanted) for wanted in TO_SETTLE}
    shown = request.GET.get("state", "")
    if shown not in codes:
        shown = next((wanted for wanted in TO_SETTLE if codes[wanted]), STATE.CONFLICT)
    page = Paginator(codes[STATE(shown)], PAGE_SIZE).get_page(request.GET.get("page"))
    context = page_context(request, assessment, "conflicts") | {
        "tabs": [(wanted, wanted.label, len(codes[wanted])) for wanted in TO_SETTLE],
        "shown": shown,
        "page_of_codes": page,
        "cases": _cases(state, list(page.object_list)),
        "levels": framework_tree().levels,
        "back": f"{reverse('assessments:conflicts', args=[assessment.pk])}?state={shown}",
    }
    return render(request, "assessments/conflicts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """Decide one indicator, whatever its state. `?take=` starts from a ministry's answer, `back` is where to go."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    if code not in framework_tree().indicator:
        raise Http404
    if request.method != "POST":
        return _decide_page(request, assessment, code)
    form = DecisionForm(request.POST)
    stale = False
    if form.is_valid():
        try:
            services.decide(
                actor=acting(request),
                assessment=assessment,
                indicator=indicator_or_404(code),
                answer=form.answer,
                level=form.level,
                justification=form.cleaned_data["justification"],
                rationale=form.cleaned_data["rationale"],
                expected_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.refuse(error)
        except services.StaleVersion:
            stale = True
        except services.NotWritable as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(code)s is decided.") % {"code": code})
            return redirect(_back(request, assessment, code))
    return _decide_page(request, assessment, code, form=form, stale=stale)


def _back(request: PortalRequest, assessment: Assessment, code: str) -> str:
    """Where the focal point came from: the list of conflicts, or the card."""
    back = (request.POST if request.method == "POST" else request.GET).get("back", "")
    if back in TO_SETTLE:
        return f"{reverse('assessments:conflicts', args=[assessment.pk])}?state={back}"
    return place_of(assessment, code)


def _decide_page(
    request: PortalRequest, assessment: Assessment, code: str, *, form: DecisionForm | None = None, stale: bool = False
) -> HttpResponse:
    state = selectors.state_of(assessment)
    (case,) = _cases(state, [code], form=form, stale=stale, take=request.GET.get("take", ""))
    back = (request.POST if request.method == "POST" else request.GET).get("back", "")
    context = page_context(request, assessment, "conflicts") | {
        "case": case,
        "back": back if back in TO_SETTLE else "",
        "back_url": _back(request, assessment, code),
    }
    status = 409 if stale else 422 if form is not None else 200
    return render(request, "assessments/decide.html", context, status=status)


def _cases(state: selectors.State, codes: list[str], *, take: str = "", **sent: Any) -> list[Case]:
    answers, _previous = selectors.answers_of(state, codes)
    official = official_wording(codes)
    indicators = framework_tree().indicator
    return [
        Case(
            entry=indicators[code],
            official=official.get(code, ()),
            answers=answers[code],
            missing=state.missing(code),
            taken=next((score for score in answers[code].scores if str(score.ministry_id) == take), None),
            **sent,
        )
        for code in codes
    ]
