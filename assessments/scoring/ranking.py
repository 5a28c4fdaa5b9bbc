"""Gaps to a target, and answers that differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assessments.scoring.answers import UNANSWERED, Answer, require_level
from assessments.scoring.tree import Tree, require_known


@dataclass(frozen=True, slots=True)
class Gap:
    """An indicator below its target: `size` = `target` − `level`, 1 to 4 levels."""

    indicator: str
    level: int
    target: int
    size: int


def gaps(
    tree: Tree,
    answers: Mapping[str, Answer],
    target: int,
    targets_by_objective: Mapping[str, int] = MappingProxyType({}),
) -> list[Gap]:
    """The indicators whose level is below the target, largest gap first.

    `target` is the cycle's level, `targets_by_objective` the country's own by objective code. Gaps of one size are
    ranked by kind (`kind_rank`), then in document order, which is the natural order of codes: 1.2 before 1.10.
    Indicators at or above the target, and those without a level, have no gap.

    Raises ValueError that names a target outside 0 to 4, or an objective or indicator the tree does not have.
    """
    require_known(tree, answers)
    require_level("target", target)
    unknown = targets_by_objective.keys() - {place.objective for place in tree.places.values()}
    if unknown:
        raise ValueError(f"targets_by_objective: no objective {', '.join(sorted(unknown))}")
    for objective, own in targets_by_objective.items():
        require_level(f"target of objective {objective}", own)

    found: list[tuple[int, int, Gap]] = []
    for code, place in tree.places.items():
        level = answers.get(code, UNANSWERED).level
        wanted = targets_by_objective.get(place.objective, target)
        if level is not None and level < wanted:
            size = wanted - level
            found.append((-size, place.kind_rank, Gap(code, level, wanted, size)))
    # The sort is stable: within size and kind the gaps keep the document order in which they were found.
    found.sort(key=lambda ranked: ranked[:2])
    return [gap for _, _, gap in found]


def in_conflict(answers: Iterable[Answer]) -> bool:
    """Whether the answers that ministries have given to one indicator differ, in kind or level.

    A ministry that has not answered is in conflict with nobody.
    """
    return len(set(answers) - {UNANSWERED}) > 1
