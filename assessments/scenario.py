"""The scenario of an action plan: the profile if its actions reach the levels that are expected of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assessments import scoring
from assessments.scoring import Answer, AnswerKind, Node, NodeLevel, Profile, Tree

SHOWN: tuple[NodeLevel, ...] = ("overall", "table", "objective")


@dataclass(frozen=True, slots=True)
class Move:
    """A node now and in the scenario; `points` is the exact difference of the scores, None where either has none."""

    now: Node
    then: Node
    points: Fraction | None

    @property
    def moves(self) -> bool:
        """Whether anything of it changes: its score, or its bounds."""
        return (self.now.score, self.now.lower, self.now.upper) != (self.then.score, self.then.lower, self.then.upper)


@dataclass(frozen=True)
class Scenario:
    """The profile `now` and `then`; `raised` has the indicators that the plan raises, with their levels then."""

    now: Profile
    then: Profile
    raised: Mapping[str, int]

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Overall, tables and objectives, in document order."""
        points = scoring.change(self.now, self.then)
        return tuple(
            Move(self.now.node(then.level, then.code), then, points[then.level, then.code])
            for then in self.then
            if then.level in SHOWN
        )

    def of_level(self, level: NodeLevel) -> Iterator[Move]:
        """The nodes of one level."""
        return (move for move in self.moves if move.now.level == level)

    @property
    def overall(self) -> Move:
        """All tables together."""
        return next(self.of_level("overall"))


def scenario(tree: Tree, answers: Mapping[str, Answer], expected: Iterable[tuple[str, int]]) -> Scenario:
    """What `answers` and the `expected` levels, pairs of indicator code and level, amount to.

    Of several levels for one indicator the highest counts. A level is never lowered, not applicable stays, and an
    indicator without data or answer takes the expected level. Raises ValueError for what the tree does not have.
    """
    raised: dict[str, int] = {}
    for code, level in expected:
        if _rises(answers.get(code, scoring.UNANSWERED), level):
            raised[code] = max(level, raised.get(code, 0))
    then = {**answers, **{code: Answer.of_level(level) for code, level in raised.items()}}
    return Scenario(scoring.score(tree, answers), scoring.score(tree, then), raised)


def _rises(answer: Answer, level: int) -> bool:
    if answer.kind is AnswerKind.NOT_APPLICABLE:
        return False
    return answer.level is None or answer.level < level
