"""One chapter a table: objective by objective the indicators below target and what closes the gap."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import scoring
from framework.listing import listed, listed_apart
from framework.models import Recommendation
from framework.tree import FrameworkTree, IndicatorEntry, ItemEntry, ObjectiveEntry, RecommendationEntry, TableEntry
from reports.contexts.figures import Figures, Named
from reports.contexts.subject import Subject

MOST_TITLES = 4
"""How many pieces of evidence are named at an indicator, at most."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure that closes a gap; its text stands where it first does so, elsewhere `under` names that indicator."""

    code: str
    text: str
    under: str


@dataclass(frozen=True, slots=True)
class GapBlock:
    """An indicator below target; `justification` is the country's, one string a paragraph, `provisions` the law.

    `evidence` are the titles of what supports the answer, in one line.
    """

    code: str
    text: str
    level: int
    level_name: str
    target: int
    size: int
    provisions: str
    justification: tuple[str, ...]
    evidence: str
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """A recommendation with the objective under which it is printed."""

    code: str
    year: int
    paragraph: int
    text: str
    under: str


@dataclass(frozen=True, slots=True)
class ObjectiveBlock:
    """An objective with gaps. `recommendations` are printed here, `see_also` bear on it and are printed elsewhere.

    `own_target` is the level that the country has set itself, None where the cycle's counts.
    """

    named: Named
    own_target: int | None
    gaps: tuple[GapBlock, ...]
    recommendations: tuple[RecommendationLine, ...]
    see_also: tuple[RecommendationLine, ...]


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A section with gaps."""

    code: str
    title: str
    objectives: tuple[ObjectiveBlock, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A table: figures of the table and of its objectives, and its sections with gaps.

    `clear` are the objectives without an indicator below target.
    """

    named: Named
    summary: str
    below_target: int
    objectives: tuple[Named, ...]
    sections: tuple[SectionBlock, ...]
    clear: tuple[Named, ...]

    @property
    def anchor(self) -> str:
        """Name of the chapter within the document."""
        return f"table-{self.named.code}"


def chapters(subject: Subject, framework: FrameworkTree) -> tuple[Chapter, ...]:
    """A chapter for every table, in document order."""
    writer = _Writer(subject, framework)
    return tuple(writer.chapter(table) for table in framework.tables)


class _Writer:
    """Keeps what has been said, so that it is said once."""

    def __init__(self, subject: Subject, framework: FrameworkTree) -> None:
        self.subject = subject
        self.framework = framework
        self.gaps = {gap.indicator: gap for gap in subject.gaps}
        self.measure_under: dict[str, str] = {}
        self.recommendation_under = dict(_places_of_recommendations(subject, framework))

    def chapter(self, table: TableEntry) -> Chapter:
        objectives = {objective.code: self.named(objective) for objective in table.objectives}
        sections = [
            SectionBlock(
                section.code,
                section.title,
                tuple(self.objective(objective) for objective in section.objectives if self.has_gap(objective)),
            )
            for section in table.sections
        ]
        return Chapter(
            named=Named(table.code, table.title, Figures.of(self.subject.profile.table(table.code))),
            summary=table.summary,
            below_target=sum(indicator.code in self.gaps for indicator in table.indicators),
            objectives=tuple(objectives.values()),
            sections=tuple(section for section in sections if section.objectives),
            clear=tuple(objectives[objective.code] for objective in table.objectives if not self.has_gap(objective)),
        )

    def named(self, objective: ObjectiveEntry) -> Named:
        return Named(objective.code, objective.title, Figures.of(self.subject.profile.objective(objective.code)))

    def has_gap(self, objective: ObjectiveEntry) -> bool:
        return any(indicator.code in self.gaps for indicator in objective.indicators)

    def objective(self, objective: ObjectiveEntry) -> ObjectiveBlock:
        bearing = [self.recommendation(entry) for entry in _recommendations_of(objective)]
        own = self.subject.own_targets.get(objective.code)
        return ObjectiveBlock(
            named=self.named(objective),
            own_target=own.level if own else None,
            gaps=tuple(
                self.gap(self.gaps[indicator.code], indicator)
                for indicator in objective.indicators
                if indicator.code in self.gaps
            ),
            recommendations=tuple(line for line in bearing if line.under == objective.code),
            see_also=tuple(line for line in bearing if line.under != objective.code),
        )

    def gap(self, gap: scoring.Gap, indicator: IndicatorEntry) -> GapBlock:
        justification = self.subject.given[indicator.code].justification
        return GapBlock(
            code=indicator.code,
            text=indicator.text,
            level=gap.level,
            level_name=self.framework.levels[gap.level].name,
            target=gap.target,
            size=gap.size,
            provisions=listed(provision.label for provision in indicator.provisions),
            justification=tuple(line for line in justification.splitlines() if line.strip()),
            evidence=_evidence_line(self.subject.evidence.get(indicator.code, ())),
            measures=tuple(self.measure(entry, indicator.code) for entry in indicator.measures),
        )

    def measure(self, entry: ItemEntry, indicator: str) -> MeasureLine:
        under = self.measure_under.setdefault(entry.code, indicator)
        return MeasureLine(entry.code, entry.text if under == indicator else "", under)

    def recommendation(self, entry: RecommendationEntry) -> RecommendationLine:
        return RecommendationLine(
            entry.code, entry.session, entry.paragraph, entry.text, self.recommendation_under[entry.code]
        )


def _evidence_line(titles: tuple[str, ...]) -> str:
    """The first titles, and how many more there are."""
    line = listed_apart(titles[:MOST_TITLES])
    more = len(titles) - MOST_TITLES
    return line if more <= 0 else _("%(titles)s; and %(number)s more") % {"titles": line, "number": more}


def _recommendations_of(objective: ObjectiveEntry) -> list[RecommendationEntry]:
    """The recommendations to States that bear on the objective, those that bear on it most first."""
    entries = {entry.code: entry for part in objective.parts for entry in part.recommendations}
    return [entry for entry in entries.values() if entry.addressee == Recommendation.Addressee.STATES]


def _places_of_recommendations(subject: Subject, framework: FrameworkTree) -> Iterator[tuple[str, str]]:
    """The objective under which each recommendation is printed: of those with a gap, the one it bears on most."""
    with_gaps = {subject.tree.places[gap.indicator].objective for gap in subject.gaps}
    for entry in framework.recommendations:
        objectives = (framework.part[part].objective for part in entry.parts)
        place = next((objective for objective in objectives if objective in with_gaps), None)
        if place is not None:
            yield entry.code, place
