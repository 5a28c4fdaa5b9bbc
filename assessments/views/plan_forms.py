"""What people send from the pages of the action plan, checked for shape. The rules of actions are the services'."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry
from assessments import currencies, services
from assessments.models import Action
from assessments.services.planning import FUNDING_LIMIT, TEXT_LIMIT
from framework.models import Measure
from framework.selectors import framework_tree

MEASURE_WORDS = 12


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": rows})


def _input(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"})


class StepForm(forms.Form):
    """What an action says, and the version that the person saw, 0 for a new one."""

    measure = forms.ChoiceField(label=_("Measure of the Framework"), required=False, widget=_select())
    text = forms.CharField(label=_("What is done"), max_length=TEXT_LIMIT, widget=_area(4))
    lead = forms.ModelChoiceField(
        Ministry.objects.none(), label=_("Lead ministry"), empty_label=_("Choose"), widget=_select()
    )
    others = forms.ModelMultipleChoiceField(
        Ministry.objects.none(), label=_("Other ministries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label=_("Start"), required=False, widget=_day())
    due_on = forms.DateField(label=_("Due"), widget=_day())
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Action.Priority.choices, initial=Action.Priority.MEDIUM, widget=_select()
    )
    cost = forms.DecimalField(
        label=_("Cost estimate"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=_input(inputmode="decimal"),
        help_text=_("At most 12 digits, without separators, such as 120000.50."),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False, widget=_select())
    funding = forms.CharField(label=_("Source of funds"), required=False, max_length=FUNDING_LIMIT, widget=_input())
    assistance = forms.ChoiceField(
        label=_("Technical assistance needed"),
        choices=Action.Assistance.choices,
        initial=Action.Assistance.NONE,
        widget=_select(),
    )
    assistance_words = forms.CharField(
        label=_("Which assistance"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=_area(2),
        help_text=_("Required where assistance is needed: what, for whom, how long."),
    )
    expected_level = forms.TypedChoiceField(label=_("Level expected after it"), coerce=int, widget=_select())
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Action.Status.choices,
        initial=Action.Status.PLANNED,
        widget=_select(),
        help_text=_("What is given up is dropped; it stays in the plan's history."),
    )
    progress_note = forms.CharField(label=_("Progress note"), required=False, widget=_area(3))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, measures: Iterable[Measure], ministries: Any, levels: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measures = {measure.code: measure for measure in measures}
        names = framework_tree().levels
        choices: dict[str, list[tuple[Any, Any]]] = {
            "measure": [("", _("None of them")), *((code, _short(one)) for code, one in self.measures.items())],
            "currency": [("", "–"), *((code, f"{code} {name}") for code, name in currencies.names().items())],
            "expected_level": [("", _("Choose")), *((level, f"{level} {names[level].name}") for level in levels)],
        }
        for name, of_field in choices.items():
            self.fields[name].choices = of_field  # type: ignore[attr-defined]
        for name in ("lead", "others"):
            self.fields[name].queryset = ministries  # type: ignore[attr-defined]

    @property
    def step(self) -> services.Step:
        """What was sent; only for a valid form."""
        sent = {**self.cleaned_data}
        del sent["version"]
        return services.Step(**{**sent, "measure": self.measures.get(sent["measure"]), "others": tuple(sent["others"])})

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused at the field that it concerns."""
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)


def _short(measure: Measure) -> str:
    words = framework_tree().item[measure.code].text.split()
    return f"{measure.code} {' '.join(words[:MEASURE_WORDS])}{' …' if len(words) > MEASURE_WORDS else ''}"


class ProgressForm(forms.Form):
    """How an action gets on. A board that moves a card sends no note: the note then stays."""

    status = forms.ChoiceField(label=_("Status"), choices=Action.Status.choices, widget=_select())
    progress_note = forms.CharField(label=_("Progress note"), required=False, widget=_area(4))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused at the field that it concerns."""
        for field, messages in error.message_dict.items():
            self.add_error(field, messages)


class PlanFilterForm(forms.Form):
    """Which actions to list."""

    ministry = forms.ChoiceField(label=_("Ministry"), required=False, widget=_select())
    table = forms.ChoiceField(label=_("Table"), required=False, widget=_select())
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("Any")), *Action.Priority.choices], widget=_select()
    )
    assistance = forms.ChoiceField(
        label=_("Assistance"), required=False, choices=[("", _("Any")), *Action.Assistance.choices], widget=_select()
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *Action.Status.choices], widget=_select()
    )
    late = forms.BooleanField(label=_("Only late ones"), required=False)

    def __init__(self, *args: Any, ministries: Mapping[str, str], tables: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].choices = [("", _("All ministries")), *ministries.items()]  # type: ignore[attr-defined]
        self.fields["table"].choices = [("", _("All tables")), *tables.items()]  # type: ignore[attr-defined]
