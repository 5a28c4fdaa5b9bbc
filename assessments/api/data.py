"""Data that travel: a cycle whole, as CSV, JSON and SDMX; the dictionary, and the SDMX structure."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from assessments import selectors
from assessments.api import exports
from assessments.api.base import SEGMENT, PortalViewSet
from assessments.api.data_schema import (
    CATALOGUE,
    CYCLE_DATA,
    DICTIONARY,
    READING,
    SDMX_CSV_MEDIA_TYPE,
    SDMX_JSON_MEDIA_TYPE,
    SDMX_STRUCTURE_MEDIA_TYPE,
    SDMX_VERSION,
    STRUCTURE,
)
from assessments.api.sending import Download, sent
from assessments.canonical import canonical, seal
from assessments.comparison import CycleFacts
from assessments.comparison.compared import SYNTHETIC_FILE
from assessments.data import SCHEMA, CycleData, SealedCopy, files, sdmx
from assessments.data.cycle import fingerprint
from assessments.data.dictionary import CSV_COLUMNS, dictionary_body, dictionary_rows
from assessments.licence import citation, licence
from assessments.models import Cycle, Submission
from framework.selectors import edition

CYCLE_PREFIX = rf"cycles/(?P<slug>{SEGMENT})/data"
CSV, SDMX_CSV, SDMX_JSON = "csv", "sdmx-csv", "sdmx-json"
FORMATS = (CSV, "json", SDMX_CSV, SDMX_JSON)
ENDINGS = {CSV: ".csv", "json": ".json", SDMX_CSV: ".sdmx.csv", SDMX_JSON: ".sdmx.json"}
MEDIA_TYPES = {
    CSV: f"{exports.CSV_MEDIA_TYPE}; charset=utf-8",
    "json": JSONRenderer.media_type,
    SDMX_CSV: f"{SDMX_CSV_MEDIA_TYPE}; version={SDMX_VERSION}; charset=utf-8",
    SDMX_JSON: f"{SDMX_JSON_MEDIA_TYPE}; version={SDMX_VERSION}",
}


class SdmxCsvExport(exports.Export):
    media_type = SDMX_CSV_MEDIA_TYPE
    format = SDMX_CSV


class SdmxJsonExport(exports.Export):
    media_type = SDMX_JSON_MEDIA_TYPE
    format = SDMX_JSON


class SdmxStructureExport(exports.Export):
    media_type = SDMX_STRUCTURE_MEDIA_TYPE
    format = "json"


class DataQuery(serializers.Serializer[Any]):
    nodes = serializers.BooleanField(
        default=False, help_text="Also score, coverage and bounds of parts, objectives, sections, tables and overall."
    )
    justifications = serializers.BooleanField(
        default=False, help_text="Also what countries say for their answers; only as CSV and JSON."
    )


class OpenViewSet(PortalViewSet):
    """Calls that everybody may make, signed in or not; `queryset` only tells the schema that there is no model."""

    queryset = Submission.objects.none()
    permission_classes = (AllowAny,)
    filter_backends = ()
    pagination_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What programs read is the same in whatever language: names and meanings in English."""
        super().initial(request, *args, **kwargs)
        translation.activate(settings.LANGUAGE_CODE)


class CycleDataViewSet(OpenViewSet):
    def get_renderers(self) -> list[BaseRenderer]:
        return [JSONRenderer(), exports.CsvExport(), SdmxCsvExport(), SdmxJsonExport()]

    @extend_schema(**CYCLE_DATA, parameters=[*READING, DataQuery])
    def list(self, request: Request, slug: str) -> HttpResponseBase:
        query = DataQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        file_format = request.accepted_renderer.format
        nodes, justifications = (query.validated_data[name] for name in ("nodes", "justifications"))
        if justifications and file_format in (SDMX_CSV, SDMX_JSON):
            raise ValidationError({"justifications": [_("Only CSV and JSON have justifications.")]})
        try:
            cycle = selectors.cycles_for(self.actor).get(slug=slug)
        except Cycle.DoesNotExist as error:
            raise Http404(_("There is no such cycle.")) from error
        copies = selectors.sealed_copies(self.actor, cycle)
        return sent(request, _download(cycle, copies, file_format, nodes=nodes, justifications=justifications))


