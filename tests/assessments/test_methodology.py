"""Every number in docs/methodology.md is what scoring gives, and every sum written there comes out."""

import ast
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from assessments.national import outcome
from assessments.scoring import (
    HIGHEST_LEVEL,
    NO_DATA,
    NOT_APPLICABLE,
    UNANSWERED,
    Answer,
    IndicatorPlace,
    Profile,
    Tree,
    change,
    gaps,
    one_decimal,
    score,
    whole_percent,
)

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "methodology.md"
WITHOUT_LEVEL = {"not applicable": NOT_APPLICABLE, "no data": NO_DATA, "unanswered": UNANSWERED}
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Div: operator.truediv}

Row = dict[str, str]


def tables_of(text: str) -> list[list[Row]]:
    """The Markdown tables in `text`, each a list of rows by column heading."""
    tables = []
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        heading, _rule, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines())
        tables.append([dict(zip(heading, line, strict=True)) for line in lines])
    return tables


def sections() -> dict[str, str]:
    """The text below each heading of the page, by heading."""
    _, *pairs = re.split(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8") + "\n", flags=re.MULTILINE)
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


SECTIONS = sections()
EXAMPLES = [heading for heading in SECTIONS if heading.startswith("Example ")]
WITH_NODES = [heading for heading in EXAMPLES if "| Node |" in SECTIONS[heading]]
WITH_GAPS = [heading for heading in EXAMPLES if "| Gap of |" in SECTIONS[heading]]
WITH_CHANGE = [heading for heading in EXAMPLES if "| Change |" in SECTIONS[heading]]
KIND_RANKS = {row["Kind"]: int(row["Rank"]) for row in tables_of(SECTIONS["Kinds in the order of ranking"])[0]}


def answer_of(cell: str) -> Answer:
    """The answer that a cell names: "3", "3 Largely in place", "no data"."""
    return WITHOUT_LEVEL[cell] if cell in WITHOUT_LEVEL else Answer.of_level(int(cell[0]))


def by_hand(sum_: str) -> Fraction | None:
    """The value of a sum such as "(100 + 75) / 2", exactly; None for "none"."""

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=int(number)):
                return Fraction(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATIONS[type(op)](value(left), value(right))
        raise ValueError(f"no sum: {sum_}")

    return None if sum_ == "none" else value(ast.parse(sum_, mode="eval").body)


def shown(value: object) -> str:
    """How the page writes a rounded value."""
    return "none" if value is None else str(value)


@dataclass(frozen=True)
class Example:
    """The tables below one example's heading, told apart by their columns."""

    inputs: list[Row]
    nodes: list[Row]
    gaps: list[Row]
    targets: list[Row]

    @classmethod
    def under(cls, heading: str) -> "Example":
        tables = tables_of(SECTIONS[heading])

        def with_column(name: str) -> list[Row]:
            return next((rows for rows in tables if name in rows[0]), [])

        return cls(with_column("Answer"), with_column("Node"), with_column("Gap of"), with_column("Objective"))

    @property
    def tree(self) -> Tree:
        return Tree.build(self._places())

    def _places(self) -> Iterator[IndicatorPlace]:
        for row in self.inputs:
            part = row["Indicator"].rpartition(".")[0]
            objective = part.rstrip("abcdefgh")
            table = objective.partition(".")[0]
            yield IndicatorPlace(
                row["Indicator"], part, objective, f"{table}.{row['Section']}", table, KIND_RANKS[row["Kind"]]
            )

    def answers(self, column: str = "Answer") -> dict[str, Answer]:
        return {row["Indicator"]: answer_of(row[column]) for row in self.inputs}

    @property
    def profile(self) -> Profile:
        return score(self.tree, self.answers())


@pytest.mark.parametrize("heading", WITH_NODES)
def test_the_nodes_of_an_example_are_what_scoring_gives(heading):
    example = Example.under(heading)
    for row in example.nodes:
        node = example.profile.node(row["Node"], row["Code"])
        values = {"Score": node.score, "Coverage": node.coverage, "Lower": node.lower, "Upper": node.upper}
        written = {column: row[column] for column in values if column in row}
        assert written == {column: shown(one_decimal(values[column])) for column in written}
        if "Page" in row:
            assert row["Page"] == shown(whole_percent(node.score))


@pytest.mark.parametrize("heading", WITH_NODES)
def test_the_sums_by_hand_come_out(heading):
    example = Example.under(heading)
    for row in example.nodes:
        node = example.profile.node(row["Node"], row["Code"])
        assert by_hand(row["By hand"]) == node.score
        if "Lower by hand" in row:
            assert by_hand(row["Lower by hand"]) == node.lower
            assert by_hand(row["Upper by hand"]) == node.upper


@pytest.mark.parametrize("heading", WITH_GAPS)
def test_the_gaps_of_an_example_are_what_scoring_gives(heading):
    example = Example.under(heading)
    targets = {row["Objective"]: int(row["Target"]) for row in example.targets}
    target = targets.pop("all others")
    kinds = {row["Indicator"]: row["Kind"] for row in example.inputs}
    assert example.gaps == [
        {
            "Rank": str(rank),
            "Gap of": gap.indicator,
            "Kind": kinds[gap.indicator],
            "Level": str(gap.level),
            "Target": str(gap.target),
            "Gap": str(gap.size),
        }
        for rank, gap in enumerate(gaps(example.tree, example.answers(), target, targets), start=1)
    ]


@pytest.mark.parametrize("heading", WITH_CHANGE)
def test_the_change_of_an_example_is_what_scoring_gives(heading):
    example = Example.under(heading)
    before = score(example.tree, example.answers("Answer before"))
    moved = change(before, example.profile)
    for row in example.nodes:
        exact = moved[row["Node"], row["Code"]]
        assert row["Before"] == shown(one_decimal(before.node(row["Node"], row["Code"]).score))
        assert by_hand(row["Change by hand"]) == exact
        assert row["Change"] == shown(one_decimal(exact))
        assert row["Change on a page"] == shown(whole_percent(exact))


def test_the_percentages_of_answers_are_what_scoring_gives():
    rows = tables_of(SECTIONS["Answers"])[0]
    assert len(rows) == HIGHEST_LEVEL + 1 + len(WITHOUT_LEVEL)
    for row in rows:
        answer = answer_of(row["Answer"])
        place = IndicatorPlace("1.1.E1", "1.1", "1.1", "1.law", "1", 1)
        node = score(Tree.build([place]), {"1.1.E1": answer}).overall
        assert row["Percentage"] == shown(whole_percent(node.score))
        assert row["In the score"] == ("yes" if node.score is not None else "left out")
        assert row["In coverage"] == ("answered" if node.answered else "missing")
        if node.lower is None:
            in_the_bounds = "left out"
        elif node.lower == node.upper == node.score:
            in_the_bounds = "as it is"
        else:
            assert (node.lower, node.upper) == (0, 100)
            in_the_bounds = "as 0 and as 4"
        assert row["In the bounds"] == in_the_bounds


def test_the_kinds_are_ranked_as_in_the_framework():
    rows = yaml.safe_load((ROOT / "fixtures" / "scale.yaml").read_text(encoding="utf-8"))
    kinds = [row["fields"] for row in rows if row["model"] == "framework.indicatorkind"]
    assert {kind["slug"]: kind["order"] for kind in kinds} == KIND_RANKS


def test_the_rounding_table_is_what_rounding_gives():
    rows = tables_of(SECTIONS["Rounding table"])[0]
    for row in rows:
        exact = by_hand(row["Exact"])
        assert row["API and exports"] == shown(one_decimal(exact))
        assert row["Pages"] == shown(whole_percent(exact))


def test_the_national_answers_are_what_the_rules_give():
    for row in tables_of(SECTIONS["National answer"])[0]:
        cells = [cell.strip() for cell in row["Answers of the assigned ministries"].split(",")]
        given = {ministry: answer_of(cell) for ministry, cell in enumerate(cells) if cell != "unanswered"}
        result = outcome(range(len(cells)), given)
        assert row["State"] == result.state
        expected = None if row["Answer of the country"] == "none" else answer_of(row["Answer of the country"])
        assert expected == result.answer


def test_the_examples_cover_every_case_that_the_page_explains():
    examples = [Example.under(heading) for heading in EXAMPLES]
    answers = {row["Answer"] for example in examples for row in example.inputs}
    nodes = [row for example in examples for row in example.nodes]
    assert len(examples) >= 5
    assert answers == {"0", "1", "2", "3", "4", *WITHOUT_LEVEL}
    assert {row["Node"] for row in nodes} == {"overall", "table", "section", "objective", "part"}
    assert any(row["Score"] == "none" for row in nodes)
    assert any(row["Code"][-1] == "b" for row in nodes)
    assert {*WITH_NODES, *WITH_GAPS} == set(EXAMPLES)
    assert WITH_GAPS
    assert WITH_CHANGE
