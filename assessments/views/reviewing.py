"""What a reviewer notes and marks on a submission."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PortalRequest
from assessments import sealing, selectors, services
from assessments.models import ReviewerMark, ReviewerNote, Submission
from assessments.rules import require
from assessments.services.errors import StaleVersion
from assessments.services.reviewing import NOTE_LIMIT
from framework.models import Indicator

from .access import acting, submission_or_404
from .review_page import ReviewForm, address_of, earlier_of, reading_context


@require_POST
@login_required
def mark(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """Mark an indicator as read, to ask or neither, or all indicators of an objective as read."""
    submission = _reviewed(request, pk)
    places = selectors.places_of(submission)
    chosen = request.POST.get("mark", "")
    if code in places:
        codes = [code]
    elif not (codes := [one for one, place in places.items() if place.objective == code]):
        raise Http404
    try:
        services.mark_all(actor=acting(request), submission=submission, codes=codes, mark=chosen or None)
    except ValidationError as error:
        return HttpResponse("; ".join(error.messages), status=400, content_type="text/plain")
    back = _back(request, places)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{submission.get_absolute_url()}?{back}#{'i' if code in places else 'o'}-{code}")
    reading = selectors.reading_of(request.membership, submission)
    objective = places[codes[0]].objective
    context = reading_context(submission, reading, back, after=codes[-1]) | {
        "submission": submission,
        "code": code,
        "mark": chosen,
        "marked": True,
        "objective_code": objective,
        "unread": reading.unread_in[objective],
    }
    return render(request, "assessments/review/marked.html", context)


@require_POST
@login_required
def mark_unchanged(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Mark as read what the reviewer read in the submission before this one and what says the same in this one."""
    submission = _reviewed(request, pk)
    profile = sealing.sealed_profile(submission.sealed["national_scores"])
    reading = selectors.reading_of(request.membership, submission)
    for earlier in earlier_of(request.membership, submission, profile):
        if earlier.key == "submission":
            steps = earlier.changes.steps
            same = selectors.read_before(request.membership, earlier.submission, steps, reading.places)
            codes = same - reading.marks.keys()
            services.mark_all(
                actor=acting(request), submission=submission, codes=codes, mark=ReviewerMark.Mark.READ.value
            )
    return redirect(submission)


@require_POST
@login_required
def note_write(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take a note on the submission, or on an indicator of it."""
    submission = _reviewed(request, pk)
    code = request.POST.get("indicator", "")
    indicator = Indicator.objects.filter(code=code).first()
    if code and indicator is None:
        raise Http404
    text = request.POST.get("text", "")
    try:
        services.write_note(actor=acting(request), submission=submission, indicator=indicator, text=text)
    except ValidationError as error:
        return _note_page(request, submission, None, code=code, text=text, faults=error.message_dict, status=422)
    messages.success(request, _("The note is kept. Only reviewers see it."))
    return _to_the_place(request, submission, code)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note(request: PortalRequest, pk: UUID, note_id: UUID) -> HttpResponse:
    """Change an own note, or take it back; where it was changed meanwhile both texts are shown."""
    submission = _reviewed(request, pk)
    # One that was taken back is still found: what its author writes in another tab is shown to him, not lost.
    found = ReviewerNote.objects.filter(submission=submission, pk=note_id).select_related("author", "indicator").first()
    own = found is not None and found.author_id == acting(request).user_id
    if found is None or (found.ended_at is not None and not (own and request.method == "POST")):
        raise Http404
    code = found.indicator.code if found.indicator else ""
    if request.method != "POST":
        return _note_page(request, submission, found, code=code, text=found.text, status=200)
    text, version = request.POST.get("text", ""), request.POST.get("version", "")
    seen: dict[str, Any] = {
        "actor": acting(request),
        "note": found,
        "expected_version": int(version) if version.isdecimal() and len(version) < 10 else 0,
    }
    try:
        if "take_back" in request.POST:
            services.take_back_note(**seen)
            messages.success(request, _("The note is taken back."))
        else:
            services.change_note(**seen, text=text)
            messages.success(request, _("The note is changed."))
    except StaleVersion as stale:
        found = stale.current if isinstance(stale.current, ReviewerNote) else found
        return _note_page(request, submission, found, code=code, text=text, stale=True, status=409)
    except ValidationError as error:
        return _note_page(request, submission, found, code=code, text=text, faults=error.message_dict, status=422)
    return _to_the_place(request, submission, code)


def _reviewed(request: PortalRequest, pk: UUID) -> Submission:
    """The submission, for a reviewer; raises Http404, PermissionDenied."""
    submission = submission_or_404(request, pk)
    require("assessments.review", request.membership, submission)
    return submission


def _back(request: PortalRequest, places: Any) -> str:
    """The query of the page that was left, as far as it is one."""
    tables = dict.fromkeys(place.table for place in places.values())
    return ReviewForm(dict(parse_qsl(request.POST.get("back", ""))), tables).query


def _to_the_place(request: PortalRequest, submission: Submission, code: str) -> HttpResponse:
    """Back to the answer that the note is on, on the page that was left, or to the notes on the submission."""
    reading = selectors.reading_of(request.membership, submission)
    if not code:
        return redirect(f"{submission.get_absolute_url()}#notes")
    back = _back(request, reading.places)
    if not back:
        return redirect(address_of(submission, reading, code))
    return redirect(f"{submission.get_absolute_url()}?{back}#i-{code}")


def _note_page(
    request: PortalRequest,
    submission: Submission,
    found: ReviewerNote | None,
    *,
    code: str,
    text: str,
    status: int,
    stale: bool = False,
    faults: dict[str, list[str]] | None = None,
) -> HttpResponse:
    reading = selectors.reading_of(request.membership, submission)
    context = {
        "section": "submissions",
        "submission": submission,
        "assessment": submission.assessment,
        "note": found,
        "own": found is None or found.author_id == acting(request).user_id,
        "code": code,
        "text": text,
        "stale": stale,
        "faults": [fault for faults_of in (faults or {}).values() for fault in faults_of],
        "limit": NOTE_LIMIT,
        "back": _back(request, reading.places) if request.method == "POST" else "",
        "place": address_of(submission, reading, code) if code else submission.get_absolute_url(),
    }
    return render(request, "assessments/review/note.html", context, status=status)
