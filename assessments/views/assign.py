"""Sharing indicators out to ministries: choose in the tree, look at what changes, do it, undo it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.models import Assessment
from assessments.rules import require
from assessments.sharing_out import Due, DueDate, Move
from framework.listing import listed
from framework.selectors import framework_tree

from .access import acting, draft_or_404, page_context
from .assign_forms import ApplyForm, FieldsForm, ShareOutForm, TreeFilterForm, applied
from .assign_tree import AssignTree, TreeFilter, filter_choices

LOADED_UP_TO = 160
"""Up to how many indicators a filtered tree comes whole; else the insides of tables come when they are opened."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assign(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Who is asked what, as a tree; htmx gets the inside of the one `table` it asks for. POST does what a preview
    showed."""
    assessment = draft_or_404(request, pk)
    if request.method == "POST":
        return _apply(request, assessment)
    state = selectors.state_of(assessment)
    filters = _filters(state, request.GET)
    if request.htmx and filters.wanted.table:  # type: ignore[attr-defined]
        response = _branches(request, assessment, state, filters.wanted)
    else:
        response = _tree_page(request, assessment, state, filters)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assign_preview(request: PortalRequest, pk: UUID) -> HttpResponse:
    """POST shows what would change if the ticked codes were shared out as the form says; a code stands for all below
    it that the filter shows."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    if request.method != "POST":
        return redirect("assessments:assign", pk=pk)
    state = selectors.state_of(assessment)
    filters = _filters(state, request.POST)
    form = ShareOutForm(request.POST, ministries=_ministries(assessment), codes=_codes())
    if not form.is_valid():
        return _tree_page(request, assessment, state, filters, form, status=422)
    codes = AssignTree(state, filters.wanted, ()).expand(form.cleaned_data["codes"])
    return _preview_page(request, state, [form.move(codes, list(state.ministries))], form.due)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assign_suggest(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A proposal for what nobody is asked: which ministry covers which field, or as in the cycle before. POST previews
    it."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    state = selectors.state_of(assessment)
    before = selectors.shared_out_before(assessment)
    ministries = _ministries(assessment)
    likely = selectors.likely_fields(state, before)
    sent = request.POST if request.method == "POST" else None
    form = FieldsForm(sent, ministries=ministries, likely=likely)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("basis") == "before":
            moves = selectors.suggested_as_before(state, before)
        else:
            moves = selectors.suggested_by_field(state, form.ministries)
        return _preview_page(request, state, moves, form.cleaned_data["due_on"] or Due.KEEP)
    context = page_context(request, assessment, "assign") | {
        "form": form,
        "nobody": len(state.national) - len(state.assigned),
        "as_before": sum(len(move.codes) for move in selectors.suggested_as_before(state, before)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/assign/suggest.html", context, status=status)


@require_POST
@login_required
def assign_undo(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take back what one operation of sharing out did."""
    assessment = draft_or_404(request, pk)
    try:
        batch = UUID(request.POST.get("batch", ""))
        undone = services.undo_sharing(actor=acting(request), assessment=assessment, batch=batch)
    except ValueError:
        messages.error(request, _("There is no such operation of sharing out."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_undone(request, undone)
    return redirect("assessments:assign", pk=pk)


def _apply(request: PortalRequest, assessment: Assessment) -> HttpResponse:
    require("assessments.coordinate", request.membership, assessment)
    form = ApplyForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("The preview cannot be read. Choose again."))
        done = services.share_out(
            actor=acting(request),
            assessment=assessment,
            moves=form.cleaned_data["moves"],
            due_on=form.cleaned_data["due"],
        )
    except ValidationError as error:
        return _refused(request, assessment, " ".join(error.messages), 422)
    except services.NotWritable as refusal:
        return _refused(request, assessment, str(refusal), 409)
    address = reverse("assessments:assign", args=[assessment.pk])
    if done.batch is None:
        messages.info(request, _("Nothing had to be changed: it is shared out like this already."))
        return redirect(address)
    return HttpResponseRedirect(f"{address}?done={done.batch}")


def _refused(request: PortalRequest, assessment: Assessment, why: str, status: int) -> HttpResponse:
    messages.error(request, why)
    state = selectors.state_of(assessment)
    return _tree_page(request, assessment, state, _filters(state, QueryDict()), status=status)


def _tell_undone(request: PortalRequest, undone: services.SharedOut) -> None:
    number = len(undone.plan.steps)
    if number:
        text = ngettext("Undone: %(number)d change.", "Undone: %(number)d changes.", number)
        messages.success(request, text % {"number": number})
    if undone.left:
        codes = listed(dict.fromkeys(pair.indicator for pair in undone.left))
        text = ngettext(
            "%(number)d change stays, since it was changed after: %(codes)s.",
            "%(number)d changes stay, since they were changed after: %(codes)s.",
            len(undone.left),
        )
        messages.warning(request, text % {"number": len(undone.left), "codes": codes})


def _ministries(assessment: Assessment) -> QuerySet[Ministry]:
    return assessment.country.ministries.filter(active=True).order_by("name")


def _codes() -> list[str]:
    tree = framework_tree()
    return [*tree.table, *tree.section, *tree.objective, *tree.part, *tree.indicator]


def _filters(state: selectors.State, data: QueryDict) -> TreeFilterForm:
    return TreeFilterForm(data, **filter_choices(state.ministries))


def _branches(
    request: PortalRequest, assessment: Assessment, state: selectors.State, wanted: TreeFilter
) -> HttpResponse:
    """The inside of one table."""
    tree = AssignTree(state, wanted, [wanted.table])
    context = page_context(request, assessment, "assign")
    writable = assessment.is_writable and context["may_coordinate"]
    return render(
        request,
        "assessments/assign/branches.html",
        {
            "branches": tree.tables[0].below if tree.tables else (),
            "open_all": tree.opens_all,
            "writable": writable,
            "ticked": frozenset(),
        },
    )


def _tree_page(
    request: PortalRequest,
    assessment: Assessment,
    state: selectors.State,
    filters: TreeFilterForm,
    form: ShareOutForm | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked = frozenset(request.POST.getlist("codes")) if form is not None else frozenset()
    tree = AssignTree(state, filters.wanted, _loaded(state, filters.wanted, ticked))
    operations = selectors.operations_of(assessment)
    done = request.GET.get("done", "")
    context = page_context(request, assessment, "assign")
    context |= {
        "filters": filters,
        "form": form or ShareOutForm(ministries=_ministries(assessment), codes=()),
        "tree": tree,
        "ticked": ticked,
        "state": state,
        "progress": state.progress,
        "nobody": len(state.national) - len(state.assigned),
        "operations": operations,
        "done": next((operation for operation in operations if str(operation.batch) == done), None),
        "writable": assessment.is_writable and context["may_coordinate"],
    }
    return render(request, "assessments/assign/index.html", context, status=status)


def _loaded(state: selectors.State, wanted: TreeFilter, ticked: Collection[str]) -> list[str]:
    """Tables whose insides the page brings along: the one that is asked for, those in which something is ticked, and
    all where the filter leaves little."""
    tables = list(framework_tree().table)
    if wanted and len(AssignTree(state, wanted, ()).shown) <= LOADED_UP_TO:
        return tables
    return [
        table
        for table in tables
        if table == wanted.table or any(code != table and code.startswith(f"{table}.") for code in ticked)
    ]


def _preview_page(request: PortalRequest, state: selectors.State, moves: list[Move], due_on: DueDate) -> HttpResponse:
    preview = selectors.preview_of(state, moves, due_on)
    context = page_context(request, state.assessment, "assign") | {
        "preview": preview,
        "lines": _lines(preview),
        "apply": applied(moves, due_on),
        "due_on": None if isinstance(due_on, Due) else due_on,
        "writable": state.assessment.is_writable,
    }
    return render(request, "assessments/assign/preview.html", context)


def _lines(preview: selectors.Preview) -> list[dict[str, Any]]:
    """What changes for each ministry: codes that are asked, taken back and dated, and of how many answers are kept."""
    parts = {
        "asked": preview.plan.asked,
        "returning": preview.returning,
        "taken_back": preview.plan.taken_back,
        "kept": preview.kept,
        "dated": preview.plan.dated,
    }
    lines = []
    for pk, ministry in preview.state.ministries.items():
        line = {name: [pair.indicator for pair in pairs if pair.ministry == pk] for name, pairs in parts.items()}
        if any(line.values()):
            lines.append({"ministry": ministry, **line})
    return lines
