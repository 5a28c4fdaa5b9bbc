"""Search in the framework: over statements, codes, citations and topics, in memory and alike on every database.

`parse` turns what somebody typed into a `Query`; `search` gives the hits in document order. All conditions hold at
once. Matching ignores case and accents (`framework.folding`); a word matches inside words, in the active language or in
English. Nothing that is typed has a special meaning except:

- a code: "1.16" (the objective and all in it), "2.6a", "2.6a.E", "2.6a.E3";
- a citation: "SOMP 16", "UNTOC 11", "art. 16", "6(1)(a)", "article 6, paragraph 1 (a)", the word for an article in any
  of the six languages; without an instrument's key it is an article of the Protocol; "SOMP 16" also finds what cites a
  paragraph of it;
- quotes: the words between them stand next to each other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from framework.folding import fold
from framework.selectors import framework_tree, official_texts
from framework.tree import (
    ENGLISH,
    PROTOCOL,
    FrameworkTree,
    IndicatorEntry,
    ItemEntry,
    ObjectiveEntry,
    ProvisionEntry,
    TopicEntry,
)

LONGEST_QUERY = 200

CODE = re.compile(r"(?P<objective>[1-4]\.\d{1,2})(?P<letter>[a-z]?)(?:\.(?P<column>[a-e])(?P<number>\d{0,2}))?", re.I)
PATH = r"(?:\s*\(\w{1,5}\))"
PARAGRAPH = rf"\s*,?\s*para(?:graph|s|graphs)?\.?\s*(?P<paragraph>\d{{1,2}})(?P<subpath>{PATH}*)"
WORDS_FOR_ARTICLE = r"(?:art(?:icles?|[ií]culos?|s)?\.?|ст(?:атья|атьи|атье|\.)|(?:ال)?ماد[ةه])"
CHINESE_ARTICLE = re.compile(r"第\s*(\d{1,3})\s*条")
PUNCTUATION = str.maketrans(dict.fromkeys("“”«»„", '"') | dict.fromkeys("，、；،؛\0", " "))
"""Quotes and commas of the six languages as those of English; what is in no text (PostgreSQL takes none) as a space."""
ARTICLE = rf"(?P<article>\d{{1,3}})(?:(?P<path>{PATH}+)|{PARAGRAPH})?"
PHRASE = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Citation:
    """What a provision must be: of this instrument, and, where they are not "", of this article and path or deeper."""

    instrument: str
    article: str = ""
    paragraphs: str = ""

    def matches(self, provision: ProvisionEntry) -> bool:
        """Whether the provision lies within."""
        return (
            provision.instrument is not None
            and provision.instrument.key == self.instrument
            and self.article.casefold() in ("", provision.article.casefold())
            and provision.paragraphs.startswith(self.paragraphs)
        )

    @property
    def protocol_article(self) -> int | None:
        """Number of the Protocol article, where it is one."""
        return int(self.article) if self.instrument == PROTOCOL and self.article.isdigit() else None


@dataclass(frozen=True, slots=True)
class CodePattern:
    """What a code must be; "" stands for any."""

    objective: str
    letter: str
    column: str
    number: str

    def covers(self, objective: str, part: str) -> bool:
        """Whether a part lies in what the code names; `part` is "" for the objective as a whole."""
        return objective == self.objective and (not self.letter or part == self.objective + self.letter)

    def matches(self, record: "Record") -> bool:
        """Whether the record is what the code names, or lies in it."""
        return (
            self.covers(record.objective, record.part)
            and self.column in ("", record.column)
            and (not self.number or record.code.endswith(f".{self.column}{self.number}"))
        )


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that all hold: words (folded), codes and citations from the text, and the filters ("" for any)."""

    words: tuple[str, ...] = ()
    codes: tuple[CodePattern, ...] = ()
    citations: tuple[Citation, ...] = ()
    kind: str = ""
    instrument: str = ""
    topic: str = ""
    table: str = ""
    section: str = ""
    objective: str = ""
    part: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()

    @property
    def all_citations(self) -> tuple[Citation, ...]:
        """The citations, with the instrument that is filtered by as one of them."""
        return (*self.citations, Citation(self.instrument)) if self.instrument else self.citations

    def citing(self, citation: Citation) -> "Query":
        """This query with one more citation."""
        return replace(self, citations=(*self.citations, citation))


