"""What nodes of the tables are called with their codes, and what is above and below them: no query."""

from functools import lru_cache

from django.utils.translation import gettext as _

from assessments.comparison.compared import Column
from assessments.scoring import OVERALL
from framework.selectors import framework_tree

from .narrowing import title_of

SHORT = 80
"""Characters of a name where there is little room."""


def name_of(column: Column) -> str:
    """Code and title of a node: "Table 1: Prosecution", "1.2 Sea, land and air"; a section's title alone."""
    level, code = column
    title = title_of(column)
    if level in ("overall", "section") or title == code:
        return title
    if level == "table":
        return _("Table %(code)s: %(title)s") % {"code": code, "title": title}
    return f"{code} {title}"


def short_name_of(column: Column) -> str:
    """The same, cut between two words where it is long."""
    name = name_of(column)
    return name if len(name) <= SHORT else f"{name[:SHORT].rsplit(' ', 1)[0]} …"


@lru_cache(maxsize=1024)
def above(column: Column) -> tuple[Column, ...]:
    """The nodes above it, from all tables down; lettered parts are among them, an objective's only part is not."""
    level, code = column
    tree = framework_tree()
    path: list[Column] = []
    if level == "indicator":
        part = tree.part[tree.indicator[code].part]
        path = [*above(("objective", part.objective)), ("objective", part.objective)]
        return (*path, ("part", part.code)) if part.letter else tuple(path)
    if level == "part":
        objective: Column = ("objective", tree.part[code].objective)
        return (*above(objective), objective)
    if level == "objective":
        section: Column = ("section", tree.objective[code].section)
        return (*above(section), section)
    if level == "section":
        return (("overall", OVERALL), ("table", tree.section[code].table))
    return (("overall", OVERALL),) if level == "table" else ()


@lru_cache(maxsize=1024)
def below(column: Column) -> tuple[Column, ...]:
    """The nodes right below it: indicators below a part, and below an objective without letters."""
    level, code = column
    tree = framework_tree()
    if level == "overall":
        return tuple(("table", table.code) for table in tree.tables)
    if level == "table":
        return tuple(("section", section.code) for section in tree.table[code].sections)
    if level == "section":
        return tuple(("objective", objective.code) for objective in tree.section[code].objectives)
    if level == "indicator":
        return ()
    parts = tree.objective[code].parts if level == "objective" else (tree.part[code],)
    if level == "objective" and len(parts) > 1:
        return tuple(("part", part.code) for part in parts)
    return tuple(("indicator", indicator.code) for part in parts for indicator in part.indicators)
