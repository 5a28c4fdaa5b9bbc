"""Where a view of one node stands in the tables: the way down to it, what is below, and links that change one thing."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments import selectors
from assessments.comparison import Selection
from assessments.comparison.compared import Column
from assessments.scoring import OVERALL
from assessments.selecting import GROUPING

from .base import address_of


class Choice(NamedTuple):
    """A link of a row of which one is chosen."""

    words: str
    address: str
    is_chosen: bool


def way_to(name: str, selection: Selection, column: Column) -> list[Choice]:
    """The nodes from all tables down to this one, each with the address of the view of it."""
    return [_choice(name, selection, one, column) for one in (*selectors.above(column), column)]


def inside_of(name: str, selection: Selection, column: Column) -> list[Choice]:
    """The nodes right below, each with the address of the view of it."""
    return [_choice(name, selection, one, column) for one in selectors.below(column)]


def _choice(name: str, selection: Selection, one: Column, column: Column) -> Choice:
    code = "" if one[1] == OVERALL else one[1]
    return Choice(selectors.short_name_of(one), address_of(name, selection.but(node=code)), one == column)


def cycle_choices(name: str, selection: Selection, slugs: Iterable[tuple[str, str]], current: str) -> list[Choice]:
    """The same view of each cycle (slug and name)."""
    return [Choice(words, address_of(name, selection.but(cycle=(slug,))), slug == current) for slug, words in slugs]


def group_choices(name: str, selection: Selection, *, together: bool) -> list[Choice]:
    """The same view by region, subregion and regional group; with `together` also not by group, which is usual then."""
    chosen = selection.by or ("" if together else "region")
    choices = [("", _("All together"))] if together else []
    choices += [(key, str(words)) for key, words in GROUPING]
    return [
        Choice(words, address_of(name, selection.but(by=key if together or key != "region" else "")), key == chosen)
        for key, words in choices
    ]
