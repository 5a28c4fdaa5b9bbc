"""Differences between ministries, and the focal point's decision on any indicator."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.forms import DecisionForm, choice_of
from assessments.models import Assessment, Change, Cycle, Evidence, NationalScore, Score
from assessments.rules import require
from assessments.words import Names
from framework.selectors import WordingEntry, framework_tree, official_wording
from framework.tree import IndicatorEntry

from .access import acting, draft_or_404, indicator_or_404, page_context
from .discussing import thread_values
from .objective import place_of

STATE = NationalScore.State
TO_SETTLE = (STATE.CONFLICT, STATE.TO_CONFIRM, STATE.CARRIED_OVER, STATE.UNANSWERED)
PAGE_SIZE = 20
NO_NAMES = Names({}, {})
"""Changes of answers name nobody by id."""


@dataclass(frozen=True)
class Wanted:
    """Which indicators to settle: in one of `TO_SETTLE` ("" for the first that has any), table and ministry.

    What is "" limits nothing; `page` is as it was sent.
    """

    state: str
    table: str
    ministry: str
    page: str

    @classmethod
    def of(cls, query: QueryDict, state: selectors.State) -> "Wanted":
        """What `query` asks for; what nobody could have chosen is left out."""
        shown, table, ministry = (query.get(name, "") for name in ("state", "table", "ministry"))
        return cls(
            shown if shown in TO_SETTLE else "",
            table if table in framework_tree().table else "",
            ministry if ministry in {str(pk) for pk in state.ministries} else "",
            page if (page := query.get("page", "")).isascii() and page.isdigit() else "",
        )

    def codes(self, state: selectors.State) -> dict[str, list[str]]:
        """Codes of this table and ministry, by state, in document order."""
        indicators = framework_tree().indicator
        return {
            to_settle: [
                code
                for code in state.codes_in(to_settle)
                if self.table in ("", indicators[code].table)
                and (not self.ministry or UUID(self.ministry) in state.assigned.get(code, ()))
            ]
            for to_settle in TO_SETTLE
        }

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode([(name, value) for name, value in asdict(self).items() if value])


@dataclass(frozen=True)
class Side:
    """What one ministry that is asked says, and its evidence; `score` is None while it says nothing."""

    ministry: Ministry
    score: Score | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Case:
    """An indicator to decide: what is said, how much it is discussed, and what the form shows.

    `changes` are those of answers since the decision that is to confirm, oldest first.
    `form` is what was sent and refused, None where nothing was; `taken` is the ministry's answer that the focal point
    starts from, None where he starts from what is stored; `stale` says that somebody decided in between.
    """

    entry: IndicatorEntry
    official: tuple[WordingEntry, ...]
    answers: selectors.Answers
    missing: tuple[Ministry, ...]
    evidence: tuple[Evidence, ...]
    previous_cycle: Cycle | None
    changes: tuple[Change, ...]
    form: DecisionForm | None = None
    taken: Score | None = None
    stale: bool = False

    @property
    def sides(self) -> list[Side]:
        """The ministries that are asked side by side, those that have answered first."""
        said = [(score.ministry, score) for score in self.answers.scores]
        silent = [(ministry, None) for ministry in self.missing]
        return [Side(ministry, score, self._evidence_of(ministry)) for ministry, score in (*said, *silent)]

    @property
    def own_evidence(self) -> tuple[Evidence, ...]:
        """The evidence for the country's own answer."""
        return self._evidence_of(None)

    def _evidence_of(self, ministry: Ministry | None) -> tuple[Evidence, ...]:
        return tuple(piece for piece in self.evidence if piece.ministry == ministry)

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
    """What is to settle, by state, table and ministry: ministries side by side, each indicator with its form."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    wanted = Wanted.of(request.GET, state)
    codes = wanted.codes(state)
    shown = wanted.state or next((one for one in TO_SETTLE[:-1] if codes[one]), STATE.CONFLICT)
    page = Paginator(codes[shown], PAGE_SIZE).get_page(wanted.page)
    on_page = list(page.object_list)
    context = page_context(request, assessment, "conflicts") | {
        "lists": [(one, one.label, len(codes[one])) for one in TO_SETTLE],
        "shown": shown,
        "wanted": wanted,
        "tables": framework_tree().tables,
        "ministries": [progress.ministry for progress in state.progress],
        "page_of_codes": page,
        "cases": _cases(state, on_page),
        "names": NO_NAMES,
        "back": replace(wanted, state=shown).query,
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
            return redirect(_back(request, selectors.state_of(assessment), code)[1])
    return _decide_page(request, assessment, code, form=form, stale=stale)


def _back(request: PortalRequest, state: selectors.State, code: str) -> tuple[str, str]:
    """Where the focal point came from, as the form keeps it and as an address: the list as it was, or the card."""
    sent = (request.POST if request.method == "POST" else request.GET).get("back", "")
    wanted = Wanted.of(QueryDict(sent), state)
    if not wanted.state:
        return "", place_of(state.assessment, code)
    return wanted.query, f"{reverse('assessments:conflicts', args=[state.assessment.pk])}?{wanted.query}"


def _decide_page(
    request: PortalRequest, assessment: Assessment, code: str, *, form: DecisionForm | None = None, stale: bool = False
) -> HttpResponse:
    state = selectors.state_of(assessment)
    (case,) = _cases(state, [code], form=form, stale=stale, take=request.GET.get("take", ""))
    back, back_url = _back(request, state, code)
    context = (
        page_context(request, assessment, "conflicts")
        | thread_values(request.membership, assessment, code)
        | {"case": case, "names": NO_NAMES, "back": back, "back_url": back_url}
    )
    status = 409 if stale else 422 if form is not None else 200
    return render(request, "assessments/decide.html", context, status=status)


def _cases(state: selectors.State, codes: list[str], *, take: str = "", **sent: Any) -> list[Case]:
    answers, previous_assessment = selectors.answers_of(state, codes)
    official = official_wording(codes)
    evidence = selectors.evidence_of(state, codes)
    changes = selectors.changes_under_decisions(
        state.assessment, [code for code in codes if state.national[code].state == STATE.TO_CONFIRM]
    )
    indicators = framework_tree().indicator
    return [
        Case(
            entry=indicators[code],
            official=official.get(code, ()),
            answers=answers[code],
            missing=state.missing(code),
            evidence=tuple(evidence[code]),
            previous_cycle=previous_assessment.cycle if previous_assessment else None,
            changes=tuple(changes.get(code, ())),
            taken=next((score for score in answers[code].scores if str(score.ministry_id) == take), None),
            **sent,
        )
        for code in codes
    ]
