"""What every comparison page does: read the selection, compare, answer as page, CSV, Excel, SVG or PNG."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.base import file_name
from assessments.api.exports import Sheet, export
from assessments.charts import MOST_TEXTS, DrawingFailed, Svg, TooLarge, png_of
from assessments.comparison import Compared, CycleFacts, Line, Selection
from assessments.comparison.compared import Column
from assessments.scoring import OVERALL, whole_percent
from assessments.selecting import FORMATS, SelectionForm

from .chosen import EVERYWHERE, choices_of, pairs_of, said_in_fields, traits_of


class Tab(NamedTuple):
    """A view of a comparison: the name of its address, what its tab says, which fields of the form it shows besides
    cycles, countries and indicators, and which cycles it shows where none is chosen."""

    name: str
    label: Any
    fields: tuple[str, ...] = ()
    no_cycle: Any = gettext_lazy("The latest")


TABS = (
    Tab("compare", gettext_lazy("Matrix"), ("level", "under", "ranks")),
    Tab("compare_distribution", gettext_lazy("Distribution"), ("node", "mark")),
    Tab("compare_trend", gettext_lazy("Trend"), ("node", "mark", "same"), gettext_lazy("All")),
    Tab("compare_spread", gettext_lazy("Spread"), ("level", "under")),
    Tab("compare_needs", gettext_lazy("Assistance needs"), ("under", "assistance", "status", "by")),
    Tab("compare_data_gaps", gettext_lazy("Data gaps"), ("under", "by")),
    Tab("compare_side_by_side", gettext_lazy("Side by side"), ("under", "differ")),
)
"""In the order of the tabs; each is `assessments:<name>`."""
PICTURE_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class View:
    """One answer of a comparison page. `sheet` and `picture` are made only when they are asked for.

    `name` is that of the address and, with the cycles, of the files; `context` goes to the template. A view that has
    no picture (a list of texts) has no SVG and PNG.
    """

    name: str
    template: str
    compared: Compared
    context: Mapping[str, Any]
    sheet: Callable[[], Sheet]
    picture: Callable[[], Svg] | None = None


def compare_page(
    request: PortalRequest,
    name: str,
    template: str,
    view_of: Callable[[PortalRequest, Selection], View],
    form_class: type[SelectionForm] = SelectionForm,
) -> HttpResponseBase:
    """The page, or the file that `?format=` asks for. An address that asks for what there is not is answered 400.

    An address with empty, repeated or otherwise written parameters, as a form without JavaScript sends it, leads to
    the clean one that means the same.
    """
    form = form_class(request.GET, request.membership)
    if not form.is_valid():
        context = base_context(request, form, Selection(), name) | {"view_has_picture": False}
        return render(request, template, context, status=400)
    clean = clean_query(request, form)
    if clean is not None:
        return redirect(f"{request.path}?{clean}" if clean else request.path)
    view = view_of(request, form.selection)
    file_format = request.GET.get("format", "")
    if file_format:
        try:
            return file_of(view, file_format)
        except DrawingFailed as failed:
            context = base_context(request, form, form.selection, name) | {"refused": refusal_of(failed)}
            return render(request, template, context, status=400 if isinstance(failed, TooLarge) else 503)
    context = base_context(request, form, form.selection, name) | {
        "compared": view.compared,
        "view_has_picture": view.picture is not None,
        "synthetic": view.compared.is_synthetic,
        "said": said_about(view.compared, selectors.sees_everybody(request.membership)),
    }
    return render(request, template, context | dict(view.context))


def clean_query(request: PortalRequest, form: SelectionForm) -> str | None:
    """The query that means the same without empty or repeated values; None where it is the one asked for.

    The order of parameters does not matter; a view's own ones stay.
    """
    given = [(key, value) for key, values in request.GET.lists() for value in values]
    own = [(key, value) for key, value in given if key not in form.fields and value]
    clean = pairs_of(form.selection) + own
    return None if sorted(given) == sorted(clean) else urlencode(clean)


def refusal_of(failed: DrawingFailed) -> str:
    """Why there is no picture, in words."""
    if isinstance(failed, TooLarge):
        return _(
            "A PNG is drawn of at most %(most)d cells. Choose fewer countries or a higher level, or take the picture "
            "as SVG, which has no limit."
        ) % {"most": MOST_TEXTS}
    return _("The PNG could not be drawn now. Try again, or take the picture as SVG.")


def file_of(view: View, file_format: str) -> HttpResponseBase:
    """The view as a file to take along; raises Http404 for a format in which it does not come."""
    if file_format not in FORMATS or (view.picture is None and file_format in PICTURE_TYPES):
        raise Http404(_("This view does not come in this format."))
    if file_format not in PICTURE_TYPES:
        return export(view.sheet(), file_format)
    if view.picture is None:
        raise Http404
    picture = view.picture()
    content = picture.document() if file_format == "svg" else png_of(picture)
    name = file_name(view.name.removeprefix("compare_"), view.compared)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return HttpResponse(content, content_type=PICTURE_TYPES[file_format], headers=headers)


def base_context(request: PortalRequest, form: SelectionForm, selection: Selection, name: str) -> dict[str, Any]:
    """What every comparison page shows around its view: the form, the tabs with the same selection, the exports."""
    current = next(tab for tab in TABS if tab.name == name)
    shown = current.fields
    return {
        "section": "compare",
        "form": form,
        "own_fields": [form[field] for field in shown],
        "kept": [(key, value) for key, value in pairs_of(selection) if key not in (*EVERYWHERE, *shown)],
        "said_in_fields": said_in_fields(form, selection, no_cycle=str(current.no_cycle)),
        "choices": choices_of(form, selection, name, shows_under="under" in shown),
        "like_own": like_own(request, selection, name),
        "selection": selection,
        "view_name": name,
        "tabs": [(tab.label, address_of(tab.name, selection), tab.name == name) for tab in TABS],
        "here": reverse(f"assessments:{name}"),
        "sees_everybody": selectors.sees_everybody(request.membership),
    }


def like_own(request: PortalRequest, selection: Selection, name: str) -> dict[str, str] | None:
    """The countries like the reader's own, offered in one click; None where he has none, or they are chosen."""
    country = request.membership.country if request.membership is not None else None
    if country is None or selection.like == country.code:
        return None
    alike = selection.but(like=country.code, country=(), region=(), group=())
    return {"country": country.display_name, "traits": traits_of(country), "address": address_of(name, alike)}