class DataViewSet(OpenViewSet):
    def get_renderers(self) -> list[BaseRenderer]:
        renderers: dict[str | None, list[BaseRenderer]] = {
            "dictionary": [JSONRenderer(), exports.CsvExport()],
            "structure": [SdmxStructureExport(), JSONRenderer()],
        }
        return renderers.get(self.action, [JSONRenderer()])

    @extend_schema(**CATALOGUE)
    def list(self, request: Request) -> Response:
        return Response(
            {
                "schema": SCHEMA,
                "licence": licence(),
                "dictionary": reverse("api:data-dictionary", request=request),
                "structure": reverse("api:data-structure", request=request),
                "cycles": [_offer(cycle, request) for cycle in selectors.data_cycles(self.actor)],
            }
        )

    @extend_schema(**DICTIONARY)
    @action(detail=False)
    def dictionary(self, request: Request) -> HttpResponseBase:
        lists = selectors.data_code_lists(self.actor)
        if request.accepted_renderer.format == CSV:
            sheet = exports.Sheet("data-dictionary", CSV_COLUMNS, dictionary_rows(lists))
            return sent(request, _whole("data-dictionary.csv", MEDIA_TYPES[CSV], "".join(exports.csv_chunks(sheet))))
        text = json.dumps(dictionary_body(lists, licence()), ensure_ascii=False)
        return sent(request, _whole("data-dictionary.json", MEDIA_TYPES["json"], text))

    @extend_schema(**STRUCTURE)
    @action(detail=False)
    def structure(self, request: Request) -> HttpResponseBase:
        message = sdmx.structure_message(selectors.data_code_lists(self.actor), prepared=timezone.now())
        download = Download(
            name="framework-for-action.structure.json",
            content_type=f"{SDMX_STRUCTURE_MEDIA_TYPE}; version={SDMX_VERSION}",
            tag=seal(canonical(message["data"]))[:32],
            chunks=lambda: [json.dumps(message, ensure_ascii=False)],
            weak=True,  # `prepared` is another each time
        )
        return sent(request, download)


def _whole(name: str, content_type: str, text: str) -> Download:
    return Download(name, content_type, seal(text)[:32], lambda: [text])


def _offer(cycle: Any, request: Request) -> dict[str, Any]:
    """What may be downloaded of a cycle, and where."""
    address = reverse("api:cycle-data-list", args=[cycle.slug], request=request)
    return {
        "slug": cycle.slug,
        "name": cycle.name,
        "opens_on": cycle.opens_on,
        "synthetic": cycle.synthetic,
        "countries": cycle.copies,
        "files": {file_format: f"{address}?format={file_format}" for file_format in FORMATS},
    }


def _download(
    cycle: Cycle, copies: Sequence[SealedCopy], file_format: str, *, nodes: bool, justifications: bool
) -> Download:
    """The copies in a format; nothing of it is written, and no layout read, before it is asked for."""
    facts = selectors.facts_of_cycle(cycle)
    terms = licence()
    cited = citation(
        cycle=cycle.name,
        submissions=len(copies),
        sealed_until=max((copy.sealed_at.date() for copy in copies), default=None),
    )
    tag = fingerprint(
        facts,
        copies,
        format=file_format,
        nodes=nodes,
        justifications=justifications,
        edition=edition(),
        licence=terms,
        citation=cited,
    )

    def chunks() -> Iterable[str]:
        trees = selectors.layouts_of({copy.layout for copy in copies})
        data = CycleData(facts, copies, trees, nodes, terms, cited)
        return _writer(data, file_format, tag, justifications)()

    return Download(_file_name(facts, file_format, nodes, justifications), MEDIA_TYPES[file_format], tag, chunks)


def _writer(data: CycleData, file_format: str, tag: str, justifications: bool) -> Callable[[], Iterable[str]]:
    if file_format == SDMX_CSV:
        return lambda: sdmx.csv_chunks(data)
    if file_format == SDMX_JSON:
        items, countries = selectors.data_items(data.trees), selectors.data_countries()
        return lambda: sdmx.json_chunks(data, items, countries, tag)
    write = files.csv_chunks if file_format == CSV else files.json_chunks
    return lambda: write(data, selectors.sealed_justifications(data.copies) if justifications else None)


def _file_name(cycle: CycleFacts, file_format: str, nodes: bool, justifications: bool) -> str:
    parts = ["data", cycle.slug, *(["nodes"] if nodes else []), *(["justifications"] if justifications else [])]
    return f"{SYNTHETIC_FILE if cycle.synthetic else ''}{'-'.join(parts)}{ENDINGS[file_format]}"
