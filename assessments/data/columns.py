"""The columns of the data: the one list from which files are written and which the dictionary explains."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

SCHEMA = "framework-for-action/data/1"
"""Version of names, types and meanings. A column, format or code that comes new keeps it; one that is renamed, taken
away or means something else makes the next number, and the old one stays to be had for a cycle."""

Place = Literal["cycle", "submission", "observation"]
When = Literal["always", "nodes", "justifications"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of CSV, and a key of JSON in the object that `place` names.

    `type` is text, integer, number, boolean, time (ISO 8601 in UTC) or uuid; `codes` names the code list of the
    values, "" where there is none; `when` names the parameter that brings the column.
    """

    name: str
    type: str
    place: Place
    meaning: Any
    source: Any
    unit: Any = ""
    codes: str = ""
    when: When = "always"
    nullable: bool = False


_ANSWER = _("Sealed national score")
_TREE = _("Scoring of the sealed answers")
_SEAL = _("Submission")

COLUMNS = (
    Column("cycle", "text", "cycle", _("The cycle."), _("Cycle"), codes="cycles"),
    Column("country", "text", "submission", _("The State, ISO 3166 alpha-3."), _("Country"), codes="countries"),
    Column("country_name", "text", "submission", _("Its name in English."), _("Country")),
    Column(
        "type",
        "text",
        "observation",
        _("What is observed: an indicator or, with nodes, a part, objective, section, table or all tables together."),
        _("Framework"),
        codes="types",
    ),
    Column("code", "text", "observation", _("Its code; unique together with the type."), _("Framework"), codes="items"),
    Column(
        "answer",
        "text",
        "observation",
        _("The country's answer to the indicator; empty for a node."),
        _ANSWER,
        codes="answers",
        nullable=True,
    ),
    Column(
        "level",
        "integer",
        "observation",
        _("The level that the country gives itself; empty without one."),
        _ANSWER,
        unit=_("level, 0 to 4"),
        codes="levels",
        nullable=True,
    ),
    Column(
        "counted",
        "boolean",
        "observation",
        _("Whether the answer counts: it was agreed or decided when the copy was sealed. Empty for a node."),
        _ANSWER,
        nullable=True,
    ),
    Column("state", "text", "observation", _("What the score says, or why there is none."), _TREE, codes="states"),
    Column(
        "score",
        "number",
        "observation",
        _("25 times the level of an indicator; the mean of what lies below for a node. Empty without one, never 0."),
        _TREE,
        unit=_("percent, one decimal"),
        nullable=True,
    ),
    Column(
        "coverage",
        "number",
        "observation",
        _("Indicators with a level or not applicable, of all below."),
        _TREE,
        unit=_("percent, one decimal"),
        when="nodes",
    ),
    Column(
        "lower",
        "number",
        "observation",
        _("The score if every no-data and unanswered indicator were at level 0."),
        _TREE,
        unit=_("percent, one decimal"),
        when="nodes",
        nullable=True,
    ),
    Column(
        "upper",
        "number",
        "observation",
        _("The score if every no-data and unanswered indicator were at level 4."),
        _TREE,
        unit=_("percent, one decimal"),
        when="nodes",
        nullable=True,
    ),
    Column(
        "answered",
        "integer",
        "observation",
        _("How many indicators coverage counts."),
        _TREE,
        unit=_("indicators"),
        when="nodes",
    ),
    Column("total", "integer", "observation", _("How many there are."), _TREE, unit=_("indicators"), when="nodes"),
    Column(
        "justification",
        "text",
        "observation",
        _("What the country says for its answer, in its own words; empty for a node."),
        _ANSWER,
        when="justifications",
        nullable=True,
    ),
    Column("submission", "uuid", "submission", _("The sealed copy from which this comes."), _SEAL),
    Column(
        "number",
        "integer",
        "submission",
        _("Which submission of the country in the cycle it is, from 1; only the latest is in the data."),
        _SEAL,
        unit=_("submissions"),
    ),
    Column("sealed_at", "time", "submission", _("When it was sealed."), _SEAL),
    Column("sha256", "text", "submission", _("SHA-256 of the sealed copy's bytes."), _SEAL),
    Column("framework_edition", "text", "submission", _("Edition of the Framework that was answered."), _SEAL),
    Column(
        "synthetic",
        "boolean",
        "cycle",
        _("Whether the data are made up by a program for trying the portal; no country gave them."),
        _("Cycle"),
    ),
    Column("schema", "text", "cycle", _("Version of this dictionary."), _("Portal")),
)


def columns_of(*, nodes: bool, justifications: bool) -> tuple[Column, ...]:
    """The columns of a download, in the order of CSV."""
    asked = {"always": True, "nodes": nodes, "justifications": justifications}
    return tuple(column for column in COLUMNS if asked[column.when])


def names_of(columns: tuple[Column, ...], place: Place) -> tuple[str, ...]:
    """The names of those that stand at this place of JSON."""
    return tuple(column.name for column in columns if column.place == place)
