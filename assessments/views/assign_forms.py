"""What the assign pages send, checked for shape. The rules of sharing out are the services'."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry
from assessments.sharing_out import Due, DueDate, Move
from assessments.suggesting import FIELDS

from .assign_tree import EVERYTHING, NOBODY, OVERDUE, TreeFilter

ALSO, INSTEAD, BACK, DATE = "also", "instead", "back", "date"
MOST_MOVES = 1000
KINDS_OF_IDS = ("ask", "take_back", "remind")


class TreeFilterForm(forms.Form):
    """Which part of the tree to show; what makes no sense is as if it were not asked for."""

    asked = forms.ChoiceField(required=False, label=_("Asked of"))
    table = forms.ChoiceField(required=False, label=_("Table"))
    kind = forms.ChoiceField(required=False, label=_("Kind of indicator"))

    def __init__(
        self,
        *args: Any,
        tables: Mapping[str, str],
        kinds: Mapping[str, str],
        ministries: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        whom = [("", _("Anybody")), (NOBODY, _("Nobody")), (OVERDUE, _("Whoever is late")), *ministries.items()]
        for name, choices in (
            ("asked", whom),
            ("table", [("", _("All tables")), *tables.items()]),
            ("kind", [("", _("All kinds")), *kinds.items()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> TreeFilter:
        """The filter that was sent."""
        given = self.cleaned_data if self.is_valid() else {}
        return TreeFilter(**{name: given.get(name, "") for name in self.fields})


class ShareOutForm(forms.Form):
    """Which codes to ask of, or take back from, which ministries, and until when."""

    way = forms.ChoiceField(
        choices=[
            (ALSO, _("Ask also these ministries")),
            (INSTEAD, _("Move to these ministries, and take back from all others")),
            (BACK, _("Take back from these ministries")),
            (DATE, _("Only change the due date of who is asked already")),
        ],
        initial=ALSO,
        error_messages={"required": _("Say what to do."), "invalid_choice": _("Say what to do.")},
    )
    ministries = forms.ModelMultipleChoiceField(
        queryset=Ministry.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose ministries of the list."),
            "invalid_pk_value": _("Choose ministries of the list."),
        },
    )
    due_on = forms.DateField(required=False, error_messages={"invalid": _("Enter a date such as 2026-09-30.")})
    no_due_date = forms.BooleanField(required=False)

    def __init__(self, *args: Any, ministries: Any, codes: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministries"].queryset = ministries  # type: ignore[attr-defined]
        self.fields["codes"] = forms.MultipleChoiceField(
            choices=[(code, code) for code in (EVERYTHING, *codes)],
            error_messages={
                "required": _("Tick what to share out."),
                "invalid_choice": _("There is no %(value)s in the tables."),
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        way = cleaned.get("way")
        if way in (ALSO, INSTEAD, BACK) and "ministries" in cleaned and not cleaned["ministries"]:
            self.add_error("ministries", _("Choose at least one ministry."))
        if cleaned.get("due_on") and cleaned.get("no_due_date"):
            self.add_error("due_on", _("Either a date or no date."))
        elif way == DATE and "due_on" in cleaned and not cleaned["due_on"] and not cleaned.get("no_due_date"):
            self.add_error("due_on", _("Enter the new date, or tick that there is none."))
        return cleaned

    @property
    def due(self) -> DueDate:
        """The due date to give; only for a valid form."""
        if self.cleaned_data["no_due_date"]:
            return None
        day: date | None = self.cleaned_data["due_on"]
        return Due.KEEP if day is None else day

    def move(self, codes: Sequence[str], every: Collection[UUID]) -> Move:
        """What to do with the indicators `codes`, `every` being all ministries of the country; for a valid form."""
        chosen = [ministry.pk for ministry in self.cleaned_data["ministries"]]
        ways = {
            ALSO: Move(codes, ask=chosen),
            INSTEAD: Move(codes, ask=chosen, take_back=every),
            BACK: Move(codes, take_back=chosen),
            DATE: Move(codes, remind=chosen or every),
        }
        return ways[self.cleaned_data["way"]]


class ApplyForm(forms.Form):
    """What a preview showed: moves as JSON, and the due date: "keep", "none" or a date."""

    moves = forms.CharField(max_length=200_000)
    due = forms.CharField(max_length=10)

    def clean_moves(self) -> list[Move]:
        try:
            return [_read_move(one) for one in _list(json.loads(self.cleaned_data["moves"]))]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ValidationError(_("The preview cannot be read. Choose again.")) from None

    def clean_due(self) -> DueDate:
        text = self.cleaned_data["due"]
        if text == "keep":
            return Due.KEEP
        if text == "none":
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("The preview cannot be read. Choose again.")) from None


def applied(moves: Collection[Move], due_on: DueDate) -> dict[str, str]:
    """The values of an `ApplyForm` that does this."""
    written = [
        {"codes": list(move.codes)}
        | {name: [str(pk) for pk in ids] for name in KINDS_OF_IDS if (ids := getattr(move, name))}
        for move in moves
    ]
    day = "keep" if isinstance(due_on, Due) else due_on.isoformat() if due_on else "none"
    return {"moves": json.dumps(written, separators=(",", ":")), "due": day}


def _read_move(sent: Any) -> Move:
    """Raises ValueError, TypeError or KeyError where it is none."""
    codes = _list(sent["codes"])
    if not all(isinstance(code, str) for code in codes):
        raise TypeError
    return Move(codes, **{name: [UUID(pk) for pk in _list(sent.get(name, []))] for name in KINDS_OF_IDS})


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_MOVES:
        raise TypeError
    return value


class FieldsForm(forms.Form):
    """Which ministry covers which field of government; a field may have none."""

    due_on = ShareOutForm.base_fields["due_on"]

    def __init__(self, *args: Any, ministries: Iterable[Ministry], likely: Mapping[str, UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("leave out")), *((str(ministry.pk), ministry.name) for ministry in ministries)]
        for field in FIELDS:
            self.fields[field.slug] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=str(field.name),
                initial=str(likely.get(field.slug, "")),
                error_messages={"invalid_choice": _("Choose ministries of the list.")},
            )

    @property
    def ministries(self) -> dict[str, UUID | None]:
        """The ministry of each field, by the field's slug; only for a valid form."""
        chosen = {field.slug: self.cleaned_data[field.slug] for field in FIELDS}
        return {slug: UUID(ministry) if ministry else None for slug, ministry in chosen.items()}
