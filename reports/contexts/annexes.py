"""What stands behind the chapters: data gaps, what is not applicable, every answer, resources and instruments."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from assessments.models import NationalScore
from assessments.scoring import AnswerKind
from framework.listing import listed, listed_apart
from framework.tree import FrameworkTree, IndicatorEntry, ResourceEntry
from reports.contexts.figures import Figures, Named
from reports.contexts.subject import Given, Subject

STATE = NationalScore.State


@dataclass(frozen=True, slots=True)
class Opening:
    """An indicator without an answer that coverage counts: why, and what the country says about it."""

    code: str
    text: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Openings:
    """The data gaps of one table."""

    title: str
    rows: tuple[Opening, ...]


def data_gaps(subject: Subject, framework: FrameworkTree) -> tuple[Openings, ...]:
    """Indicators with no data or no answer that counts, by table, in document order."""
    found = []
    for table in framework.tables:
        rows = tuple(
            Opening(indicator.code, indicator.text, _reason(given), _note(given))
            for indicator in table.indicators
            if (given := subject.given.get(indicator.code)) and _is_open(given)
        )
        if rows:
            found.append(Openings(f"{table.code} {table.title}", rows))
    return tuple(found)


def _is_open(given: Given) -> bool:
    return given.answer.kind in (AnswerKind.NO_DATA, AnswerKind.UNANSWERED)


def _note(given: Given) -> str:
    """What the country says about missing data; the text of an answer that does not count is not its word."""
    return given.justification if given.answer.kind is AnswerKind.NO_DATA else ""


def _reason(given: Given) -> str:
    if given.answer.kind is AnswerKind.NO_DATA:
        return _("No data.")
    if given.state == STATE.CONFLICT:
        return _("Ministries answer differently; the focal point has not decided.")
    if given.state == STATE.TO_CONFIRM:
        return _("An answer changed after the decision; the focal point has not confirmed it.")
    if given.state == STATE.CARRIED_OVER:
        return _("Carried over from the last cycle and not confirmed.")
    if given.waiting_for:
        return _("Not answered yet by %(ministries)s.") % {"ministries": listed(given.waiting_for)}
    return _("Not answered, and asked of no ministry.")


@dataclass(frozen=True, slots=True)
class Statement:
    """An indicator by code and text."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Indicators that are not applicable for one and the same reason."""

    reason: str
    rows: tuple[Statement, ...]


def not_applicable(subject: Subject, framework: FrameworkTree) -> tuple[ReasonGroup, ...]:
    """What is not applicable, by reason, in the order in which the reasons first come."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for code, entry in framework.indicator.items():
        given = subject.given.get(code)
        if given and given.answer.kind is AnswerKind.NOT_APPLICABLE:
            groups[given.justification].append(Statement(code, entry.text))
    return tuple(ReasonGroup(reason, tuple(rows)) for reason, rows in groups.items())


@dataclass(frozen=True, slots=True)
class AnswerMark:
    """An answer in the annex: the indicator's place in its part, "E3", and a level or a mark."""

    column: str
    mark: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A part in the annex; `title` is the objective's on its first part and empty after."""

    code: str
    title: str
    figures: Figures
    marks: tuple[AnswerMark, ...]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Every answer of one table, part by part."""

    named: Named
    rows: tuple[AnswerRow, ...]


def answer_tables(subject: Subject, framework: FrameworkTree) -> tuple[AnswerTable, ...]:
    """Every answer, table by table."""
    profile = subject.profile
    return tuple(
        AnswerTable(
            Named(table.code, table.title, Figures.of(profile.table(table.code))),
            tuple(
                AnswerRow(
                    part.code,
                    objective.title if part is objective.parts[0] else "",
                    Figures.of(profile.part(part.code)),
                    tuple(_mark(indicator, subject.given[indicator.code]) for indicator in part.indicators),
                )
                for objective in table.objectives
                for part in objective.parts
            ),
        )
        for table in framework.tables
    )


def _mark(indicator: IndicatorEntry, given: Given) -> AnswerMark:
    marks = {
        AnswerKind.NOT_APPLICABLE: _("n/a"),
        AnswerKind.NO_DATA: _("n/d"),
        AnswerKind.UNANSWERED: "–",
        AnswerKind.LEVEL: str(given.answer.level),
    }
    return AnswerMark(indicator.code.rpartition(".")[2], marks[given.answer.kind])


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """The answer to one indicator, whole: `answer` in words, `level` where it has one, `evidence` by titles."""

    table: str
    objective: str
    code: str
    text: str
    kind: str
    answer: str
    level: int | None
    target: int
    justification: str
    evidence: tuple[str, ...]


def answer_lines(subject: Subject, framework: FrameworkTree) -> tuple[AnswerLine, ...]:
    """Every answer that counts, in document order."""
    words = {
        AnswerKind.NOT_APPLICABLE: _("Not applicable"),
        AnswerKind.NO_DATA: _("No data"),
        AnswerKind.UNANSWERED: _("No answer that counts"),
    }
    lines = []
    for code, entry in framework.indicator.items():
        given = subject.given[code]
        level, place = given.answer.level, subject.tree.places[code]
        counts = given.answer.kind is not AnswerKind.UNANSWERED
        lines.append(
            AnswerLine(
                table=place.table,
                objective=place.objective,
                code=code,
                text=entry.text,
                kind=entry.kind.name,
                answer=words[given.answer.kind] if level is None else framework.levels[level].name,
                level=level,
                target=subject.target_of(place.objective),
                justification=given.justification if counts else "",
                evidence=subject.evidence.get(code, ()),
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """What annex II lists of one author, who may be empty, in one string."""

    author: str
    titles: str


@dataclass(frozen=True, slots=True)
class ResourceGroup:
    """Resources under one heading of the source, which may be empty."""

    title: str
    lines: tuple[ResourceLine, ...]


@dataclass(frozen=True, slots=True)
class ResourceList:
    """The publications that bear on a table."""

    title: str
    groups: tuple[ResourceGroup, ...]


def resource_lists(subject: Subject, framework: FrameworkTree) -> tuple[ResourceList, ...]:
    """The publications of every table that has a gap, as the Framework lists them, by author."""
    with_gaps = {subject.tree.places[gap.indicator].table for gap in subject.gaps}
    lists = []
    for table in framework.tables:
        if table.code not in with_gaps or not table.resources:
            continue
        groups = [
            ResourceGroup(title, tuple(_of_one_author(entries) for _, entries in groupby(group, lambda e: e.author)))
            for title, group in groupby(table.resources, lambda entry: entry.group)
        ]
        lists.append(ResourceList(f"{table.code} {table.title}", tuple(groups)))
    return tuple(lists)


def _of_one_author(entries: Iterable[ResourceEntry]) -> ResourceLine:
    titles = []
    author = ""
    for entry in entries:
        author = entry.author
        facts = (entry.title, entry.identifier, str(entry.year or ""))
        titles.append(listed(fact for fact in facts if fact))
    return ResourceLine(author, listed_apart(titles))


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument that the chapters cite by its key."""

    key: str
    name: str


def cited_instruments(subject: Subject, framework: FrameworkTree) -> tuple[Instrument, ...]:
    """The legal instruments cited by indicators below target, in the order of the Framework."""
    cited = {
        provision.instrument.key
        for gap in subject.gaps
        for provision in framework.indicator[gap.indicator].provisions
        if provision.instrument
    }
    return tuple(Instrument(entry.key, entry.name) for entry in framework.instruments if entry.key in cited)
