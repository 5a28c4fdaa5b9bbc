"""The gap analysis of one country (DESIGN section 8) as plain values: what the template prints, in its order."""

from dataclasses import dataclass

from framework.tree import FrameworkTree, LevelEntry
from reports.contexts.action_plan import ActionLine, Need, lines_of, needs
from reports.contexts.annexes import (
    AnswerLine,
    AnswerTable,
    Instrument,
    Openings,
    ReasonGroup,
    ResourceList,
    answer_lines,
    answer_tables,
    cited_instruments,
    data_gaps,
    not_applicable,
    resource_lists,
)
from reports.contexts.chapters import Chapter, chapters
from reports.contexts.subject import Seal, Subject
from reports.contexts.summary import Change, Summary, change_since, summary


@dataclass(frozen=True, slots=True)
class OwnTargetLine:
    """A target of the country's own; `reason` is one string a paragraph."""

    code: str
    title: str
    level: int
    level_name: str
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapAnalysis:
    """The whole document. Nothing in it is said twice: measures and recommendations stand where they first bear, and
    are referred to by code elsewhere.
    """

    subject: Subject
    levels: tuple[LevelEntry, ...]
    own_targets: tuple[OwnTargetLine, ...]
    summary: Summary
    change: Change | None
    chapters: tuple[Chapter, ...]
    data_gaps: tuple[Openings, ...]
    not_applicable: tuple[ReasonGroup, ...]
    actions: tuple[ActionLine, ...]
    needs: tuple[Need, ...]
    answer_tables: tuple[AnswerTable, ...]
    answers: tuple[AnswerLine, ...]
    resource_lists: tuple[ResourceList, ...]
    instruments: tuple[Instrument, ...]

    @property
    def seal(self) -> Seal | None:
        return self.subject.seal

    @property
    def target_percent(self) -> int:
        """The cycle's target as a score."""
        return 25 * self.subject.target_level

    @property
    def target_name(self) -> str:
        """The name of the target's level."""
        return self.levels[self.subject.target_level].name


def gap_analysis(subject: Subject, framework: FrameworkTree) -> GapAnalysis:
    """The gap analysis of `subject`, in the words of `framework`.

    Raises ValueError when the subject has answers to indicators that the framework does not have.
    """
    unknown = subject.given.keys() - framework.indicator.keys()
    if unknown:
        raise ValueError(f"the framework has no indicator {', '.join(sorted(unknown))}")
    actions = lines_of(subject, framework)
    return GapAnalysis(
        subject=subject,
        levels=framework.levels,
        own_targets=tuple(
            OwnTargetLine(
                code=code,
                title=framework.objective[code].title,
                level=target.level,
                level_name=framework.levels[target.level].name,
                reason=tuple(line for line in target.reason.splitlines() if line.strip()),
            )
            for code, target in subject.own_targets.items()
        ),
        summary=summary(subject, framework),
        change=change_since(subject, framework),
        chapters=chapters(subject, framework),
        data_gaps=data_gaps(subject, framework),
        not_applicable=not_applicable(subject, framework),
        actions=actions,
        needs=needs(actions),
        answer_tables=answer_tables(subject, framework),
        answers=answer_lines(subject, framework),
        resource_lists=resource_lists(subject, framework),
        instruments=cited_instruments(subject, framework),
    )
