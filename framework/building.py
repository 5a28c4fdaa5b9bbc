"""From the rows of the framework to its tree: one query a model and one a relation, then plain values only."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from framework.models import (
    AnswerWithoutLevel,
    Cell,
    Challenge,
    CrossReference,
    Guidance,
    Indicator,
    IndicatorKind,
    Instrument,
    LevelDescription,
    Measure,
    Objective,
    Part,
    Principle,
    PrincipleQuestion,
    ProtocolArticle,
    Provision,
    Recommendation,
    RecommendationPart,
    Requirement,
    Resource,
    ResourceTool,
    ScaleLevel,
    Section,
    SpecificObjective,
    Table,
    Topic,
)
from framework.models.base import Content
from framework.tree import (
    ENGLISH,
    AnswerEntry,
    ArticleEntry,
    CellEntry,
    ChallengeEntry,
    FrameworkTree,
    GuidanceEntry,
    IndicatorEntry,
    InstrumentEntry,
    ItemEntry,
    KindEntry,
    LevelEntry,
    ObjectiveEntry,
    PartEntry,
    PrincipleEntry,
    ProvisionEntry,
    RecommendationEntry,
    ResourceEntry,
    SectionEntry,
    TableEntry,
    TopicEntry,
)

CONTENT: tuple[type[Content], ...] = (
    ScaleLevel,
    AnswerWithoutLevel,
    IndicatorKind,
    LevelDescription,
    Instrument,
    Provision,
    Table,
    Section,
    Objective,
    Part,
    SpecificObjective,
    Requirement,
    Measure,
    Indicator,
    Cell,
    CrossReference,
    ProtocolArticle,
    Topic,
    Principle,
    PrincipleQuestion,
    Challenge,
    Resource,
    ResourceTool,
    Recommendation,
    RecommendationPart,
    Guidance,
)
"""Every model of framework content."""

Row = dict[str, Any]
Rows = dict[type[Content], list[Row]]


def read_rows() -> Rows:
    """Every row of every model in document order.

    A row maps field names to values; a foreign key gives the code of its row, a relation to many the list of codes
    in document order (of the parts of a recommendation, see `RecommendationPart`).
    """
    return {model: _rows_of(model) for model in CONTENT}


def _rows_of(model: type[Content]) -> list[Row]:
    columns = {
        field.name: f"{field.name}__{_key_of(field.related_model)}" if field.is_relation else field.name
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    records = model.objects.order_by("order").values_list("pk", *columns.values())
    rows = {pk: dict(zip(columns, values, strict=True)) for pk, *values in records}
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        if not through._meta.auto_created:
            continue
        key = f"{field.name}__{_key_of(field.related_model)}"
        for row in rows.values():
            row[field.name] = []
        pairs = model.objects.filter(**{f"{field.name}__isnull": False}).order_by(f"{field.name}__order")
        for pk, code in pairs.values_list("pk", key):
            rows[pk][field.name].append(code)
    return list(rows.values())


def _key_of(model: Any) -> str:
    return str(model.NATURAL_KEY[0])


def edition_of(rows: Rows) -> str:
    """SHA-256 of the rows as canonical JSON, in hexadecimal."""
    content = [[model._meta.label_lower, rows[model]] for model in CONTENT]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def build_tree(rows: Rows) -> FrameworkTree:
    """The tree of these rows."""
    return _Builder(rows).build()


def _grouped(rows: Iterable[Row], field: str) -> Mapping[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[field]].append(row)
    return groups


class _Builder:
    """Builds entries from the leaves up, so that every entry is complete and frozen when the next one holds it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.instruments = {row["key"]: InstrumentEntry(**_fields(InstrumentEntry, row)) for row in rows[Instrument]}
        self.provisions = {row["citation"]: self._provision(row) for row in rows[Provision]}
        self.kinds = self._kinds()
        parts_of = _grouped(rows[Part], "objective")
        self.cells = {
            row["code"]: CellEntry(
                code=row["code"],
                objective=row["objective"],
                parts=(row["part"],) if row["part"] else tuple(part["code"] for part in parts_of[row["objective"]]),
                column=row["column"],
            )
            for row in rows[Cell]
        }
        self.see_also: dict[str, list[CellEntry]] = defaultdict(list)
        for row in rows[CrossReference]:
            self.see_also[row["source"]].append(self.cells[row["target"]])
        self.recommendations = self._recommendations()
        self.guidance = self._guidance()
        self.resources = self._resources()
        self.items: dict[str, ItemEntry] = {}

    def build(self) -> FrameworkTree:
        rows = self.rows
        tables = self._tables()
        articles = tuple(
            ArticleEntry(**_fields(ArticleEntry, row, cells=self._cells(row))) for row in rows[ProtocolArticle]
        )
        topics = tuple(TopicEntry(**_fields(TopicEntry, row, cells=self._cells(row))) for row in rows[Topic])
        questions = _grouped(rows[PrincipleQuestion], "principle")
        sections = [section for table in tables for section in table.sections]
        objectives = [objective for section in sections for objective in section.objectives]
        parts = [part for objective in objectives for part in objective.parts]
        edition = edition_of(rows)
        return FrameworkTree(
            edition=edition,
            language=ENGLISH,
            wording=edition,
            levels=tuple(LevelEntry(row["level"], row["name"], "", ENGLISH) for row in rows[ScaleLevel]),
            answers_without_level=tuple(
                AnswerEntry(**_fields(AnswerEntry, row, language=ENGLISH)) for row in rows[AnswerWithoutLevel]
            ),
            kinds=tuple(self.kinds.values()),
            tables=tables,
            instruments=tuple(self.instruments.values()),
            provisions=tuple(self.provisions.values()),
            articles=articles,
            topics=topics,
            principles=tuple(
                PrincipleEntry(
                    **_fields(PrincipleEntry, row, questions=tuple(each["text"] for each in questions[row["slug"]]))
                )
                for row in rows[Principle]
            ),
            challenges=tuple(ChallengeEntry(**_fields(ChallengeEntry, row)) for row in rows[Challenge]),
            resources=self.resources,
            recommendations=tuple(self.recommendations.values()),
            guidance=self.guidance,
            table=by_code(tables),
            section=by_code(sections),
            objective=by_code(objectives),
            part=by_code(parts),
            item=MappingProxyType(self.items),
            indicator=by_code(indicator for part in parts for indicator in part.indicators),
            brought_about=brought_about(parts),
            topics_at=_grouped_entries(
                (place, topic) for topic in topics for cell in topic.cells for place in cell.places
            ),
            articles_at=_grouped_entries(
                (place, article) for article in articles for cell in article.cells for place in cell.places
            ),
            referred_from=_grouped_entries(
                (place, source) for source, cells in self.see_also.items() for cell in cells for place in cell.places
            ),
        )

    def _provision(self, row: Row) -> ProvisionEntry:
        return ProvisionEntry(**_fields(ProvisionEntry, row, instrument=self.instruments.get(row["instrument"])))

    def _kinds(self) -> dict[str, KindEntry]:
        names = {row["level"]: row["name"] for row in self.rows[ScaleLevel]}
        described = _grouped(self.rows[LevelDescription], "kind")
        return {
            row["slug"]: KindEntry(
                slug=row["slug"],
                name=row["name"],
                rank=row["order"],
                levels=tuple(
                    LevelEntry(each["level"], names[each["level"]], each["text"], ENGLISH)
                    for each in described[row["slug"]]
                ),
                language=ENGLISH,
            )
            for row in self.rows[IndicatorKind]
        }

    def _cells(self, row: Row) -> tuple[CellEntry, ...]:
        return tuple(self.cells[code] for code in row["cells"])

    def _cited(self, row: Row) -> tuple[ProvisionEntry, ...]:
        return tuple(self.provisions[citation] for citation in row["provisions"])

    def _recommendations(self) -> dict[str, RecommendationEntry]:
        self.ranks: dict[str, list[tuple[int, str]]] = defaultdict(list)
        parts: dict[str, list[str]] = defaultdict(list)
        for row in sorted(self.rows[RecommendationPart], key=lambda row: row["rank"]):
            parts[row["recommendation"]].append(row["part"])
            self.ranks[row["part"]].append((row["rank"], row["recommendation"]))
        return {
            row["code"]: RecommendationEntry(
                **_fields(RecommendationEntry, row, provisions=self._cited(row), parts=tuple(parts[row["code"]]))
            )
            for row in self.rows[Recommendation]
        }

    def _guidance(self) -> tuple[GuidanceEntry, ...]:
        return tuple(
            GuidanceEntry(**_fields(GuidanceEntry, row, provisions=self._cited(row), parts=tuple(row["parts"])))
            for row in self.rows[Guidance]
        )

    def _resources(self) -> tuple[ResourceEntry, ...]:
        tools = _grouped(self.rows[ResourceTool], "resource")
        return tuple(
            ResourceEntry(
                **_fields(
                    ResourceEntry,
                    row,
                    instrument=self.instruments.get(row["instrument"]),
                    tools=tuple((tool["number"], tool["name"]) for tool in tools[row["code"]]),
                )
            )
            for row in self.rows[Resource]
        )

    def _tables(self) -> tuple[TableEntry, ...]:
        sections = _grouped(self.rows[Section], "table")
        objectives = _grouped(self.rows[Objective], "section")
        parts = _grouped(self.rows[Part], "objective")
        columns = {
            "B": _grouped(self.rows[SpecificObjective], "part"),
            "C": _grouped(self.rows[Requirement], "part"),
            "D": _grouped(self.rows[Measure], "part"),
            "E": _grouped(self.rows[Indicator], "part"),
        }

        def part_of(row: Row, place: Row) -> PartEntry:
            code = row["code"]
            place = place | {"part": code}
            items = {column: self._items(columns[column][code], column, place) for column in "BCD"}
            return PartEntry(
                **_fields(PartEntry, row | place),
                specific_objectives=items["B"],
                requirements=items["C"],
                measures=items["D"],
                indicators=self._indicators(columns["E"][code], place),
                recommendations=tuple(self.recommendations[each] for _rank, each in self.ranks[code]),
                guidance=tuple(entry for entry in self.guidance if code in entry.parts),
            )

        def objective_of(row: Row, place: Row) -> ObjectiveEntry:
            place = place | {"objective": row["code"]}
            return ObjectiveEntry(
                **_fields(
                    ObjectiveEntry,
                    row | place,
                    provisions=self._cited(row),
                    see_also=tuple(self.see_also[row["code"]]),
                    parts=tuple(part_of(part, place) for part in parts[row["code"]]),
                    language=ENGLISH,
                )
            )

        def section_of(row: Row) -> SectionEntry:
            place = {"section": row["code"], "table": row["table"]}
            return SectionEntry(
                **_fields(
                    SectionEntry,
                    row,
                    objectives=tuple(objective_of(each, place) for each in objectives[row["code"]]),
                    language=ENGLISH,
                )
            )

        return tuple(
            TableEntry(
                **_fields(
                    TableEntry,
                    row,
                    sections=tuple(section_of(each) for each in sections[row["code"]]),
                    resources=tuple(entry for entry in self.resources if entry.table == row["code"]),
                    language=ENGLISH,
                )
            )
            for row in self.rows[Table]
        )

    def _items(self, rows: list[Row], column: str, place: Row) -> tuple[ItemEntry, ...]:
        entries = tuple(ItemEntry(**_fields(ItemEntry, row | place, **self._of_item(row, column))) for row in rows)
        self.items.update((entry.code, entry) for entry in entries)
        return entries

    def _indicators(self, rows: list[Row], place: Row) -> tuple[IndicatorEntry, ...]:
        entries = tuple(
            IndicatorEntry(
                **_fields(
                    IndicatorEntry,
                    row | place,
                    **self._of_item(row, "E"),
                    kind=self.kinds[row["kind"]],
                    measures=tuple(self.items[code] for code in row["measures"]),
                )
            )
            for row in rows
        )
        self.items.update((entry.code, entry) for entry in entries)
        return entries

    def _of_item(self, row: Row, column: str) -> Row:
        return {
            "column": column,
            "provisions": self._cited(row),
            "see_also": tuple(self.see_also.get(row["code"], ())),
            "language": ENGLISH,
        }


def _fields(entry: Any, row: Row, **others: Any) -> Row:
    """What `entry` is made of: `others`, and from the row the fields of the same name."""
    return {name: row[name] for name in entry.__dataclass_fields__ if name in row and name not in others} | others


def brought_about(parts: Iterable[PartEntry]) -> Mapping[str, tuple[IndicatorEntry, ...]]:
    """The indicators of these parts by the codes of the measures that bring them about."""
    return _grouped_entries(
        (measure.code, indicator) for part in parts for indicator in part.indicators for measure in indicator.measures
    )


def by_code(entries: Iterable[Any]) -> Mapping[str, Any]:
    """Entries by their code."""
    return MappingProxyType({entry.code: entry for entry in entries})


def _grouped_entries(pairs: Iterable[tuple[Any, Any]]) -> Mapping[Any, tuple[Any, ...]]:
    """Entries by key, each once under a key."""
    groups: dict[Any, dict[Any, None]] = defaultdict(dict)
    for key, entry in pairs:
        groups[key][entry] = None
    return MappingProxyType({key: tuple(entries) for key, entries in groups.items()})
