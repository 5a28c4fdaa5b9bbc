"""The framework as plain values: what pages, API, scoring and reports read without a query.

`framework.selectors.framework_tree()` builds one `FrameworkTree` a process and language. Everything in it is frozen;
lists are tuples in document order; a code is the key everywhere, and a `provisions`, `parts` or `measures` tuple is
never None. Entries of two languages are never the same: compare their codes.

Where an entry has a `language`, it is that of its translated text, "en" where there is no translation. What has none
(provisions, instruments, recommendations, guidance, resources, articles, topics, principles, challenges, and of other
entries `summary`, `evidence` and `rule`) is English in every tree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ENGLISH = "en"
"""Language of the content itself: what is not translated is in it."""

PROTOCOL = "SOMP"
"""Key of the Smuggling of Migrants Protocol among the instruments."""

Place = tuple[str, str]
"""A part's code and a column, "A" to "E"."""


class Entry:
    """A frozen value of the tree, equal to itself alone and hashable; its repr is its first field, not all below it."""

    __slots__ = ()

    def __repr__(self) -> str:
        name = next(iter(self.__dataclass_fields__))  # type: ignore[attr-defined]
        return f"<{type(self).__name__} {getattr(self, name)}>"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InstrumentEntry(Entry):
    """A legal instrument, key "SOMP"; what the source does not give is ""."""

    key: str
    name: str
    short_name: str
    adopted_year: int
    treaty_series: str
    resolution: str
    url: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProvisionEntry(Entry):
    """A citation, "SOMP 6(1)(a)"; `instrument` is None for a source that is none of ours, which has a `name`."""

    citation: str
    instrument: InstrumentEntry | None
    article: str
    paragraphs: str
    name: str

    @property
    def protocol_article(self) -> int | None:
        """Number of the Protocol article that is cited, or None where another instrument or no article is."""
        if self.instrument is None or self.instrument.key != PROTOCOL or not self.article.isdigit():
            return None
        return int(self.article)

    @property
    def label(self) -> str:
        """The citation without the mark of other sources: "SOMP 6(1)(a)", "OPCAT"."""
        return self.citation.removeprefix("OTHER ")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LevelEntry(Entry):
    """A level, 0 to 4, its name, and what it means: for a kind of indicator, or "" on the scale itself."""

    level: int
    name: str
    text: str
    language: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnswerEntry(Entry):
    """An answer without a level, slug "not_applicable" or "no_data"."""

    slug: str
    name: str
    rule: str
    language: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KindEntry(Entry):
    """A kind of indicator; `rank` orders equal gaps (1 first); `levels` are the five levels as this kind means them."""

    slug: str
    name: str
    rank: int
    levels: tuple[LevelEntry, ...]
    language: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CellEntry(Entry):
    """A place that references name, "2.6a.E": `parts` are the codes of the parts meant, `column` is "" for all."""

    code: str
    objective: str
    parts: tuple[str, ...]
    column: str

    @property
    def places(self) -> Iterator[Place]:
        """Every part and column that the reference covers."""
        for part in self.parts:
            for column in self.column or "ABCDE":
                yield part, column


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ItemEntry(Entry):
    """A statement of column B, C or D (or E, see `IndicatorEntry`); `part` to `table` are codes."""

    code: str
    text: str
    column: str
    part: str
    objective: str
    section: str
    table: str
    provisions: tuple[ProvisionEntry, ...]
    see_also: tuple[CellEntry, ...]
    language: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IndicatorEntry(ItemEntry):
    """A statement of column E with its kind, the evidence that shows it, and the measures that bring it about."""

    kind: KindEntry
    evidence: str
    measures: tuple[ItemEntry, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RecommendationEntry(Entry):
    """A recommendation of the Working Group; `parts` are codes, the most relevant first."""

    code: str
    paragraph: int
    area: str
    session: int
    addressee: str
    text: str
    provisions: tuple[ProvisionEntry, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class GuidanceEntry(Entry):
    """An obligation, good practice or issue from a background paper; `parts` are codes."""

    code: str
    document: str
    symbol: str
    paragraphs: str
    title: str
    kind: str
    text: str
    provisions: tuple[ProvisionEntry, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PartEntry(Entry):
    """A part with its four columns of items; `recommendations` begin with those that bear on it most."""

    code: str
    letter: str
    objective: str
    section: str
    table: str
    specific_objectives: tuple[ItemEntry, ...]
    requirements: tuple[ItemEntry, ...]
    measures: tuple[ItemEntry, ...]
    indicators: tuple[IndicatorEntry, ...]
    recommendations: tuple[RecommendationEntry, ...]
    guidance: tuple[GuidanceEntry, ...]

    @property
    def items(self) -> tuple[ItemEntry, ...]:
        """Columns B, C, D and E one after the other."""
        return self.specific_objectives + self.requirements + self.measures + self.indicators


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ObjectiveEntry(Entry):
    """An objective: column A is its `title`."""

    code: str
    number: int
    title: str
    section: str
    table: str
    provisions: tuple[ProvisionEntry, ...]
    see_also: tuple[CellEntry, ...]
    parts: tuple[PartEntry, ...]
    language: str

    @property
    def indicators(self) -> tuple[IndicatorEntry, ...]:
        """The indicators of all its parts."""
        return tuple(indicator for part in self.parts for indicator in part.indicators)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SectionEntry(Entry):
    """A section, code "1.criminalization"; `paragraphs` of Part one explain it."""

    code: str
    slug: str
    title: str
    summary: str
    paragraphs: str
    table: str
    objectives: tuple[ObjectiveEntry, ...]
    language: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ResourceEntry(Entry):
    """An entry of annex II; `table` is a code, None in the list of legal instruments; `tools` are (number, name)."""

    code: str
    pillar: str
    table: str | None
    instrument: InstrumentEntry | None
    group: str
    author: str
    title: str
    publication: str
    year: int | None
    identifier: str
    url: str
    note: str
    tools: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TableEntry(Entry):
    """One of the four tables; `resources` is its list in annex II."""

    code: str
    slug: str
    title: str
    summary: str
    sections: tuple[SectionEntry, ...]
    resources: tuple[ResourceEntry, ...]
    language: str

    @property
    def objectives(self) -> tuple[ObjectiveEntry, ...]:
        """The objectives of all its sections."""
        return tuple(objective for section in self.sections for objective in section.objectives)

    @property
    def indicators(self) -> tuple[IndicatorEntry, ...]:
        """The indicators of all its objectives."""
        return tuple(indicator for objective in self.objectives for indicator in objective.indicators)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ArticleEntry(Entry):
    """An article of the Protocol with the cells that annex I names for it."""

    number: int
    title: str
    chapter: str
    gist: str
    paragraphs: str
    cells: tuple[CellEntry, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TopicEntry(Entry):
    """An entry of the index of topics with the cells it points to."""

    slug: str
    name: str
    paragraphs: str
    cells: tuple[CellEntry, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrincipleEntry(Entry):
    """A guiding principle with its questions."""

    slug: str
    letter: str
    title: str
    text: str
    paragraphs: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChallengeEntry(Entry):
    """A cross-cutting challenge."""

    slug: str
    letter: str
    title: str
    text: str
    paragraphs: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FrameworkTree(Entry):
    """The whole framework. `tables` is the tree; the mappings below it find any entry by its code.

    `edition` is the SHA-256 (hexadecimal) of the English content: equal for equal content, on every machine and in
    every language. `wording` is the SHA-256 of what is shown in this `language`. `brought_about` gives the indicators
    that a measure brings about, by the measure's code. `topics_at`, `articles_at` and `referred_from` answer what
    points to a place, a part's code and a column; `referred_from` gives codes of the objectives and items that refer
    there.
    """

    edition: str
    language: str
    wording: str
    levels: tuple[LevelEntry, ...]
    answers_without_level: tuple[AnswerEntry, ...]
    kinds: tuple[KindEntry, ...]
    tables: tuple[TableEntry, ...]
    instruments: tuple[InstrumentEntry, ...]
    provisions: tuple[ProvisionEntry, ...]
    articles: tuple[ArticleEntry, ...]
    topics: tuple[TopicEntry, ...]
    principles: tuple[PrincipleEntry, ...]
    challenges: tuple[ChallengeEntry, ...]
    resources: tuple[ResourceEntry, ...]
    recommendations: tuple[RecommendationEntry, ...]
    guidance: tuple[GuidanceEntry, ...]
    table: Mapping[str, TableEntry]
    section: Mapping[str, SectionEntry]
    objective: Mapping[str, ObjectiveEntry]
    part: Mapping[str, PartEntry]
    item: Mapping[str, ItemEntry]
    indicator: Mapping[str, IndicatorEntry]
    brought_about: Mapping[str, tuple[IndicatorEntry, ...]]
    topics_at: Mapping[Place, tuple[TopicEntry, ...]]
    articles_at: Mapping[Place, tuple[ArticleEntry, ...]]
    referred_from: Mapping[Place, tuple[str, ...]]

    def resources_citing(self, provisions: tuple[ProvisionEntry, ...]) -> tuple[ResourceEntry, ...]:
        """Entries of annex II that are the instruments these provisions belong to.

        The source ties resources to tables, and a legal instrument to an item only through the item's citations.
        """
        keys = {provision.instrument.key for provision in provisions if provision.instrument}
        return tuple(entry for entry in self.resources if entry.instrument and entry.instrument.key in keys)
