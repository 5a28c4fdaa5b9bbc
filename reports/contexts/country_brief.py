"""The country brief (DESIGN section 8) as plain values: what a minister or a visitor reads first, on two pages."""

from dataclasses import dataclass
from datetime import date

from assessments.action_plan import AHEAD, Totals, totals
from framework.tree import FrameworkTree
from reports.contexts.action_plan import ActionLine, Need, lines_of, needs
from reports.contexts.annexes import Openings, data_gaps
from reports.contexts.figures import Figures
from reports.contexts.subject import Subject
from reports.contexts.summary import Change, Summary, change_since, summary


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Overall (no code) or a table; `points` is the signed change since the cycle before, "" without one."""

    code: str
    title: str
    figures: Figures
    below_target: int
    points: str


@dataclass(frozen=True, slots=True)
class BriefGap:
    """A gap and the first of the measures that close it, of which there may be none."""

    code: str
    text: str
    level: int
    target: int
    measure: str
    measure_text: str


@dataclass(frozen=True, slots=True)
class CountryBrief:
    """The whole brief; its lists are complete, what fits on the pages is the renderer's matter.

    `gaps` are ranked; `ahead` are the actions that are planned or under way, by due date.
    """

    subject: Subject
    target_name: str
    summary: Summary
    change: Change | None
    rows: tuple[ScoreRow, ...]
    gaps: tuple[BriefGap, ...]
    needs: tuple[Need, ...]
    data_gaps: tuple[Openings, ...]
    totals: Totals
    ahead: tuple[ActionLine, ...]

    @property
    def target_percent(self) -> int:
        """The cycle's target as a score."""
        return 25 * self.subject.target_level


def country_brief(subject: Subject, framework: FrameworkTree, on: date) -> CountryBrief:
    """The brief of `subject` in the words of `framework`; late is what was due before `on`."""
    found = summary(subject, framework)
    change = change_since(subject, framework)
    moved = {row.code: row.points_text for row in change.rows} if change else {}
    lines = lines_of(subject, framework)
    return CountryBrief(
        subject=subject,
        target_name=framework.levels[subject.target_level].name,
        summary=found,
        change=change,
        rows=(
            ScoreRow("", "", found.overall, found.gap_count, moved.get("", "")),
            *(
                ScoreRow(
                    line.named.code,
                    line.named.title,
                    line.named.figures,
                    line.below_target,
                    moved.get(line.named.code, ""),
                )
                for line in found.tables
            ),
        ),
        gaps=tuple(_gap(gap.indicator, gap.level, gap.target, framework) for gap in subject.gaps),
        needs=needs(lines),
        data_gaps=data_gaps(subject, framework),
        totals=totals(subject.actions, on),
        ahead=tuple(line for line in lines if line.action.status in AHEAD),
    )


def _gap(code: str, level: int, target: int, framework: FrameworkTree) -> BriefGap:
    entry = framework.indicator[code]
    first = entry.measures[0] if entry.measures else None
    return BriefGap(code, entry.text, level, target, first.code if first else "", first.text if first else "")
