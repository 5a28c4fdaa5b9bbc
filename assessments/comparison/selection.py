"""What is compared, as one value that an address holds: the same address gives the same view."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self
from urllib.parse import urlencode

Level = Literal["overall", "table", "section", "objective", "part", "indicator"]
LEVELS: tuple[Level, ...] = ("overall", "table", "section", "objective", "part", "indicator")


@dataclass(frozen=True, slots=True)
class Selection:
    """Cycles, countries, indicators and how they are shown. Empty means all, or what the view takes by itself.

    cycle       slugs of cycles; none: the latest that has a submission
    country     alpha-3 codes, always in
    region      names of M49 regions or subregions; `group`: regional groups; `like`: a country whose region and whose
                being coastal or landlocked the others share. These three narrow each other; none of them, and no
                country: all countries
    level       of the nodes that are columns; `under`: only those below this table, section, objective or part
    kind instrument article topic principle
                only indicators of one of these kinds, that cite one of these instruments, or Protocol articles
                (numbers), at which one of these topics of the index points, or at which the index points from the
                paragraphs on one of these guiding principles, whose questions test a measure; they narrow each other
    sort        a node's code, "country", "region" or "coverage", with "-" in front for descending; `ranks`: show ranks
    node        the code of the node of a distribution, trend or list; `mark`: the country that is marked in it
    by          "region", "subregion" or "group": what countries are grouped by
    same        only indicators with a level in every compared cycle, and countries in every one: like with like
    assistance status
                only actions that need this kind of technical assistance, and have this status; no status: those
                planned and under way
    differ      only indicators to which the countries side by side answer differently
    """

    cycle: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    like: str = ""
    level: Level | Literal[""] = ""
    under: str = ""
    kind: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    principle: tuple[str, ...] = ()
    sort: str = ""
    ranks: bool = False
    node: str = ""
    mark: str = ""
    by: str = ""
    same: bool = False
    assistance: str = ""
    status: str = ""
    differ: bool = False

    @property
    def query(self) -> str:
        """The selection as the query of an address, in one canonical order: equal selections give equal queries."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                yield from ((field.name, one) for one in value)
            elif value is True:
                yield field.name, "1"
            elif value:
                yield field.name, value

    def but(self, **changed: Any) -> Self:
        """The same selection with these fields changed."""
        return replace(self, **changed)

    @property
    def in_one_cycle(self) -> Self:
        """The same in the newest of its cycles, for views of one cycle: an address gives them newest first."""
        return self.but(cycle=self.cycle[:1])

    @property
    def narrows_countries(self) -> bool:
        """Whether countries are chosen at all."""
        return bool(self.country or self.region or self.group or self.like)

    @property
    def narrows_indicators(self) -> bool:
        """Whether only some indicators count."""
        return bool(self.kind or self.instrument or self.article or self.topic or self.principle)
