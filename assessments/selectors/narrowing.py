"""Which indicators a selection counts, and which nodes are its columns: reads the framework's tree, no query."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from assessments.comparison import LEVELS, Level, Selection
from assessments.comparison.compared import Column
from assessments.scoring import OVERALL
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry, PartEntry, PrincipleEntry

from .state import tree


def indicators_of(selection: Selection) -> tuple[str, ...]:
    """Codes of the indicators that count, in document order; all where nothing narrows them."""
    entries = framework_tree().indicator.values()
    return tuple(entry.code for entry in entries if _counts(entry, selection))


def indicators_below(selection: Selection) -> tuple[str, ...]:
    """Those of `indicators_of` that lie below the node `under`; all of them where there is none."""
    codes = indicators_of(selection)
    if not selection.under:
        return codes
    above: Column = (level_of(selection.under), selection.under)
    return tuple(code for code in codes if above in tree().places[code].path)


def _counts(entry: IndicatorEntry, selection: Selection) -> bool:
    if selection.kind and entry.kind.slug not in selection.kind:
        return False
    if selection.instrument and not any(
        provision.instrument and provision.instrument.key in selection.instrument for provision in entry.provisions
    ):
        return False
    if selection.article and not _articles_of(entry).intersection(selection.article):
        return False
    if selection.topic and entry.part not in _parts_of_topics(selection.topic):
        return False
    return not selection.principle or entry.part in _parts_of_topics(
        tuple(slug for principle in selection.principle for slug in topics_of_principle(principle))
    )


def _articles_of(entry: IndicatorEntry) -> frozenset[str]:
    """Numbers of the Protocol articles that the indicator cites, or for which annex I names its place."""
    cited = {str(provision.protocol_article) for provision in entry.provisions if provision.protocol_article}
    named = framework_tree().articles_at.get((entry.part, "E"), ())
    return frozenset(cited | {str(article.number) for article in named})


@lru_cache(maxsize=256)
def _parts_of_topics(slugs: tuple[str, ...]) -> frozenset[str]:
    """The parts to which these topics of the index point, in whatever column."""
    topics = (topic for topic in framework_tree().topics if topic.slug in slugs)
    return frozenset(part for topic in topics for cell in topic.cells for part in cell.parts)


@lru_cache(maxsize=16)
def topics_of_principle(slug: str) -> tuple[str, ...]:
    """The topics to which the index points from the paragraphs on a guiding principle; none for some principles."""
    tree = framework_tree()
    principle = next((entry for entry in tree.principles if entry.slug == slug), None)
    paragraphs = _numbers(principle.paragraphs) if principle else frozenset()
    return tuple(topic.slug for topic in tree.topics if _numbers(topic.paragraphs) & paragraphs)


def principles_with_indicators() -> tuple[PrincipleEntry, ...]:
    """The guiding principles from whose paragraphs the index points into the tables."""
    return tuple(entry for entry in framework_tree().principles if topics_of_principle(entry.slug))


def _numbers(paragraphs: str) -> frozenset[int]:
    """Paragraph numbers as "46-50, 55" writes them."""
    found: set[int] = set()
    for piece in filter(None, (piece.strip() for piece in paragraphs.split(","))):
        first, _, last = piece.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def columns_of(selection: Selection, indicators: Iterable[str]) -> tuple[Column, ...]:
    """The columns of a matrix: "overall" first, then the node that is drilled into, then the nodes of the level.

    Only nodes in which something counts. The level is that of the selection, else the one below `under`, else tables.
    """
    counted = set(indicators)
    columns: dict[Column, None] = {}
    places = [place for code, place in tree().places.items() if code in counted]
    if places:
        columns["overall", OVERALL] = None
    level = selection.level or _below(selection.under)
    if selection.under:
        above: Column = (level_of(selection.under), selection.under)
        places = [place for place in places if above in place.path]
        if places:
            columns[above] = None
    for place in places:
        if level == "indicator":
            columns["indicator", place.indicator] = None
        else:
            columns[place.path[LEVELS.index(level)]] = None
    return tuple(columns)


def _below(under: str) -> Level:
    """The level that is shown below a node, "table" below nothing."""
    if not under:
        return "table"
    level = level_of(under)
    return "objective" if level in ("table", "section") else "indicator"


@lru_cache(maxsize=1024)
def level_of(code: str) -> Level:
    """The level of a node or indicator by its code; an objective and its only part share one, and it is the objective.

    Raises KeyError where nothing has this code.
    """
    if code == OVERALL:
        return "overall"
    for place in tree().places.values():
        for level, held in place.path:
            if held == code:
                return level
        if place.indicator == code:
            return "indicator"
    raise KeyError(code)


def title_of(column: Column) -> str:
    """What a column is in words: the title of a table, section or objective, the first words of a lettered part, the
    statement of an indicator; all tables are "All four tables". A code that the framework no longer has stays a code.
    """
    level, code = column
    framework = framework_tree()
    if level == "overall":
        return _("All four tables")
    if level == "indicator":
        return framework.indicator[code].text if code in framework.indicator else code
    if level == "part":
        return _title_of_part(framework.part[code]) if code in framework.part else code
    entries: dict[str, Mapping[str, Any]] = {
        "table": framework.table,
        "section": framework.section,
        "objective": framework.objective,
    }
    entry = entries[level].get(code)
    return str(entry.title) if entry else code


def _title_of_part(part: PartEntry) -> str:
    """The objective's title for its only part; a lettered part has none, and its first statement says what it is."""
    if not part.letter:
        return framework_tree().objective[part.objective].title
    return (part.specific_objectives or part.items)[0].text
