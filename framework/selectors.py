"""Reads of the framework: its tree for everybody, the edition, and the wording loaded at run time.

The other pieces build on these:

- `framework_tree()`: the whole framework as frozen values (see `framework.tree`), built once a process, no query after.
- `edition()`: what names the content, for submissions and ETags.
- `scoring_rows()`: the places of the indicators, for `assessments.scoring.Tree.build`.
- `official_wording(codes)`: the published wording of those codes where an operator has loaded it, one query.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from threading import Lock
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from framework.building import build_tree, read_rows
from framework.models import Wording
from framework.tree import FrameworkTree

FALLBACK_LANGUAGE = "en"

_trees: list[FrameworkTree] = []
_building = Lock()


def framework_tree() -> FrameworkTree:
    """The framework. Built by the first call in a process (some 40 queries), without a query from then on.

    `loaddata` in the same process makes the next call build it anew; other processes are restarted after a change of
    the fixtures, which comes with a new release. An empty framework is not kept. Threads that come while it is built
    wait for that one: entries of two trees are not the same.
    """
    if _trees:
        return _trees[0]
    with _building:
        if _trees:
            return _trees[0]
        tree = build_tree(read_rows())
        if tree.tables:
            _trees[:] = [tree]
        return tree


def forget_tree() -> None:
    """Make the next `framework_tree()` read the database again."""
    _trees.clear()


def edition() -> str:
    """SHA-256 of the framework's content, 64 hexadecimal digits; the same content gives the same edition everywhere."""
    return framework_tree().edition


class ScoringRow(NamedTuple):
    """Where an indicator stands, by codes; `kind_rank` orders equal gaps, the lowest first."""

    indicator: str
    part: str
    objective: str
    section: str
    table: str
    kind_rank: int


def scoring_rows() -> Iterator[ScoringRow]:
    """One row an indicator, in document order."""
    for entry in framework_tree().indicator.values():
        yield ScoringRow(entry.code, entry.part, entry.objective, entry.section, entry.table, entry.kind.rank)


@dataclass(frozen=True, slots=True)
class WordingEntry:
    """A text loaded at run time, in which language, and where it comes from."""

    text: str
    language: str
    source: str


def official_wording(codes: Collection[str]) -> dict[str, tuple[WordingEntry, ...]]:
    """Published wording of these codes, of the active language where there is any, else of English; one query.

    A code without official wording is missing; a code may have several, one from each source.
    """
    if not codes:
        return {}
    languages = wording_languages()
    found: dict[str, dict[str, list[WordingEntry]]] = defaultdict(lambda: defaultdict(list))
    rows = Wording.objects.filter(origin=Wording.Origin.OFFICIAL, language__in=languages, code__in=codes)
    for code, text, language, source in rows.values_list("code", "text", "language", "source"):
        found[code][language].append(WordingEntry(text, language, source))
    return {
        code: tuple(next(texts[language] for language in languages if language in texts))
        for code, texts in found.items()
    }


def official_texts(words: Collection[str]) -> dict[str, str]:
    """Official wording, by code, of every code whose wording holds one of the words; one query.

    Several texts of a code are joined by a line break.
    """
    holds = reduce(or_, (Q(text__icontains=word) for word in words))
    rows = Wording.objects.filter(holds, origin=Wording.Origin.OFFICIAL, language__in=wording_languages())
    texts: dict[str, str] = {}
    for code, text in rows.values_list("code", "text"):
        texts[code] = f"{texts[code]}\n{text}" if code in texts else text
    return texts


def wording_codes() -> frozenset[str]:
    """Every code that may have wording or a translation.

    Tables, sections, objectives and items by their own code; of the scale "level.0" to "level.4",
    "answer.not_applicable", "answer.no_data", "kind.legislation" and "kind.legislation.0" to ".4".
    """
    tree = framework_tree()
    scale = [f"level.{entry.level}" for entry in tree.levels]
    scale += [f"answer.{entry.slug}" for entry in tree.answers_without_level]
    scale += [f"kind.{kind.slug}" for kind in tree.kinds]
    scale += [f"kind.{kind.slug}.{entry.level}" for kind in tree.kinds for entry in kind.levels]
    return frozenset([*tree.table, *tree.section, *tree.objective, *tree.item, *scale])


def wording_languages() -> list[str]:
    """Languages in which official wording is looked for, the active one first."""
    active = get_language() or FALLBACK_LANGUAGE
    return list(dict.fromkeys([active, active.split("-")[0], FALLBACK_LANGUAGE]))


def wording_state() -> str:
    """A short text that changes whenever wording is loaded or removed, one query."""
    state = Wording.objects.aggregate(number=Count("pk"), newest=Max("pk"))
    return f"{state['number']}-{state['newest'] or 0}"


@dataclass(frozen=True, slots=True)
class WordingSource:
    """What one source gave in one language: how many texts."""

    language: str
    origin: str
    source: str
    number: int


def wording_sources() -> list[WordingSource]:
    """Every source of wording that is loaded."""
    rows = Wording.objects.values_list("language", "origin", "source").annotate(number=Count("pk"))
    return [WordingSource(*row) for row in rows.order_by("language", "origin", "source")]
