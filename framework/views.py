"""Pages of the framework, open to everybody. Content comes from the tree; official wording costs one query a page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from framework import search as searching
from framework.forms import SearchForm
from framework.models import Guidance, Recommendation, Resource
from framework.search import Citation
from framework.selectors import framework_tree, official_wording
from framework.tree import PROTOCOL, CellEntry, ObjectiveEntry, RecommendationEntry

OBJECTIVES_A_PAGE = 10

Found = TypeVar("Found")


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, f"framework/{template}.html", {"section": "framework", "official": {}, "words": ()} | context
    )


def _or_404(entries: Mapping[str, Found], code: str) -> Found:
    """The entry with this code. Raises `Http404`."""
    if code not in entries:
        raise Http404(_('The framework has no "%(code)s".') % {"code": code})
    return entries[code]


def _neighbours(codes: Iterable[str], code: str) -> dict[str, str | None]:
    """Codes before and after `code`, None at the ends."""
    ordered = list(codes)
    place = ordered.index(code)
    return {
        "previous": ordered[place - 1] if place else None,
        "next": ordered[place + 1] if place + 1 < len(ordered) else None,
    }


def _shown(objectives: Iterable[ObjectiveEntry]) -> list[str]:
    """Codes of every statement of these objectives, for their official wording."""
    codes: list[str] = []
    for objective in objectives:
        codes.append(objective.code)
        codes.extend(item.code for part in objective.parts for item in part.items)
    return codes


def _official(codes: Iterable[str]) -> dict[str, Any]:
    """Context: official wording of these codes, and the sources it comes from."""
    official = official_wording(list(codes))
    sources = dict.fromkeys(entry.source for entries in official.values() for entry in entries)
    return {"official": official, "official_sources": list(sources)}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The four tables with their sections and objectives, the search box, and what stands beside the tables."""
    return _page(request, "index", {"tree": framework_tree(), "form": SearchForm()})


@require_safe
def table(request: HttpRequest, code: str) -> HttpResponse:
    """One table: its summary, and its sections with their objectives."""
    entry = _or_404(framework_tree().table, code)
    codes = [entry.code, *(each.code for each in entry.sections), *(each.code for each in entry.objectives)]
    return _page(request, "table", {"table": entry, **_official(codes)})


@require_safe
def section(request: HttpRequest, table: str, slug: str) -> HttpResponse:
    """One section as in the publication: every objective with its five columns."""
    tree = framework_tree()
    entry = _or_404(tree.section, f"{table}.{slug}")
    return _page(
        request,
        "section",
        {
            "table": tree.table[entry.table],
            "entry": entry,
            **_official([entry.code, *_shown(entry.objectives)]),
            **_neighbours(tree.section, entry.code),
            "tree": tree,
        },
    )


