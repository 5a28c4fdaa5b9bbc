"""How the scores of a node are distributed in one cycle: each country, each group, and all together."""

from dataclasses import dataclass

from assessments.comparison.compared import Column, Compared, CycleFacts, Line
from assessments.comparison.grouping import group_of, groups_of
from assessments.comparison.results import Result, Together, result_of, together


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of `column` in `cycle` (None where the reader may see no cycle).

    `groups` are those that countries have when grouped `by` "region", "subregion" or "group", by name; one without a
    submission is among them. `marked` is the marked country, which may be none of those compared: then it takes no part
    in any statistic.
    """

    column: Column
    cycle: CycleFacts | None
    by: str
    all: Together
    groups: tuple[Together, ...]
    marked: Result | None

    @property
    def marked_code(self) -> str:
        """Code of the marked country, "" for none."""
        return self.marked.country.code if self.marked else ""

    @property
    def marks_outside(self) -> bool:
        """Whether the marked country is none of those compared."""
        return self.marked is not None and all(
            result.country.code != self.marked.country.code for result in self.all.results
        )


def distribution(compared: Compared, by: str, mark: tuple[Compared, Line] | None = None) -> Distribution:
    """The distribution of the only column of `compared`, which has one cycle at most.

    `mark` is the line of the marked country and the comparison it stands in.
    """
    lines = compared.lines
    return Distribution(
        column=compared.columns[0],
        cycle=compared.cycles[-1] if compared.cycles else None,
        by=by or "region",
        all=together(compared, 0, lines),
        groups=tuple(
            together(compared, 0, [line for line in lines if group_of(line.country, by) == key], key)
            for key in groups_of(compared.countries, by)
        ),
        marked=result_of(mark[0], 0, mark[1]) if mark else None,
    )
