"""Calls that read the framework: lists with filters, one entry by its code, ETag and 304."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from framework.api import examples
from framework.api.filters import parameters, query_of
from framework.api.serializers import (
    EntrySerializer,
    IndicatorSerializer,
    MeasureSerializer,
    ObjectiveSerializer,
    PartSerializer,
    RecommendationSerializer,
    RequirementSerializer,
    ResourceSerializer,
    TableSerializer,
)
from framework.folding import fold
from framework.search import Query, cites, has_words, search
from framework.selectors import framework_tree, official_wording, wording_languages, wording_state
from framework.tree import RecommendationEntry, ResourceEntry

SHAPE = 2
"""Counts up when the answers of these calls change shape, so that no client keeps an old one."""

IN_LANGUAGE = OpenApiParameter(
    "language",
    str,
    enum=list(dict(settings.LANGUAGES)),
    description="Language of the texts; without it that of Accept-Language, else the caller's own, else English.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="ETag of an earlier answer."
)


class FrameworkViewSet(viewsets.GenericViewSet[Any]):
    """Reads entries of the tree, which costs no query; official wording and its state cost one each."""

    permission_classes = (AllowAny,)
    filter_backends = ()
    lookup_field = "code"
    lookup_value_regex = r"[^/]+"
    serializer_class: type[EntrySerializer]
    filters: ClassVar[tuple[str, ...]] = ()

    def entries(self, query: Query) -> Iterable[Any]:
        """Entries that meet the query, in document order; all of them for the empty query."""
        raise NotImplementedError

    def codes_shown(self, entries: Collection[Any]) -> list[str]:
        """Codes whose official wording the answer holds."""
        return [entry.code for entry in entries]

    def list(self, request: Request) -> HttpResponseBase:
        """Entries in document order."""
        self.check_language(request)
        query = query_of(request.query_params, self.filters)
        unchanged = self.unchanged(request)
        if unchanged is not None:
            return unchanged
        page = self.paginate_queryset(list(self.entries(query)))
        serializer = self.get_serializer(page, many=True, context=self.context(page or ()))
        return self.tagged(self.get_paginated_response(serializer.data))

    def retrieve(self, request: Request, code: str) -> HttpResponseBase:
        """One entry."""
        self.check_language(request)
        entry = next((entry for entry in self.entries(Query()) if entry.code == code), None)
        if entry is None:
            raise NotFound(_('The framework has no "%(code)s" here.') % {"code": code})
        unchanged = self.unchanged(request)
        if unchanged is not None:
            return unchanged
        return self.tagged(Response(self.get_serializer(entry, context=self.context([entry])).data))

    def check_language(self, request: Request) -> None:
        """Raises `ValidationError` for a language that the portal does not have."""
        asked = request.query_params.get("language")
        if asked and asked not in dict(settings.LANGUAGES):
            raise ValidationError({"language": [_("The framework does not come in this language.")]})

    def context(self, entries: Collection[Any]) -> dict[str, Any]:
        """What serializers need: the official wording of these entries."""
        return {**self.get_serializer_context(), "official": official_wording(self.codes_shown(entries))}

    def unchanged(self, request: Request) -> HttpResponseBase | None:
        """304, when the caller has the answer already; notes the answer's ETag."""
        tree = framework_tree()
        self.etag = f'"{SHAPE}-{tree.wording[:16]}-{wording_state()}-{wording_languages()[0]}"'
        return get_conditional_response(request._request, etag=self.etag)

    def tagged(self, response: Response) -> Response:
        """The response with its ETag."""
        response["ETag"] = self.etag
        return response


def described(what: str, one: str, example: OpenApiExample) -> Any:
    """Decorator: summary, example and answers of both calls in the schema; `what` is the list, `one` the entry."""

    def decorate(viewset: type[FrameworkViewSet]) -> type[FrameworkViewSet]:
        shape = viewset.serializer_class
        unchanged = OpenApiResponse(description="The answer has not changed since the one with this ETag.")
        return extend_schema_view(
            list=extend_schema(
                summary=f"List {what}",
                parameters=[*parameters(viewset.filters), IN_LANGUAGE, IF_NONE_MATCH],
                responses={200: shape(many=True), 304: unchanged},
                examples=[example],
            ),
            retrieve=extend_schema(
                summary=f"{one}, by code",
                parameters=[
                    OpenApiParameter("code", str, OpenApiParameter.PATH, description="Its code."),
                    IN_LANGUAGE,
                    IF_NONE_MATCH,
                ],
                responses={200: shape, 304: unchanged},
                examples=[example],
            ),
        )(viewset)

    return decorate


