"""A reviewer's page of a submission: how far it is read, what has changed, and the answers that a filter shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from assessments import selectors
from assessments.comparison.changing import Changes, Step
from assessments.models import Clarification, ReviewerMark, ReviewerNote, Submission
from assessments.scoring import HIGHEST_LEVEL, Node, Profile
from assessments.words import level_words
from framework.selectors import framework_tree

from .sealed_answers import SealedIndicator, SealedNode

PAGE_SIZE = 70
"""Answers on a page: more take longer to draw than one reads before going on."""
EVERY = "every"
SHOWN = (
    (EVERY, gettext_lazy("Every answer")),
    ("unread", gettext_lazy("Not read yet")),
    ("to_ask", gettext_lazy("To ask")),
    ("cycle", gettext_lazy("Changed since the last cycle")),
    ("submission", gettext_lazy("Changed since the last submission")),
    ("clarification", gettext_lazy("With a clarification")),
    ("notes", gettext_lazy("With notes")),
    ("no_data", gettext_lazy("No data")),
    ("not_applicable", gettext_lazy("Not applicable")),
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier submission of the country and what has changed since; `key` is what the filter calls it."""

    key: str
    name: str
    submission: Submission
    changes: Changes


class Line(NamedTuple):
    """A table or objective and how far it moved since each earlier submission, in percentage points.

    `codes` are an objective's own indicators: links from elsewhere to one of them lead to its line.
    """

    node: Node
    title: str
    moves: list[Fraction | None]
    codes: list[str]


class Since(NamedTuple):
    """How one indicator differs from an earlier submission."""

    earlier: Earlier
    step: Step


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A sealed answer as a reviewer reads it; `mark` is "" where he has not read it.

    `read_before`: he read the very same answer in the submission before this one.
    """

    sealed: SealedIndicator
    mark: str
    read_before: bool
    notes: Sequence[ReviewerNote]
    since: Sequence[Since]

    @property
    def code(self) -> str:
        return str(self.sealed.row["indicator"])

    def is_shown(self, show: str) -> bool:
        """Whether the filter shows it."""
        row = self.sealed.row
        match show:
            case "unread":
                return not self.mark
            case "to_ask":
                return self.mark == ReviewerMark.Mark.TO_ASK
            case "cycle" | "submission":
                return any(since.earlier.key == show for since in self.since)
            case "clarification":
                return bool(self.sealed.clarifications)
            case "notes":
                return bool(self.notes)
            case "no_data" | "not_applicable":
                return bool(row["answer"] == show)
        return show == EVERY or str(row["level"]) == show


class ReviewForm(forms.Form):
    """Which answers to show: of a table, and which of them; nothing chosen is the summary without answers."""

    table = forms.ChoiceField(label=gettext_lazy("Table"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("Show"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def __init__(self, data: Mapping[str, Any], tables: Iterable[str], earlier: Iterable[Earlier] = ()) -> None:
        super().__init__(data)
        named = framework_tree().table
        titles = [(code, f"{code} {named[code].title if code in named else ''}".strip()) for code in tables]
        since = {one.key: one.name for one in earlier}
        levels = [(str(level), level_words(level)) for level in range(HIGHEST_LEVEL + 1)]
        shown = [
            (key, _("Changed since %(name)s") % {"name": since[key]} if key in since else label) for key, label in SHOWN
        ]
        self.fields["table"].choices = [("", _("All tables")), *titles]  # type: ignore[attr-defined]
        self.fields["show"].choices = [*shown, *levels]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for and known; what is not known asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.wanted)


def earlier_of(actor: Membership | None, submission: Submission, profile: Profile) -> tuple[Earlier, ...]:
    """The last cycle's submission and the one before this, as far as there are any that the actor may read."""
    last_cycle = selectors.submission_of_last_cycle(actor, submission)
    before = selectors.submission_before(actor, submission)
    found: list[tuple[str, str, Submission]] = []
    if last_cycle is not None:
        found.append(("cycle", str(last_cycle.assessment.cycle), last_cycle))
    if before is not None:
        found.append(("submission", _("submission %(number)d") % {"number": before.number}, before))
    return tuple(Earlier(key, name, one, selectors.changes_since(one, submission, profile)) for key, name, one in found)


