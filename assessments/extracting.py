"""Extracts of sealed copies: what comparison reads instead of some hundred kilobytes of JSON a country.

Pure functions of the sealed content. Everything in an extract follows from the copy, whose seal stays the proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments import scoring
from assessments.canonical import canonical, seal

COUNTED = ("agreed", "decided")
"""States of national scores that count (`NationalScore.COUNTED`; migrations read this without models)."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """An extract before it is a row; the fields are those of `models.Extract` and `models.Layout`."""

    layout: str
    places: list[list[Any]]
    letters: str
    own_targets: dict[str, int]
    needs: list[dict[str, Any]]


def extracted(content: Mapping[str, Any]) -> Extracted:
    """The extract of a sealed content of any schema (`sealing`)."""
    rows = content["national_scores"]
    places = [
        [row["indicator"], row["part"], row["objective"], row["section"], row["table"], row["kind_rank"]]
        for row in rows
    ]
    return Extracted(
        layout=seal(canonical(places)),
        places=places,
        letters="".join(_letter(row) for row in rows),
        own_targets={target["objective"]: target["level"] for target in content.get("own_targets", ())},
        needs=[action for action in content.get("actions", ()) if action["assistance"] != "none"],
    )


def _letter(row: Mapping[str, Any]) -> str:
    if row["state"] not in COUNTED:
        return scoring.letter_of(scoring.UNANSWERED)
    return scoring.letter_of(scoring.Answer(scoring.AnswerKind(row["answer"]), row["level"]))
