"""The profile: every node of the tables with its score, coverage and bounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.scoring.answers import UNANSWERED, Answer, letter_of
from assessments.scoring.tree import OVERALL, NodeKey, NodeLevel, Tree, require_known


@dataclass(frozen=True, slots=True)
class Node:
    """The result for one node of the tables; numbers in percent, 0 to 100, exact.

    `score`: mean of what lies below and has one; None when nothing has a level.
    `coverage`: 100 × answered / total.
    `lower`, `upper`: the score if every no-data and unanswered indicator were 0, and if it were 4; None when every
    indicator is not applicable.
    `answered`: indicators with a level or not applicable, that is, those that coverage counts; the rest of `total` is
    `no_data` and `unanswered`. `not_applicable` is a part of `answered`.
    """

    level: NodeLevel
    code: str
    score: Fraction | None
    coverage: Fraction
    lower: Fraction | None
    upper: Fraction | None
    answered: int
    total: int
    not_applicable: int
    no_data: int
    unanswered: int


@dataclass(frozen=True)
class Profile:
    """The result of scoring a set of answers: one node each for overall, tables, sections, objectives and parts.

    `nodes` is in document order: overall, then each table followed by its sections, each section by its objectives,
    each objective by its parts. Looking up a code that is not there raises KeyError.
    """

    nodes: tuple[Node, ...]
    _by_key: Mapping[NodeKey, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {(node.level, node.code): node for node in self.nodes})

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def node(self, level: NodeLevel, code: str) -> Node:
        """The node of `level` with `code`; an objective and its only part may share one."""
        return self._by_key[level, code]

    def find(self, level: NodeLevel, code: str) -> Node | None:
        """The node of `level` with `code`, or None."""
        return self._by_key.get((level, code))

    def of_level(self, level: NodeLevel) -> tuple[Node, ...]:
        """All nodes of one level, in document order."""
        return tuple(node for node in self.nodes if node.level == level)

    @property
    def overall(self) -> Node:
        """The node of all tables together."""
        return self._by_key["overall", OVERALL]

    def table(self, code: str) -> Node:
        """The node of a table, "1"."""
        return self._by_key["table", code]

    def section(self, code: str) -> Node:
        """The node of a section, "1.criminalization"."""
        return self._by_key["section", code]

    def objective(self, code: str) -> Node:
        """The node of an objective, "1.1"."""
        return self._by_key["objective", code]

    def part(self, code: str) -> Node:
        """The node of a part, "2.6a", or "1.1" where the objective has no letters."""
        return self._by_key["part", code]


def score(tree: Tree, answers: Mapping[str, Answer]) -> Profile:
    """The profile of `answers`, by indicator code; an indicator without an answer is unanswered.

    The means are those of `Tree.figures`. The order of `answers` has no effect.

    Raises ValueError that names the indicators the tree does not have.
    """
    require_known(tree, answers)
    unit = tree.unit
    figures = tree.figures("".join([letter_of(answers.get(code, UNANSWERED)) for code in tree.places]))
    return Profile(
        tuple(
            Node(
                level,
                code,
                None if figure.score is None else Fraction(figure.score, unit),
                Fraction(100 * figure.answered, figure.total),
                None if figure.lower is None else Fraction(figure.lower, unit),
                None if figure.upper is None else Fraction(figure.upper, unit),
                figure.answered,
                figure.total,
                figure.not_applicable,
                figure.no_data,
                figure.unanswered,
            )
            for (level, code), figure in zip(tree.nodes, figures, strict=True)
        )
    )


def change(before: Profile, after: Profile) -> dict[NodeKey, Fraction | None]:
    """How far each score has moved, in percentage points, by (level, code) in the document order of `after`.

    None where either score is None or `before` has no such node. The difference is exact: round it, do not
    subtract rounded scores.
    """
    moved: dict[NodeKey, Fraction | None] = {}
    for node in after:
        earlier = before.find(node.level, node.code)
        if earlier is None or earlier.score is None or node.score is None:
            moved[node.level, node.code] = None
        else:
            moved[node.level, node.code] = node.score - earlier.score
    return moved