def review_context(
    actor: Membership, submission: Submission, profile: Profile, tables: list[SealedNode], data: Mapping[str, Any]
) -> dict[str, Any]:
    """What a reviewer's page shows beside what everybody's does; `data` is the query of the address."""
    earlier = earlier_of(actor, submission, profile)
    form = ReviewForm(data, [table.node.code for table in tables], earlier)
    reading = selectors.reading_of(actor, submission)
    notes = list(selectors.notes_on(actor, submission))
    before = next((one for one in earlier if one.key == "submission"), None)
    read_before = (
        selectors.read_before(actor, before.submission, before.changes.steps, reading.places) if before else frozenset()
    )
    addresses = _addresses_of_objectives(submission, reading)
    context = reading_context(submission, reading, form.query) | {
        "form": form,
        "reading": reading,
        "earlier": earlier,
        "objective_addresses": addresses,
        "notes": [note for note in notes if note.indicator is None],
        "noted": sum(note.indicator is not None for note in notes),
        "read_before": [code for code in reading.places if code in read_before - reading.marks.keys()],
        "before": before,
        "reads_answers": bool(form.wanted),
    }
    if not form.wanted:
        here = submission.get_absolute_url()
        objectives = [objective for table in tables for objective in table.objectives]
        context |= {
            "table_lines": [
                (_line(SealedNode(profile.overall, _("All four tables"), [], [], []), earlier), f"{here}?show={EVERY}"),
                *((_line(table, earlier), f"{here}?table={table.node.code}") for table in tables),
            ],
            "objective_lines": [(_line(one, earlier), addresses[one.node.code]) for one in objectives],
        }
    else:
        chosen = _chosen(tables, form.wanted)
        answers = {
            sealed.row["indicator"]: _answer(sealed, reading, read_before, notes, earlier)
            for objective in chosen
            for sealed in objective.indicators
        }
        shown = [one for one in answers.values() if one.is_shown(form.wanted.get("show", EVERY))]
        page = Paginator(shown, PAGE_SIZE).get_page(form.wanted.get("page"))
        context |= {
            "page_of_answers": page,
            "shown_by_objective": _by_objective(chosen, page.object_list),
            # What a filter hides is not marked unseen.
            "marks_whole_objectives": form.wanted.get("show", EVERY) in (EVERY, "unread"),
        }
    return context


def reading_context(submission: Submission, reading: selectors.Reading, back: str, after: str = "") -> dict[str, Any]:
    """How far the submission is read and where to go on, behind the indicator `after`; `back` is the page's query."""
    following = reading.next_unread(after)
    return {
        "reading_count": reading.count,
        "next_unread": following and address_of(submission, reading, following),
        "back": back,
    }


def address_of(submission: Submission, reading: selectors.Reading, code: str) -> str:
    """Where an answer is read: its place among those of its table."""
    table = reading.places[code].table
    codes = [one for one, place in reading.places.items() if place.table == table]
    page = codes.index(code) // PAGE_SIZE + 1
    query = urlencode({"table": table} | ({"page": page} if page > 1 else {}))
    return f"{reverse('assessments:submission', args=[submission.pk])}?{query}#i-{code}"


def _addresses_of_objectives(submission: Submission, reading: selectors.Reading) -> dict[str, str]:
    """Where each objective begins to be read."""
    first: dict[str, str] = {}
    for code, place in reading.places.items():
        first.setdefault(place.objective, code)
    here = {code: address_of(submission, reading, indicator) for code, indicator in first.items()}
    return {code: f"{address.partition('#')[0]}#o-{code}" for code, address in here.items()}


def _line(sealed: SealedNode, earlier: tuple[Earlier, ...]) -> Line:
    key = (sealed.node.level, sealed.node.code)
    codes = [str(one.row["indicator"]) for one in sealed.indicators]
    return Line(sealed.node, sealed.title, [one.changes.moves.get(key) for one in earlier], codes)


def _chosen(tables: list[SealedNode], wanted: Mapping[str, Any]) -> list[SealedNode]:
    chosen = [table for table in tables if wanted.get("table") in (None, table.node.code)]
    return [objective for table in chosen for objective in table.objectives]


def _answer(
    sealed: SealedIndicator,
    reading: selectors.Reading,
    read_before: frozenset[str],
    notes: list[ReviewerNote],
    earlier: tuple[Earlier, ...],
) -> ReadAnswer:
    code = sealed.row["indicator"]
    return ReadAnswer(
        sealed,
        reading.marks.get(code, ""),
        code in read_before,
        [note for note in notes if note.indicator is not None and note.indicator.code == code],
        [Since(one, one.changes.steps[code]) for one in earlier if code in one.changes.steps],
    )


def _by_objective(
    objectives: list[SealedNode], shown: Iterable[ReadAnswer]
) -> list[tuple[SealedNode, list[Clarification], list[ReadAnswer]]]:
    """The answers that are shown under their objectives, with the clarifications on these."""
    by_code: dict[str, list[ReadAnswer]] = {}
    for answer in shown:
        by_code.setdefault(str(answer.sealed.row["objective"]), []).append(answer)
    return [
        (objective, objective.clarifications, by_code[objective.node.code])
        for objective in objectives
        if objective.node.code in by_code
    ]