@require_safe
def objective(request: HttpRequest, code: str) -> HttpResponse:
    """One objective: its parts with five columns each, what refers to it, and what bears on it."""
    tree = framework_tree()
    entry = _or_404(tree.objective, code)
    places = [(part.code, column) for part in entry.parts for column in "ABCDE"]
    return _page(
        request,
        "objective",
        {
            "entry": entry,
            "table": tree.table[entry.table],
            "part_of": tree.section[entry.section],
            "topics": _at(tree.topics_at, places),
            "articles": _at(tree.articles_at, places),
            "referred_from": _at(tree.referred_from, places),
            "recommendations": _recommendations_of(entry),
            "guidance": _once(item for part in entry.parts for item in part.guidance),
            **_official(_shown([entry])),
            **_neighbours(tree.objective, entry.code),
        },
    )


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator with everything that explains it and bears on it."""
    tree = framework_tree()
    entry = _or_404(tree.indicator, code)
    part = tree.part[entry.part]
    place = [(part.code, entry.column)]
    texts = [entry.code, entry.objective, *(item.code for item in (*entry.measures, *part.requirements))]
    return _page(
        request,
        "indicator",
        {
            "entry": entry,
            "part": part,
            "objective": tree.objective[entry.objective],
            "part_of": tree.section[entry.section],
            "table": tree.table[entry.table],
            "topics": _at(tree.topics_at, place),
            "articles": _at(tree.articles_at, place),
            "referred_from": _at(tree.referred_from, place),
            "resources": tree.resources_citing(entry.provisions),
            **_official(texts),
            **_neighbours(tree.indicator, entry.code),
        },
    )


def _at(entries: Mapping[tuple[str, str], tuple[Found, ...]], places: Iterable[tuple[str, str]]) -> list[Found]:
    """What points to any of these places, each once."""
    return _once(entry for place in places for entry in entries.get(place, ()))


def _once(entries: Iterable[Found]) -> list[Found]:
    return list(dict.fromkeys(entries))


def _recommendations_of(entry: ObjectiveEntry) -> list[RecommendationEntry]:
    return _once(item for part in entry.parts for item in part.recommendations)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results by objective; as a whole page, or as the list alone for htmx."""
    tree = framework_tree()
    form = SearchForm(request.GET)
    query = form.query
    found = None if query.empty else searching.search(query)
    hits = found.hits if found else ()
    groups = [
        (tree.objective[code], list(group)) for code, group in groupby(hits, key=lambda hit: hit.record.objective)
    ]
    filters = request.GET.copy()
    filters.pop("page", None)
    context = {
        "form": form,
        "query": query,
        "found": found,
        "articles": [tree.articles[number - 1] for number in found.articles] if found else [],
        "objectives": len(groups),
        "page": Paginator(groups, OBJECTIVES_A_PAGE).get_page(request.GET.get("page")),
        "filters": filters.urlencode(),
        "by_column": [
            (column, number) for column, number in sorted(Counter(hit.record.column for hit in hits).items())
        ],
    }
    whole = not request.htmx or request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = _page(request, "search" if whole else "search_results", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """The articles of the Protocol (annex I), by chapter."""
    entries = framework_tree().articles
    chapters = [(chapter, list(group)) for chapter, group in groupby(entries, key=lambda entry: entry.chapter)]
    return _page(request, "articles", {"chapters": chapters})


@require_safe
def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article of the Protocol: where annex I says the tables deal with it, and what cites it."""
    tree = framework_tree()
    entry = _or_404({str(each.number): each for each in tree.articles}, str(number))
    query = searching.Query(citations=(Citation(PROTOCOL, str(number)),))
    hits = searching.search(query).hits
    groups = [
        (tree.objective[code], list(group)) for code, group in groupby(hits, key=lambda hit: hit.record.objective)
    ]
    numbers = [str(each.number) for each in tree.articles]
    return _page(
        request,
        "article",
        {
            "entry": entry,
            "cells": _cells(entry.cells),
            "groups": groups,
            "number_of_hits": len(hits),
            "recommendations": [
                each for each in tree.recommendations if searching.cites(each.provisions, query.citations)
            ],
            "guidance": [each for each in tree.guidance if searching.cites(each.provisions, query.citations)],
            **_neighbours(numbers, str(number)),
        },
    )


def _cells(cells: Iterable[CellEntry]) -> list[tuple[ObjectiveEntry, list[CellEntry]]]:
    """The cells by objective, in document order."""
    tree = framework_tree()
    return [(tree.objective[code], list(group)) for code, group in groupby(cells, key=lambda cell: cell.objective)]


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The index of topics, by first letter."""
    entries = framework_tree().topics
    letters = [(letter, list(group)) for letter, group in groupby(entries, key=lambda entry: entry.name[0].upper())]
    return _page(request, "topics", {"letters": letters})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: the places of the tables that the index names, with their statements."""
    entry = _or_404({each.slug: each for each in framework_tree().topics}, slug)
    hits = searching.search(searching.Query(topic=slug)).hits
    tree = framework_tree()
    groups = [
        (tree.objective[code], list(group)) for code, group in groupby(hits, key=lambda hit: hit.record.objective)
    ]
    return _page(request, "topic", {"entry": entry, "cells": _cells(entry.cells), "groups": groups})


@require_safe
def principles(request: HttpRequest) -> HttpResponse:
    """Guiding principles with their questions."""
    return _page(request, "principles", {"principles": framework_tree().principles})


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    """Cross-cutting challenges."""
    return _page(request, "challenges", {"challenges": framework_tree().challenges})


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    """Legal instruments that the tables cite, with the number of statements that cite each."""
    tree = framework_tree()
    cited = Counter(
        key
        for hit in searching.search(searching.Query()).hits
        for key in {provision.instrument.key for provision in hit.record.provisions if provision.instrument}
    )
    return _page(request, "instruments", {"instruments": [(entry, cited[entry.key]) for entry in tree.instruments]})


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Annex II, by table and by group of legal instruments."""
    entries = framework_tree().resources
    groups = [
        (Resource.Pillar(pillar).label, group, list(found))
        for (pillar, group), found in groupby(entries, key=lambda entry: (entry.pillar, entry.group))
    ]
    return _page(request, "resources", {"groups": groups})


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """Recommendations of the Working Group, by area."""
    entries = framework_tree().recommendations
    groups = [(area.label, [entry for entry in entries if entry.area == area]) for area in Recommendation.Area]
    return _page(request, "recommendations", {"groups": groups})


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """Guidance from the Working Group's background papers, by paper."""
    entries = framework_tree().guidance
    groups = [(paper.label, [entry for entry in entries if entry.document == paper]) for paper in Guidance.Document]
    return _page(request, "guidance", {"groups": groups})