@described("the four tables", "One table", examples.TABLE)
class TableViewSet(FrameworkViewSet):
    """Tables with their sections; filters keep the tables that hold a statement which meets them."""

    serializer_class = TableSerializer
    filters = ("kind", "instrument", "article", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        tables = {hit.record.table for hit in search(query).hits}
        return [entry for entry in framework_tree().tables if entry.code in tables]

    def codes_shown(self, entries: Collection[Any]) -> list[str]:
        return [code for entry in entries for code in (entry.code, *(section.code for section in entry.sections))]


@described("objectives (column A)", "One objective", examples.OBJECTIVE)
class ObjectiveViewSet(FrameworkViewSet):
    """Objectives; filters keep those that hold a statement, of any column, which meets them."""

    serializer_class = ObjectiveSerializer
    filters = ("table", "section", "kind", "instrument", "article", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        objectives = {hit.record.objective for hit in search(query).hits}
        return [entry for code, entry in framework_tree().objective.items() if code in objectives]


@described("parts of objectives", "One part", examples.PART)
class PartViewSet(FrameworkViewSet):
    """Parts with their specific objectives (column B) and the codes of the other columns.

    Filters keep those that hold a statement which meets them; the objective counts as one of each of its parts.
    """

    serializer_class = PartSerializer
    filters = ("table", "section", "objective", "kind", "instrument", "article", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        hits = search(query).hits
        parts = {hit.record.part for hit in hits}
        objectives = {hit.record.objective for hit in hits if hit.record.column == "A"}
        return [
            entry for code, entry in framework_tree().part.items() if code in parts or entry.objective in objectives
        ]

    def codes_shown(self, entries: Collection[Any]) -> list[str]:
        return [item.code for entry in entries for item in entry.specific_objectives]


class ItemViewSet(FrameworkViewSet):
    """Statements of one column that meet the filters."""

    column: ClassVar[str]
    filters: ClassVar[tuple[str, ...]] = ("table", "section", "objective", "part", "instrument", "article", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        items = framework_tree().item
        return [items[hit.record.code] for hit in search(query, self.column).hits]


@described("indicators (column E)", "One indicator", examples.INDICATOR)
class IndicatorViewSet(ItemViewSet):
    """Indicators with their kind, the measures that bring them about, and what a ministry would show."""

    serializer_class = IndicatorSerializer
    column = "E"
    filters = ("table", "section", "objective", "part", "kind", "instrument", "article", "q")


@described("measures (column D)", "One measure", examples.MEASURE)
class MeasureViewSet(ItemViewSet):
    """Measures with the indicators that they bring about."""

    serializer_class = MeasureSerializer
    column = "D"


@described("requirements (column C)", "One requirement", examples.REQUIREMENT)
class RequirementViewSet(ItemViewSet):
    """Minimum standards and requirements."""

    serializer_class = RequirementSerializer
    column = "C"


@described("recommendations of the Working Group", "One recommendation", examples.RECOMMENDATION)
class RecommendationViewSet(FrameworkViewSet):
    """Recommendations with the parts they bear on; place filters keep those that bear on a part of the place."""

    serializer_class = RecommendationSerializer
    filters = ("table", "section", "objective", "part", "instrument", "article", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        return [entry for entry in framework_tree().recommendations if self.meets(entry, query)]

    def codes_shown(self, entries: Collection[Any]) -> list[str]:
        return []

    def meets(self, entry: RecommendationEntry, query: Query) -> bool:
        """Whether the recommendation meets every condition."""
        parts = [framework_tree().part[code] for code in entry.parts]
        place = {name: getattr(query, name) for name in ("table", "section", "objective") if getattr(query, name)}
        if query.part:
            place["code"] = query.part
        if place and not any(all(getattr(part, name) == code for name, code in place.items()) for part in parts):
            return False
        if not all(any(code.covers(part.objective, part.code) for part in parts) for code in query.codes):
            return False
        labels = [provision.label for provision in entry.provisions]
        return cites(entry.provisions, query.all_citations) and has_words(
            fold(" · ".join([entry.code, entry.text, *labels])), query.words
        )


@described("resources and legal instruments (annex II)", "One resource", examples.RESOURCE)
class ResourceViewSet(FrameworkViewSet):
    """Entries of annex II, which the source lists by table; `instrument` finds the entry that is the instrument."""

    serializer_class = ResourceSerializer
    filters = ("table", "instrument", "q")

    def entries(self, query: Query) -> Iterable[Any]:
        return [entry for entry in framework_tree().resources if self.meets(entry, query)]

    def codes_shown(self, entries: Collection[Any]) -> list[str]:
        return []

    def meets(self, entry: ResourceEntry, query: Query) -> bool:
        """Whether the resource meets every condition."""
        if query.table and entry.table != query.table:
            return False
        keys = {query.instrument, *(citation.instrument for citation in query.citations)} - {""}
        if keys and (entry.instrument is None or keys != {entry.instrument.key}):
            return False
        tools = [name for _number, name in entry.tools]
        said = [entry.code, entry.author, entry.title, entry.publication, entry.identifier, entry.note, *tools]
        return not query.codes and has_words(fold(" · ".join(said)), query.words)


def register(router: BaseRouter) -> None:
    """Add the calls of the framework to the router of `/api/v1/`."""
    for name, viewset in {
        "tables": TableViewSet,
        "objectives": ObjectiveViewSet,
        "parts": PartViewSet,
        "indicators": IndicatorViewSet,
        "measures": MeasureViewSet,
        "requirements": RequirementViewSet,
        "recommendations": RecommendationViewSet,
        "resources": ResourceViewSet,
    }.items():
        router.register(name, viewset, basename=name)
