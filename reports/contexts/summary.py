"""The executive summary and what has changed since the last cycle."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments import scoring
from framework.tree import FrameworkTree
from reports.contexts.figures import Figures, Named
from reports.contexts.subject import Subject

EXTREMES = 5
"""How many of the strongest and of the weakest objectives the summary names, at most."""

FIRST_GAPS = 8
"""How many of the ranked gaps the summary names, at most."""


@dataclass(frozen=True, slots=True)
class RankedGap:
    """A gap as the summary names it; `size` in levels."""

    code: str
    text: str
    kind: str
    level: int
    target: int
    size: int


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table in the summary: its figures and how many of its indicators are below target."""

    named: Named
    below_target: int


@dataclass(frozen=True, slots=True)
class SizeCount:
    """How many gaps there are of one size, in levels."""

    size: int
    number: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The executive summary.

    `best` and `worst` table are None where fewer than two tables have a score or all have the same. `strongest` and
    `weakest` objectives share none, the most extreme first.
    """

    overall: Figures
    tables: tuple[TableLine, ...]
    best: Named | None
    worst: Named | None
    strongest: tuple[Named, ...]
    weakest: tuple[Named, ...]
    gap_count: int
    gap_sizes: tuple[SizeCount, ...]
    first_gaps: tuple[RankedGap, ...]


def summary(subject: Subject, framework: FrameworkTree) -> Summary:
    """The executive summary of `subject`."""
    below = Counter(subject.tree.places[gap.indicator].table for gap in subject.gaps)
    tables = tuple(
        TableLine(Named(node.code, framework.table[node.code].title, Figures.of(node)), below[node.code])
        for node in subject.profile.of_level("table")
    )
    by_score = _by_score(subject.profile.of_level("table"))
    apart = len(by_score) > 1 and by_score[0].score != by_score[-1].score
    titles = {entry.code: entry.title for entry in framework.tables}
    strongest, weakest = _extremes(subject.profile.of_level("objective"))
    sizes = Counter(gap.size for gap in subject.gaps)
    return Summary(
        overall=Figures.of(subject.profile.overall),
        tables=tables,
        best=_named(by_score[0], titles) if apart else None,
        worst=_named(by_score[-1], titles) if apart else None,
        strongest=_objectives(strongest, framework),
        weakest=_objectives(weakest, framework),
        gap_count=len(subject.gaps),
        gap_sizes=tuple(SizeCount(size, sizes[size]) for size in sorted(sizes, reverse=True)),
        first_gaps=tuple(_ranked(gap, framework) for gap in subject.gaps[:FIRST_GAPS]),
    )


def _by_score(nodes: Sequence[scoring.Node]) -> list[scoring.Node]:
    """The nodes that have a score, highest first; those of one score in document order."""
    scored = [(node.score, node) for node in nodes if node.score is not None]
    return [node for _, node in sorted(scored, key=lambda pair: -pair[0])]


def _extremes(nodes: Sequence[scoring.Node]) -> tuple[list[scoring.Node], list[scoring.Node]]:
    """The strongest, above the lowest score, and the weakest, below the highest; none is both."""
    ranked = _by_score(nodes)
    shown = min(EXTREMES, len(ranked) // 2)
    strongest = [node for node in ranked[:shown] if node.score != ranked[-1].score]
    rising = sorted((node.score, index, node) for index, node in enumerate(nodes) if node.score is not None)
    weakest = [node for score, _, node in rising if node not in strongest and score != ranked[0].score]
    return strongest, weakest[:shown]


def _named(node: scoring.Node, titles: dict[str, str]) -> Named:
    return Named(node.code, titles[node.code], Figures.of(node))


def _objectives(nodes: Sequence[scoring.Node], framework: FrameworkTree) -> tuple[Named, ...]:
    return tuple(Named(node.code, framework.objective[node.code].title, Figures.of(node)) for node in nodes)


def _ranked(gap: scoring.Gap, framework: FrameworkTree) -> RankedGap:
    entry = framework.indicator[gap.indicator]
    return RankedGap(gap.indicator, entry.text, entry.kind.name, gap.level, gap.target, gap.size)


def signed(points: int) -> str:
    """A number with its sign: "+6", "−3", "0"."""
    return f"{points:+d}".replace("-", "−") if points else "0"


@dataclass(frozen=True, slots=True)
class Moved:
    """A score then and now, in whole percent; `points` is the rounded exact difference. Overall has no title."""

    code: str
    title: str
    before: int
    now: int
    points: int

    @property
    def points_text(self) -> str:
        """The difference with its sign: "+6", "−3", "0"."""
        return signed(self.points)


LARGEST_CHANGES = 6
"""How many of the objectives that rose most and of those that fell most are named, at most."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since `cycle`: overall (None where either score is missing), tables, and the objectives that
    rose and fell most, largest change first. Only what has a score in both cycles is compared: `rose`, `fell` and
    `same` count those objectives.
    """

    cycle: str
    sealed: bool
    overall: Moved | None
    tables: tuple[Moved, ...]
    risen: tuple[Moved, ...]
    fallen: tuple[Moved, ...]
    rose: int
    fell: int
    same: int

    @property
    def rows(self) -> tuple[Moved, ...]:
        """Overall and the tables, as chart and table show them."""
        return ((self.overall,) if self.overall else ()) + self.tables


def change_since(subject: Subject, framework: FrameworkTree) -> Change | None:
    """The change since the cycle before, None where there is none to compare with."""
    previous = subject.previous
    if previous is None:
        return None
    moved = scoring.change(previous.profile, subject.profile)
    titles = {entry.code: entry.title for entry in framework.tables}
    titles |= {code: entry.title for code, entry in framework.objective.items()}

    def compared(level: scoring.NodeLevel, node: scoring.Node, title: str) -> Moved | None:
        points = moved[level, node.code]
        earlier = previous.profile.find(level, node.code)
        if points is None or earlier is None:
            return None
        return Moved(node.code if title else "", title, _whole(earlier.score), _whole(node.score), _whole(points))

    objectives = [
        (moved["objective", node.code] or Fraction(0), row)
        for node in subject.profile.of_level("objective")
        if (row := compared("objective", node, titles[node.code])) is not None
    ]
    objectives.sort(key=lambda pair: -pair[0])
    risen = [row for points, row in objectives if points > 0]
    fallen = [row for points, row in reversed(objectives) if points < 0]
    return Change(
        cycle=previous.cycle,
        sealed=previous.sealed,
        overall=compared("overall", subject.profile.overall, ""),
        tables=tuple(
            row
            for node in subject.profile.of_level("table")
            if (row := compared("table", node, titles[node.code])) is not None
        ),
        risen=tuple(risen[:LARGEST_CHANGES]),
        fallen=tuple(fallen[:LARGEST_CHANGES]),
        rose=len(risen),
        fell=len(fallen),
        same=len(objectives) - len(risen) - len(fallen),
    )


def _whole(value: Fraction | None) -> int:
    """`value`, which is not None, as a whole number."""
    return scoring.whole_percent(value) or 0
