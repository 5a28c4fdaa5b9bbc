"""The tree in another language: that of the English content, with every text that is translated replaced."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from framework.building import brought_about, by_code
from framework.tree import (
    ENGLISH,
    AnswerEntry,
    FrameworkTree,
    IndicatorEntry,
    ItemEntry,
    KindEntry,
    LevelEntry,
    ObjectiveEntry,
    PartEntry,
    SectionEntry,
    TableEntry,
)


def translated(tree: FrameworkTree, texts: Mapping[str, str], language: str) -> FrameworkTree:
    """`tree`, which is English, with these texts, by wording code (`selectors.wording_codes`), of `language`.

    What has no text stays English and says so in its `language`. Entries without any translated text are shared with
    `tree`, and so are its edition and the strings of both.
    """
    return _Translator(tree, texts, language).tree_of()


class _Translator:
    """Replaces entries from the leaves up."""

    def __init__(self, tree: FrameworkTree, texts: Mapping[str, str], language: str) -> None:
        self.english, self.texts, self.language = tree, texts, language
        self.levels = {entry.level: self.scale_level(entry) for entry in tree.levels}
        self.kinds = {entry.slug: self.kind(entry) for entry in tree.kinds}
        self.items: dict[str, ItemEntry] = {
            code: self.item(entry) for code, entry in tree.item.items() if not isinstance(entry, IndicatorEntry)
        }
        self.indicators = {code: self.indicator(entry) for code, entry in tree.indicator.items()}

    def tree_of(self) -> FrameworkTree:
        """The whole tree."""
        english = self.english
        tables = tuple(self.table(entry) for entry in english.tables)
        sections = [section for table in tables for section in table.sections]
        objectives = [objective for section in sections for objective in section.objectives]
        parts = [part for objective in objectives for part in objective.parts]
        every = self.items | self.indicators
        return replace(
            english,
            language=self.language,
            wording=self.wording(),
            levels=tuple(self.levels.values()),
            answers_without_level=tuple(self.answer(entry) for entry in english.answers_without_level),
            kinds=tuple(self.kinds.values()),
            tables=tables,
            table=by_code(tables),
            section=by_code(sections),
            objective=by_code(objectives),
            part=by_code(parts),
            item=MappingProxyType({code: every[code] for code in english.item}),
            indicator=MappingProxyType(self.indicators),
            brought_about=brought_about(parts),
        )

    def wording(self) -> str:
        """SHA-256 of what is shown: the English content and the texts."""
        shown = json.dumps([self.english.edition, self.language, self.texts], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(shown.encode()).hexdigest()

    def text(self, code: str, english: str) -> tuple[str, str]:
        """The text of a code and its language."""
        return (self.texts[code], self.language) if code in self.texts else (english, ENGLISH)

    def scale_level(self, entry: LevelEntry) -> LevelEntry:
        name, language = self.text(f"level.{entry.level}", entry.name)
        return replace(entry, name=name, language=language)

    def kind(self, entry: KindEntry) -> KindEntry:
        name, language = self.text(f"kind.{entry.slug}", entry.name)
        levels = tuple(self.level_of_kind(entry.slug, level) for level in entry.levels)
        return replace(entry, name=name, levels=levels, language=language)

    def level_of_kind(self, slug: str, entry: LevelEntry) -> LevelEntry:
        """A level as a kind means it; its name and its text are in one language, so English where one is missing."""
        named = self.levels[entry.level]
        text, language = self.text(f"kind.{slug}.{entry.level}", entry.text)
        if ENGLISH in (language, named.language):
            return entry
        return replace(entry, name=named.name, text=text, language=language)

    def answer(self, entry: AnswerEntry) -> AnswerEntry:
        name, language = self.text(f"answer.{entry.slug}", entry.name)
        return replace(entry, name=name, language=language)

    def item(self, entry: ItemEntry) -> ItemEntry:
        text, language = self.text(entry.code, entry.text)
        return replace(entry, text=text, language=language)

    def indicator(self, entry: IndicatorEntry) -> IndicatorEntry:
        text, language = self.text(entry.code, entry.text)
        return replace(
            entry,
            text=text,
            language=language,
            kind=self.kinds[entry.kind.slug],
            measures=self.items_of(entry.measures),
        )

    def items_of(self, entries: Iterable[ItemEntry]) -> tuple[ItemEntry, ...]:
        return tuple(self.items[entry.code] for entry in entries)

    def part(self, entry: PartEntry) -> PartEntry:
        return replace(
            entry,
            specific_objectives=self.items_of(entry.specific_objectives),
            requirements=self.items_of(entry.requirements),
            measures=self.items_of(entry.measures),
            indicators=tuple(self.indicators[each.code] for each in entry.indicators),
        )

    def objective(self, entry: ObjectiveEntry) -> ObjectiveEntry:
        title, language = self.text(entry.code, entry.title)
        return replace(entry, title=title, language=language, parts=tuple(self.part(part) for part in entry.parts))

    def section(self, entry: SectionEntry) -> SectionEntry:
        title, language = self.text(entry.code, entry.title)
        objectives = tuple(self.objective(objective) for objective in entry.objectives)
        return replace(entry, title=title, language=language, objectives=objectives)

    def table(self, entry: TableEntry) -> TableEntry:
        title, language = self.text(entry.code, entry.title)
        sections = tuple(self.section(section) for section in entry.sections)
        return replace(entry, title=title, language=language, sections=sections)
