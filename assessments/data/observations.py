"""Observations: what a sealed copy says of one indicator or node."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from assessments.comparison import State, state_of, tenths
from assessments.comparison.compared import figures_of_letters
from assessments.scoring import LETTERS, AnswerKind, Figure, Tree, answer_of

INDICATOR = "indicator"


class Observation(NamedTuple):
    """One indicator or node of one submission; the fields are columns (`columns.COLUMNS`), percent with one decimal."""

    type: str
    code: str
    answer: str | None
    level: int | None
    counted: bool | None
    state: State
    score: float | None
    coverage: float
    lower: float | None
    upper: float | None
    answered: int
    total: int


_FIGURES = figures_of_letters(1)


def of_indicator(code: str, letter: str) -> Observation:
    """What an answer, as one of `scoring.LETTERS`, says of an indicator."""
    answer = answer_of(letter)
    counted = answer.kind is not AnswerKind.UNANSWERED
    return _observation(INDICATOR, code, answer.kind.value, answer.level, counted, _FIGURES[letter], 1)


def of_node(level: str, code: str, figure: Figure, unit: int) -> Observation:
    """What scoring gives for a node, in 1/`unit` percent."""
    return _observation(level, code, None, None, None, figure, unit)


def of_nodes(tree: Tree, letters: str) -> Iterator[Observation]:
    """What scoring gives for every node of a submission, in document order."""
    for (level, code), figure in zip(tree.nodes, tree.figures(letters), strict=True):
        yield of_node(level, code, figure, tree.unit)


def _observation(
    kind: str, code: str, answer: str | None, level: int | None, counted: bool | None, figure: Figure, unit: int
) -> Observation:
    return Observation(
        kind,
        code,
        answer,
        level,
        counted,
        state_of(figure),
        tenths(figure.score, unit),
        tenths(100 * figure.answered, figure.total) or 0.0,
        tenths(figure.lower, unit),
        tenths(figure.upper, unit),
        figure.answered,
        figure.total,
    )


class IndicatorTexts:
    """The observations of indicators as texts, written once for each answer that an indicator of a layout can have.

    A cycle has some ten thousand times as many observations as these: writing it is looking them up.
    """

    def __init__(self, tree: Tree, text: Callable[[Observation], str]) -> None:
        self._by_place = [{letter: text(of_indicator(code, letter)) for letter in LETTERS} for code in tree.places]

    def of(self, letters: str) -> list[str]:
        """The texts of a submission, in document order."""
        return [texts[letter] for texts, letter in zip(self._by_place, letters, strict=True)]
