"""What a country's officials say to each other on an indicator."""

from typing import Any
from uuid import UUID

import rules
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import PortalRequest
from accounts.models import Membership
from assessments import selectors, services
from assessments.models import Assessment, Discussion
from framework.selectors import framework_tree

from .access import acting, draft_or_404, indicator_or_404, page_context

PAGE_SIZE = 20
LISTS = {
    "open": (pgettext_lazy("discussions", "Open"), selectors.DiscussionFilter(resolved=False)),
    "mine": (gettext_lazy("Mention me"), selectors.DiscussionFilter(mentions_me=True)),
    "resolved": (pgettext_lazy("discussions", "Resolved"), selectors.DiscussionFilter(resolved=True)),
}
"""Lists of discussions, by the value of `?show=`."""


class CommentForm(forms.Form):
    """A comment and the people whom it mentions."""

    text = forms.CharField(error_messages={"required": gettext_lazy("Write something.")})
    mentions = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentions"].choices = [(str(person.pk), str(person)) for person in people]  # type: ignore[attr-defined]


@require_safe
@login_required
def discussions(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The discussions of the assessment, those with the newest comment first: open, resolved, or mentioning me."""
    assessment = draft_or_404(request, pk)
    shown = request.GET.get("show", "")
    if shown not in LISTS:
        shown = "open"
    found = selectors.discussions_of(assessment, request.membership, LISTS[shown][1])
    context = page_context(request, assessment, "discussions") | {
        "lists": [(name, label) for name, (label, _wanted) in LISTS.items()],
        "shown": shown,
        "page_of_discussions": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "assessments/discussions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def discussion(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """The discussion on one indicator; POST adds a comment. htmx gets the thread alone, without the page around it."""
    assessment = draft_or_404(request, pk)
    if code not in framework_tree().indicator:
        raise Http404
    if request.method != "POST":
        return _page(request, assessment, code)
    form = CommentForm(request.POST, people=list(selectors.people_of(assessment)))
    status = 422
    if form.is_valid():
        try:
            services.comment(
                actor=acting(request),
                assessment=assessment,
                indicator=indicator_or_404(code),
                text=form.cleaned_data["text"],
                mentions=form.cleaned_data["mentions"],
            )
        except ValidationError as error:
            form.add_error(None, [fault for faults in error.message_dict.values() for fault in faults])
        except services.NotWritable as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return _after(request, assessment, code)
    return _page(request, assessment, code, form=form, status=status)


@require_POST
@login_required
def resolve(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """Resolve the discussion on an indicator, or with an empty `resolved` open it again."""
    assessment = draft_or_404(request, pk)
    settle = services.resolve_discussion if request.POST.get("resolved") else services.reopen_discussion
    try:
        settle(actor=acting(request), assessment=assessment, indicator=indicator_or_404(code))
    except Discussion.DoesNotExist:
        raise Http404 from None
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
    return _after(request, assessment, code)


def thread_values(actor: Membership | None, assessment: Assessment, code: str) -> dict[str, Any]:
    """What the thread of an indicator shows: the comments, whom one may mention, whether the person may write."""
    may_discuss = assessment.is_discussable and rules.test_rule("assessments.discuss", actor, assessment)
    return {
        "code": code,
        "thread": selectors.thread_of(assessment, code),
        "may_discuss": may_discuss,
        "people": selectors.people_of(assessment) if may_discuss else (),
    }


def _after(request: PortalRequest, assessment: Assessment, code: str) -> HttpResponse:
    """After a write: the thread anew for htmx, the discussion's page for a form."""
    if request.htmx:  # type: ignore[attr-defined]
        return _page(request, assessment, code)
    return redirect("assessments:discussion", assessment.pk, code)


def _page(
    request: PortalRequest, assessment: Assessment, code: str, *, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    context = (
        page_context(request, assessment, "discussions")
        | thread_values(request.membership, assessment, code)
        | {"entry": framework_tree().indicator[code], "form": form}
    )
    alone = request.htmx  # type: ignore[attr-defined]
    name = "assessments/discussion/answer.html" if alone else "assessments/discussion.html"
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
