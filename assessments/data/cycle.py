"""What is downloaded of a cycle, before it has a format."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from assessments.canonical import canonical
from assessments.comparison import CycleFacts
from assessments.scoring import Tree

from .columns import SCHEMA


class SealedCopy(NamedTuple):
    """A submission with its extract; `letters` has one of `scoring.LETTERS` an indicator, in the order of `layout`."""

    submission: UUID
    country: str
    country_name: str
    number: int
    sealed_at: datetime
    sha256: str
    framework_edition: str
    layout: str
    letters: str


@dataclass(frozen=True)
class CycleData:
    """The latest sealed copies of a cycle that a reader may see, by country code, with the trees of their layouts.

    `nodes`: whether scores of the nodes are wanted beside the indicators. `licence` and `citation` go along.
    """

    cycle: CycleFacts
    copies: Sequence[SealedCopy]
    trees: Mapping[str, Tree]
    nodes: bool
    licence: str
    citation: str

    @cached_property
    def count(self) -> int:
        """How many observations there are."""
        nodes = {key: len(tree.nodes) if self.nodes else 0 for key, tree in self.trees.items()}
        return sum(len(copy.letters) + nodes[copy.layout] for copy in self.copies)

    @property
    def as_of(self) -> datetime | None:
        """When the last of the copies was sealed: the state of the data."""
        return max((copy.sealed_at for copy in self.copies), default=None)


def fingerprint(cycle: CycleFacts, copies: Sequence[SealedCopy], **given: Any) -> str:
    """32 hexadecimal digits that change with anything that the bytes of a download depend on.

    The seals stand for what is in the copies; `given` are format, parameters, editions and texts.
    """
    told = {
        "schema": SCHEMA,
        "cycle": [cycle.slug, cycle.name, cycle.opens_on.isoformat(), cycle.target_level, cycle.synthetic],
        "copies": [[copy.country, copy.country_name, str(copy.submission), copy.sha256] for copy in copies],
        **given,
    }
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:32]