def address_of(name: str, selection: Selection) -> str:
    """The address of a view with a selection."""
    query = selection.query
    return reverse(f"assessments:{name}") + (f"?{query}" if query else "")


def said_about(compared: Compared, sees_everybody: bool) -> list[str]:
    """Of each cycle, how many countries have submitted and how much they answered: no score stands without it.

    Whoever does not see everybody is told only how many submissions he sees: how many there are is not his to know.
    """
    return [_said_of(compared, cycle, sees_everybody) for cycle in compared.cycles]


def _said_of(compared: Compared, cycle: CycleFacts, sees_everybody: bool) -> str:
    lines = [line for line in compared.lines_of(cycle.slug) if line.sealed is not None]
    numbers = {"cycle": cycle.name, "submitted": len(lines), "countries": len(compared.countries)}
    if sees_everybody:
        said = _("%(cycle)s: %(submitted)d of %(countries)d countries have submitted") % numbers
    else:
        said = (
            ngettext("%(cycle)s: %(submitted)d submission", "%(cycle)s: %(submitted)d submissions", len(lines))
            % numbers
        )
    coverage = average_coverage(compared, lines)
    if coverage is None:
        return f"{said}."
    return _("%(said)s; average coverage %(coverage)d%%.") % {"said": said, "coverage": coverage}


def average_coverage(compared: Compared, lines: Sequence[Line]) -> int | None:
    """The mean of the lines' coverage of all that counts, in whole percent; None without a line that has it."""
    overall: Column = ("overall", OVERALL)
    if overall not in compared.columns:
        return None
    column = compared.columns.index(overall)
    shares = [
        Fraction(100 * figure.answered, figure.total)
        for line in lines
        if line.figures is not None and (figure := line.figures[column]) is not None
    ]
    return whole_percent(sum(shares, Fraction()) / len(shares)) if shares else None