@dataclass(frozen=True, slots=True)
class Record:
    """One statement as search sees it; `part` is "" for an objective, `haystack` is folded.

    `language` is that of `text`, and `english` the English text where that is another.
    """

    code: str
    column: str
    text: str
    part: str
    objective: str
    section: str
    table: str
    kind: str
    provisions: tuple[ProvisionEntry, ...]
    topics: tuple[TopicEntry, ...]
    haystack: str
    language: str
    english: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found; `official` is its official wording where only that holds a word, else "", and
    `english` its English text likewise.
    """

    record: Record
    topics: tuple[TopicEntry, ...]
    official: str
    english: str


@dataclass(frozen=True, slots=True)
class Found:
    """All hits in document order, and the topics and Protocol articles that the text itself names."""

    hits: tuple[Hit, ...]
    topics: tuple[TopicEntry, ...]
    articles: tuple[int, ...]


@cache
def _citation_pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    named = rf"(?P<key>{alternatives})\s*,?\s*(?:{WORDS_FOR_ARTICLE}\s*)?"
    unnamed = rf"{WORDS_FOR_ARTICLE}\s*"
    return re.compile(
        rf"(?<![\w./])(?:(?:{named}|{unnamed}){ARTICLE}|(?P<bare>\d{{1,3}})(?P<barepath>{PATH}+))(?![\w.])", re.I
    )


def parse(text: str, **filters: str) -> Query:
    """The query that this text means, with filters by field name of `Query`. Text beyond 200 characters is cut off."""
    tree = framework_tree()
    keys = {entry.key.casefold(): entry.key for entry in tree.instruments}
    instrument = filters.get("instrument", "")
    citations: list[Citation] = []

    def take(match: re.Match[str]) -> str:
        key = keys[match["key"].casefold()] if match["key"] else instrument or PROTOCOL
        if match["bare"]:
            article, path = match["bare"], match["barepath"]
        elif match["paragraph"]:
            article, path = match["article"], f"({match['paragraph']}){match['subpath']}"
        else:
            article, path = match["article"], match["path"] or ""
        citations.append(Citation(key, str(int(article)), re.sub(r"\s", "", path).lower()))
        return " "

    plain = CHINESE_ARTICLE.sub(r"art. \1", text[:LONGEST_QUERY].translate(PUNCTUATION))
    rest = _citation_pattern(tuple(keys.values())).sub(take, plain)
    words: list[str] = []
    codes: list[CodePattern] = []
    for phrase, word in PHRASE.findall(rest):
        code = CODE.fullmatch(word)
        if code:
            column, number = (code["column"] or "").upper(), code["number"] or ""
            codes.append(CodePattern(code["objective"], code["letter"].lower(), column, number))
        elif fold(phrase or word).strip(',;"'):
            words.append(fold(phrase or word).strip(',;"'))
    return Query(words=tuple(words), codes=tuple(codes), citations=tuple(citations), **filters)


ARTICLE_FILTER = re.compile(rf"(?:art(?:icle)?\.?\s*)?(?P<article>[\w./ ]*?\w)(?P<path>{PATH}*)", re.I)


def article_citation(text: str, instrument: str) -> Citation:
    """What an article filter such as "16", "art. 6(1)(a)" or "SOMP 16" means, of the Protocol unless told otherwise.

    Raises `ValueError` when it names no article.
    """
    parsed = parse(text, instrument=instrument)
    if len(parsed.citations) == 1 and not parsed.words and not parsed.codes:
        return parsed.citations[0]
    match = ARTICLE_FILTER.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    return Citation(instrument or PROTOCOL, match["article"], re.sub(r"\s", "", match["path"]).lower())


def search(query: Query, columns: str = "ABCDE") -> Found:
    """Statements of these columns that meet the query. At most one query to the database, for official wording."""
    tree = framework_tree()
    official = official_texts(query.words) if query.words else {}
    hits = tuple(
        _hit(record, query, official)
        for record in _records(tree)
        if record.column in columns and matches(record, query, official)
    )
    topics = tuple(
        topic for topic in tree.topics if query.words and all(word in fold(topic.name) for word in query.words)
    )
    articles = (citation.protocol_article for citation in query.citations)
    return Found(hits, topics, tuple(number for number in articles if number and number <= len(tree.articles)))


def matches(record: Record, query: Query, official: Mapping[str, str]) -> bool:
    """Whether the record meets every condition; `official` gives official wording by code."""
    if query.table not in ("", record.table) or query.section not in ("", record.section):
        return False
    if query.objective not in ("", record.objective) or query.kind not in ("", record.kind):
        return False
    if query.part and query.part not in (record.part, record.part or record.objective):
        return False
    if query.topic and all(topic.slug != query.topic for topic in record.topics):
        return False
    if not cites(record.provisions, query.all_citations) or not all(code.matches(record) for code in query.codes):
        return False
    if has_words(record.haystack, query.words):
        return True
    return record.code in official and has_words(f"{record.haystack} {fold(official[record.code])}", query.words)


def cites(provisions: Iterable[ProvisionEntry], citations: Iterable[Citation]) -> bool:
    """Whether each of the citations is met by one of the provisions."""
    return all(any(citation.matches(provision) for provision in provisions) for citation in citations)


def has_words(haystack: str, words: Iterable[str]) -> bool:
    """Whether the folded text holds every folded word."""
    return all(word in haystack for word in words)


def _hit(record: Record, query: Query, official: Mapping[str, str]) -> Hit:
    shown = fold(f"{record.code} {record.text}")
    missing = [word for word in query.words if word not in shown]
    in_english = fold(record.english)
    return Hit(
        record=record,
        topics=tuple(
            topic
            for topic in record.topics
            if topic.slug == query.topic or any(word in fold(topic.name) for word in missing)
        ),
        official=official.get(record.code, "") if missing and not has_words(record.haystack, query.words) else "",
        english=record.english if any(word in in_english for word in missing) else "",
    )


_kept: dict[str, tuple[str, tuple[Record, ...]]] = {}
"""By language: what was said, and the records of it."""


def _records(tree: FrameworkTree) -> tuple[Record, ...]:
    """Every objective and item of the tree in document order, made once for a language and its wording."""
    kept = _kept.get(tree.language)
    if kept is None or kept[0] != tree.wording:
        kept = _kept[tree.language] = (tree.wording, tuple(_all_records(tree)))
    return kept[1]


def _all_records(tree: FrameworkTree) -> Iterable[Record]:
    for objective in tree.objective.values():
        yield _record(objective, _topics(tree, [part.code for part in objective.parts], "A"))
        for part in objective.parts:
            for item in part.items:
                yield _record(item, _topics(tree, [part.code], item.column))


def _topics(tree: FrameworkTree, parts: list[str], column: str) -> tuple[TopicEntry, ...]:
    found = {topic.slug: topic for part in parts for topic in tree.topics_at.get((part, column), ())}
    return tuple(found.values())


def _record(entry: ObjectiveEntry | ItemEntry, topics: tuple[TopicEntry, ...]) -> Record:
    if isinstance(entry, ObjectiveEntry):
        text, column, part, objective = entry.title, "A", "", entry.code
    else:
        text, column, part, objective = entry.text, entry.column, entry.part, entry.objective
    english = "" if entry.language == ENGLISH else _english(entry.code)
    labels = [provision.label for provision in entry.provisions]
    names = [provision.instrument.short_name for provision in entry.provisions if provision.instrument]
    return Record(
        code=entry.code,
        column=column,
        text=text,
        part=part,
        objective=objective,
        section=entry.section,
        table=entry.table,
        kind=entry.kind.slug if isinstance(entry, IndicatorEntry) else "",
        provisions=entry.provisions,
        topics=topics,
        haystack=fold(" · ".join([entry.code, text, english, *labels, *names, *(topic.name for topic in topics)])),
        language=entry.language,
        english=english,
    )


def _english(code: str) -> str:
    """The English text of an objective or item."""
    tree = framework_tree(ENGLISH)
    return tree.objective[code].title if code in tree.objective else tree.item[code].text
