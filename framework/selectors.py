"""Reads of the framework: its tree for everybody, the edition, and the wording loaded at run time.

The other pieces build on these:

- `framework_tree()`: the whole framework as frozen values (see `framework.tree`) in the active language, built once a
  process and language, no query after; `framework_tree("en")` for what must not vary with who reads.
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
from framework.folding import fold
from framework.models import TRANSLATED_LANGUAGES, Translation, Wording
from framework.translating import translated
from framework.tree import ENGLISH, FrameworkTree

_trees: dict[str, FrameworkTree] = {}
_building = Lock()


def framework_tree(language: str | None = None) -> FrameworkTree:
    """The framework in `language`, by default the active one. English where it has no translations.

    Built by the first call in a process and language (some 40 queries for English, one more for each other), without
    a query from then on. `loaddata` in the same process makes the next call build it anew; other processes are
    restarted after a change of the fixtures, which comes with a new release. An empty framework is not kept. Threads
    that come while it is built wait for that one: entries of two trees are not the same.
    """
    language = content_language(language)
    if language in _trees:
        return _trees[language]
    with _building:
        tree = _trees.get(ENGLISH)
        if tree is None:
            tree = build_tree(read_rows())
            if not tree.tables:
                return tree
            _trees[ENGLISH] = tree
        if language not in _trees:
            texts = dict(Translation.objects.filter(language=language).values_list("code", "text"))
            _trees[language] = translated(tree, texts, language)
        return _trees[language]


def content_language(language: str | None = None) -> str:
    """Which of the languages of the content serves somebody who reads `language`, by default the active one."""
    if language is None:
        language = get_language() or ENGLISH
    return language if language in TRANSLATED_LANGUAGES else ENGLISH


def forget_tree() -> None:
    """Make the next `framework_tree()` read the database again."""
    _trees.clear()


def edition() -> str:
    """SHA-256 of the framework's content, 64 hexadecimal digits; the same content gives the same edition everywhere."""
    return framework_tree(ENGLISH).edition


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
    for entry in framework_tree(ENGLISH).indicator.values():
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
    """Official wording, by code, of every code whose wording holds one of the folded words; one query.

    Several texts of a code are joined by a line break.
    """
    languages = wording_languages()
    rows = Wording.objects.filter(origin=Wording.Origin.OFFICIAL, language__in=languages)
    if languages == [ENGLISH]:  # its letters have no accents, so that the database finds what folding does
        rows = rows.filter(reduce(or_, (Q(text__icontains=word) for word in words)))
    texts: dict[str, str] = {}
    for code, text in rows.values_list("code", "text"):
        folded = fold(text)
        if not any(word in folded for word in words):
            continue
        texts[code] = f"{texts[code]}\n{text}" if code in texts else text
    return texts


def wording_codes() -> frozenset[str]:
    """Every code that may have wording or a translation.

    Tables, sections, objectives and items by their own code; of the scale "level.0" to "level.4",
    "answer.not_applicable", "answer.no_data", "kind.legislation" and "kind.legislation.0" to ".4".
    """
    tree = framework_tree(ENGLISH)
    scale = [f"level.{entry.level}" for entry in tree.levels]
    scale += [f"answer.{entry.slug}" for entry in tree.answers_without_level]
    scale += [f"kind.{kind.slug}" for kind in tree.kinds]
    scale += [f"kind.{kind.slug}.{entry.level}" for kind in tree.kinds for entry in kind.levels]
    return frozenset([*tree.table, *tree.section, *tree.objective, *tree.item, *scale])


def wording_languages() -> list[str]:
    """Languages in which official wording is looked for, the active one first."""
    active = get_language() or ENGLISH
    return list(dict.fromkeys([active, active.split("-")[0], ENGLISH]))


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
