"""What people send from pages, checked for shape. The rules of answers are the services'."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.regions import region_name
from assessments.models import AnswerFields, Assessment, Change
from assessments.selectors import HistoryFilter
from assessments.services.answers import clean_text

ANSWER = AnswerFields.Answer
CHOICES = (*((str(level), str(level)) for level in range(5)), *ANSWER.choices[1:])


def choice_of(answer: str, level: int | None) -> str:
    """A stored answer as the one radio choice of pages: "0" to "4", "not_applicable", "no_data", "" for none."""
    return str(level) if answer == ANSWER.LEVEL else answer


class AnswerForm(forms.Form):
    """One answer: a choice, its justification, and the version that the person saw."""

    choice = forms.ChoiceField(
        choices=CHOICES,
        error_messages={
            "required": _("Choose a level, not applicable or no data."),
            "invalid_choice": _("Choose a level, not applicable or no data."),
        },
    )
    justification = forms.CharField(required=False)
    version = forms.IntegerField(min_value=0)

    @property
    def answer(self) -> str:
        """The answer in the words of `Score.answer`; only for a valid form."""
        choice: str = self.cleaned_data["choice"]
        return str(ANSWER.LEVEL) if choice.isdigit() else choice

    @property
    def level(self) -> int | None:
        """The level, None for an answer without one; only for a valid form."""
        choice: str = self.cleaned_data["choice"]
        return int(choice) if choice.isdigit() else None

    def clean_justification(self) -> str:
        """The text as it is stored, so that it can be compared with what is."""
        return clean_text(self.cleaned_data["justification"])

    def is_same_as(self, stored: AnswerFields) -> bool:
        """Whether `stored` is this very answer; only for a valid form."""
        given = (self.answer, self.level, self.cleaned_data["justification"])
        return given == (stored.answer, stored.level, stored.justification)

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused at the field that it concerns."""
        places = {"answer": "choice", "level": "choice", "justification": "justification", "rationale": "rationale"}
        for field, messages in error.message_dict.items():
            self.add_error(places.get(field), messages)


class ScoreForm(AnswerForm):
    """A ministry's answer."""

    ministry = forms.UUIDField()


class DecisionForm(AnswerForm):
    """The focal point's decision."""

    rationale = forms.CharField(required=False)


class ShareForm(forms.Form):
    """Who beside the reviewers reads the country's submissions."""

    sharing = forms.ChoiceField(choices=Assessment.Sharing.choices)


class GapFilterForm(forms.Form):
    """Which gaps to list."""

    table = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    size = forms.ChoiceField(required=False)

    def __init__(
        self, *args: Any, tables: Mapping[str, str], kinds: Mapping[str, str], sizes: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, every in (
            ("table", tables, _("All tables")),
            ("kind", kinds, _("All kinds")),
            ("size", sizes, _("All sizes")),
        ):
            self.fields[name].choices = [("", every), *choices.items()]  # type: ignore[attr-defined]


class SubmissionFilterForm(forms.Form):
    """Which submissions to list; `regions` are for a reviewer, who may ask for one and for what is new to him."""

    cycle = forms.ChoiceField(required=False)
    country = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False, choices=[("", _("Any status")), *Assessment.Status.choices[1:]])
    latest = forms.BooleanField(required=False)
    region = forms.ChoiceField(required=False)
    new = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        cycles: Mapping[str, str],
        countries: Mapping[str, str],
        regions: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [("", _("All cycles")), *cycles.items()]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *countries.items()]  # type: ignore[attr-defined]
        if regions is None:
            del self.fields["region"], self.fields["new"]
        else:
            named = [(region, region_name(region)) for region in regions]
            self.fields["region"].choices = [("", _("All regions")), *named]  # type: ignore[attr-defined]


class HistoryFilterForm(forms.Form):
    """Which changes to list."""

    code = forms.CharField(required=False, max_length=60)
    ministry = forms.ChoiceField(required=False)
    person = forms.ChoiceField(required=False)
    action = forms.ChoiceField(required=False, choices=[("", _("All actions")), *Change.Action.choices])
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def __init__(self, *args: Any, ministries: Mapping[UUID, str], people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].choices = [("", _("All ministries")), *_as_text(ministries)]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Everybody")), *_as_text(people)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> HistoryFilter:
        """The filter that was sent; nothing is limited by a form that is not bound or not valid."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return HistoryFilter(
            person=int(given["person"]) if given.get("person") else None,
            ministry=UUID(given["ministry"]) if given.get("ministry") else None,
            action=given.get("action", ""),
            code=given.get("code", ""),
            since=given.get("since"),
            until=given.get("until"),
        )


def _as_text(choices: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in choices.items()]
