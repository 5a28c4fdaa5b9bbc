"""Countries side by side, with what their sealed copies say beside the answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.models import Membership
from assessments.comparison import Compared, Selection
from assessments.comparison.compared import Column
from assessments.comparison.side_by_side import NOTHING_SAID, Said, SideBySide, side_by_side
from assessments.models import Evidence

from .comparing import compared
from .latest import latest_submissions
from .narrowing import indicators_below
from .state import tree

BESIDE = ("overall", "table", "objective")
"""Levels of the nodes that stand side by side."""


def side_by_side_of(actor: Membership | None, selection: Selection) -> SideBySide:
    """The named countries in the newest of the chosen cycles; one query more than `compared` asks.

    One that the reader may not read stands there like one that has not submitted. None named: none stand there.
    """
    named = selection.in_one_cycle.but(region=(), group=(), like="")
    indicators = indicators_below(selection) if selection.country else ()
    places = [tree().places[code] for code in indicators]
    nodes: tuple[Column, ...] = tuple(dict.fromkeys(key for place in places for key in place.path if key[0] in BESIDE))
    found = compared(actor, named, (*nodes, *(("indicator", code) for code in indicators)))
    return side_by_side(found, nodes, _said(actor, found))


def _said(actor: Membership | None, found: Compared) -> dict[UUID, dict[str, Said]]:
    """What the copies that are compared say beside the answers: justifications, rationales, titles of public evidence.

    Whoever may read a submission may read these; confidential evidence stays on the page of the submission.
    """
    wanted = [line.sealed.submission for line in found.submitted if line.sealed is not None]
    return {
        submission.pk: _said_in(submission.sealed)
        for submission in latest_submissions(actor).defer(None).filter(pk__in=wanted)
    }


def _said_in(content: Mapping[str, Any]) -> dict[str, Said]:
    titles: dict[str, list[str]] = {}
    for piece in content.get("evidence", ()):
        if piece["visibility"] != Evidence.Visibility.CONFIDENTIAL:
            titles.setdefault(piece["indicator"], []).append(piece["record"]["title"])
    said = {
        row["indicator"]: Said(row["justification"], row["rationale"], tuple(titles.get(row["indicator"], ())))
        for row in content["national_scores"]
    }
    return {code: one for code, one in said.items() if one != NOTHING_SAID}
