"""How long the profile of a whole assessment takes: scores, coverage and bounds of every node (DESIGN section 12)."""

from collections import defaultdict
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from assessments.scoring import NO_DATA, NOT_APPLICABLE, UNANSWERED, Answer, IndicatorPlace, Tree, score
from benchmarks.measure import Measure, milliseconds, percentile

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
ANSWERS = (*map(Answer.of_level, range(5)), NOT_APPLICABLE, NO_DATA, UNANSWERED)
GOAL_MS = 5.0


def framework_places() -> list[IndicatorPlace]:
    """Where every indicator of the framework stands, in document order, read from the fixtures without a database."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in ("scale", "table-1", "table-2", "table-3", "table-4"):
        with (FIXTURES / f"{name}.yaml").open(encoding="utf-8") as file:
            for row in yaml.load(file, Loader=yaml.CSafeLoader):
                rows[row["model"]].append(row["fields"])
    kind_ranks = {kind["slug"]: kind["order"] for kind in rows["framework.indicatorkind"]}
    table_of = {section["code"]: section["table"][0] for section in rows["framework.section"]}
    section_of = {objective["code"]: objective["section"][0] for objective in rows["framework.objective"]}
    objective_of = {part["code"]: part["objective"][0] for part in rows["framework.part"]}
    places = []
    for indicator in sorted(rows["framework.indicator"], key=lambda fields: fields["order"]):
        part = indicator["part"][0]
        objective = objective_of[part]
        section = section_of[objective]
        kind_rank = kind_ranks[indicator["kind"][0]]
        places.append(IndicatorPlace(indicator["code"], part, objective, section, table_of[section], kind_rank))
    return places


def measure() -> list[Measure]:
    """The 95th percentile of 200 profiles of the whole framework, answered in all eight ways."""
    tree = Tree.build(framework_places())
    answers = dict(zip(tree.places, cycle(ANSWERS), strict=False))
    times = milliseconds(partial(score, tree, answers), 200)
    return [Measure(f"profile of {len(answers)} answers, p95", percentile(times, 0.95), "ms", GOAL_MS)]
