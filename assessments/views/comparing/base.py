"""What every comparison page does: read the selection, compare, answer as page, CSV, Excel, SVG or PNG."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.base import file_name
from assessments.api.exports import Sheet, export
from assessments.charts import Svg, png_of
from assessments.comparison import Compared, Selection
from assessments.selecting import FORMATS, SelectionForm


class Tab(NamedTuple):
    """A view of a comparison: the name of its address, and what its tab says."""

    name: str
    label: Any


TABS = (Tab("compare", gettext_lazy("Matrix")),)
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


def selection_form(request: PortalRequest) -> SelectionForm:
    """The form that the address fills."""
    return SelectionForm(request.GET, request.membership)


def compare_page(
    request: PortalRequest, name: str, template: str, view_of: Callable[[PortalRequest, Selection], View]
) -> HttpResponseBase:
    """The page, or the file that `?format=` asks for. An address that asks for what there is not is answered 400."""
    form = selection_form(request)
    if not form.is_valid():
        context = base_context(request, form, Selection(), name) | {"view_has_picture": False}
        return render(request, template, context, status=400)
    view = view_of(request, form.selection)
    file_format = request.GET.get("format", "")
    if file_format:
        return file_of(view, file_format)
    context = base_context(request, form, form.selection, name) | {
        "compared": view.compared,
        "view_has_picture": view.picture is not None,
        "synthetic": view.compared.is_synthetic,
    }
    return render(request, template, context | dict(view.context))


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
    name = file_name(view.name, view.compared)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file_format}"'}
    return HttpResponse(content, content_type=PICTURE_TYPES[file_format], headers=headers)


def base_context(request: PortalRequest, form: SelectionForm, selection: Selection, name: str) -> dict[str, Any]:
    """What every comparison page shows around its view: the form, the tabs with the same selection, the exports."""
    return {
        "section": "compare",
        "form": form,
        "selection": selection,
        "view_name": name,
        "tabs": [
            (tab.label, f"{reverse(f'assessments:{tab.name}')}?{selection.query}", tab.name == name) for tab in TABS
        ],
        "here": reverse(f"assessments:{name}"),
        "sees_everybody": selectors.sees_everybody(request.membership),
    }


def address_of(name: str, selection: Selection) -> str:
    """The address of a view with a selection."""
    return f"{reverse(f'assessments:{name}')}?{selection.query}"


def said_about(compared: Compared) -> str:
    """How many countries the view rests on and how much they answered, in words: no score stands without it."""
    lines = compared.submitted
    return _("%(submitted)d of %(countries)d countries") % {
        "submitted": len({line.country.code for line in lines}),
        "countries": len(compared.countries),
    }
