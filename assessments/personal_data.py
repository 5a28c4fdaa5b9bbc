"""What assessments keep of one person, for that person (`accounts.personal_data`).

A country's answers, justifications and confidential evidence are the country's: of these there is what the person did
when. His own words in discussions and clarifications are there while he acts for the country.
"""

from typing import Any

from django.db.models import F

from accounts.models import Membership, User
from accounts.personal_data import Part, Rows, in_turn
from assessments.models import (
    AnswerImport,
    Change,
    ClarificationEntry,
    Comment,
    Evidence,
    ReviewerMark,
    ReviewerNote,
)


def parts() -> list[Part]:
    """What this application keeps of a person."""
    return [
        Part("history", _history),
        Part("comments", _comments),
        Part("clarifications", _clarifications),
        Part("evidence", _evidence),
        Part("imports", _imports),
        Part("reviewer-notes", _notes),
        Part("reviewer-marks", _marks),
    ]


def _history(user: User) -> Rows:
    return in_turn(
        Change.objects.filter(user=user)
        .order_by("at", "pk")
        .values(
            "at",
            "capacity",
            "action",
            country=F("assessment__country__code"),
            cycle=F("assessment__cycle__slug"),
            about=F("indicator__code"),
            for_ministry=F("ministry__name"),
        )
    )


def _comments(user: User) -> Rows:
    acting = _acting(user)
    comments = Comment.objects.filter(author=user).order_by("at", "pk")
    for row in in_turn(
        comments.values(
            "at",
            "capacity",
            "text",
            country=F("discussion__assessment__country__code"),
            cycle=F("discussion__assessment__cycle__slug"),
            about=F("discussion__indicator__code"),
        )
    ):
        yield _readable(row, acting, "text")


def _clarifications(user: User) -> Rows:
    acting = _acting(user)
    entries = ClarificationEntry.objects.filter(author=user).order_by("at", "pk")
    for row in in_turn(
        entries.values(
            "at",
            "capacity",
            "kind",
            "text",
            country=F("clarification__submission__assessment__country__code"),
            cycle=F("clarification__submission__assessment__cycle__slug"),
        )
    ):
        yield _readable(row, acting, "text")


def _evidence(user: User) -> Rows:
    acting = _acting(user)
    added = Evidence.objects.filter(added_by=user).order_by("added_at", "pk")
    for row in in_turn(
        added.values(
            "added_at",
            "kind",
            "visibility",
            "title",
            "file_name",
            country=F("assessment__country__code"),
            cycle=F("assessment__cycle__slug"),
        )
    ):
        if row["visibility"] == Evidence.Visibility.CONFIDENTIAL:
            yield row | {"title": None, "file_name": None}
        else:
            yield _readable(row, acting, "title", "file_name")


def _imports(user: User) -> Rows:
    sent = AnswerImport.objects.filter(uploaded_by=user).order_by("uploaded_at", "pk")
    return in_turn(
        sent.values(
            "uploaded_at",
            "state",
            "ended_at",
            country=F("assessment__country__code"),
            cycle=F("assessment__cycle__slug"),
        )
    )


def _notes(user: User) -> Rows:
    """A reviewer's own notes, while he is one."""
    acting = _acting(user)
    notes = ReviewerNote.objects.filter(author=user).order_by("written_at", "pk")
    for row in in_turn(notes.values("written_at", "updated_at", "ended_at", "text")):
        yield _readable(row | {"country": None}, acting, "text")


def _marks(user: User) -> Rows:
    marks = ReviewerMark.objects.filter(reviewer=user).order_by("marked_at", "pk")
    return in_turn(marks.values("marked_at", "mark", about=F("indicator__code")))


def _acting(user: User) -> set[str | None]:
    """Codes of the countries for which the person acts today; None among them for UNODC."""
    active = Membership.objects.filter(user=user, active=True)
    return set(active.values_list("country__code", flat=True))


def _readable(row: dict[str, Any], acting: set[str | None], *texts: str) -> dict[str, Any]:
    """The row, without its texts where the person may not read them any more: a reviewer may read all countries'."""
    if row["country"] in acting or None in acting:
        return row
    return row | dict.fromkeys(texts)
