"""Two to four countries side by side: what each says of every node and indicator, and where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from assessments.comparison.compared import Column, Compared, Line
from assessments.comparison.selection import Level
from assessments.scoring import HIGHEST_LEVEL, Figure

FEWEST, MOST = 2, 4
"""How many countries stand side by side."""


class Said(NamedTuple):
    """What a sealed copy says of one indicator beside the answer: `evidence` are the titles of the public pieces."""

    justification: str
    rationale: str
    evidence: tuple[str, ...]


NOTHING_SAID = Said("", "", ())


class Side(NamedTuple):
    """One country's answer to an indicator: one of `scoring.LETTERS`, None where it is not to be read or not asked."""

    line: Line
    letter: str | None
    said: Said

    @property
    def level(self) -> int | None:
        """The level, 0 to 4, None where the answer has none."""
        return int(self.letter) if self.letter is not None and self.letter.isdigit() else None


@dataclass(frozen=True, slots=True)
class Beside:
    """The answers to one indicator, a side for each line."""

    code: str
    sides: tuple[Side, ...]

    @property
    def differs(self) -> bool:
        """Whether two of the answers that can be read are not the same."""
        return len({side.letter for side in self.sides if side.letter is not None}) > 1

    @property
    def is_comparable(self) -> bool:
        """Whether at least two answers can be read."""
        return sum(side.letter is not None for side in self.sides) > 1

    @property
    def apart(self) -> int | None:
        """Levels between the lowest and the highest; None where one of the answers, or all but one, have no level."""
        levels = [side.level for side in self.sides if side.letter is not None]
        given = [level for level in levels if level is not None]
        return max(given) - min(given) if self.is_comparable and len(given) == len(levels) else None


class NodeBeside(NamedTuple):
    """A node and what each line gives for it: None where it cannot be read or was not asked."""

    level: Level
    code: str
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Countries in one cycle, by name: `nodes` in document order, `indicators` of the selection in document order.

    `counted`: how many indicators the selection has; `comparable`: on how many of them at least two answers can be
    read; `differing`: how many of those differ.
    """

    compared: Compared
    lines: tuple[Line, ...]
    nodes: tuple[NodeBeside, ...]
    indicators: tuple[Beside, ...]
    counted: int
    comparable: int
    differing: int


def side_by_side(compared: Compared, nodes: Sequence[Column], said: Mapping[UUID, Mapping[str, Said]]) -> SideBySide:
    """The lines of `compared` beside each other; its columns are `nodes` and then indicators.

    `said`: by submission and indicator, what the sealed copies say beside the answers.
    """
    lines = compared.lines if compared.selection.country else ()
    found = []
    for number, (_level, code) in list(enumerate(compared.columns))[len(nodes) :]:
        sides = tuple(_side(line, number, code, compared.unit, said) for line in lines)
        found.append(Beside(code, sides))
    shown = [beside for beside in found if beside.differs] if compared.selection.differ else found
    return SideBySide(
        compared=compared,
        lines=lines,
        nodes=tuple(
            NodeBeside(level, code, tuple(line.figures[number] if line.figures else None for line in lines))
            for number, (level, code) in enumerate(nodes)
        ),
        indicators=tuple(shown),
        counted=len(found),
        comparable=sum(beside.is_comparable for beside in found),
        differing=sum(beside.differs for beside in found),
    )


def _side(line: Line, number: int, code: str, unit: int, said: Mapping[UUID, Mapping[str, Said]]) -> Side:
    figure = line.figures[number] if line.figures is not None else None
    if figure is None or line.sealed is None:
        return Side(line, None, NOTHING_SAID)
    return Side(line, letter_of(figure, unit), said.get(line.sealed.submission, {}).get(code, NOTHING_SAID))


def letter_of(figure: Figure, unit: int) -> str:
    """The answer that a single indicator's figure stands for, as one of `scoring.LETTERS`."""
    if figure.score is not None:
        return str(figure.score * HIGHEST_LEVEL // (100 * unit))
    if figure.not_applicable:
        return "n"
    return "d" if figure.no_data else "-"
