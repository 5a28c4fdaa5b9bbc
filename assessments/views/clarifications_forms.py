"""What people send of clarifications, checked for shape. The rules are the services'."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry
from assessments.models import Clarification
from assessments.services.answers import clean_text
from assessments.services.attachments import Attachment, attached_file, attached_link

VERSION_FAULTS = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), _("This page is incomplete: load it again.")
)
DATE_FAULTS = {"required": _("Say until when."), "invalid": _("Write the date as year-month-day.")}


class StepForm(forms.Form):
    """A step in a clarification: a text, and the version that the person saw."""

    text = forms.CharField(error_messages={"required": _("Write something.")})
    version = forms.IntegerField(min_value=0, max_value=1_000_000, error_messages=VERSION_FAULTS)

    def clean_text(self) -> str:
        """The text as it is stored."""
        return clean_text(self.cleaned_data["text"])

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes beside actor, clarification and version; only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused at the field that it concerns."""
        for field, faults in error.message_dict.items():
            self.add_error(field if field in self.fields else None, faults)


class FilesInput(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """The files; raises ValidationError where one is empty or its name too long."""
        return [super(FilesField, self).clean(file, initial) for file in data or ()]


class SayForm(StepForm):
    """An answer or a contribution, with files and a link."""

    documents = FilesField(required=False)
    link_title = forms.CharField(required=False)
    link = forms.CharField(required=False)

    @property
    def given(self) -> dict[str, Any]:
        attachments: list[Attachment] = [attached_file(file) for file in self.cleaned_data["documents"]]
        if link := self.cleaned_data["link"]:
            attachments.append(attached_link(link, self.cleaned_data["link_title"]))
        return {"text": self.cleaned_data["text"], "attachments": attachments}

    def refuse(self, error: ValidationError) -> None:
        """What is attached is refused at the files where there are any, else at the link."""
        place = "documents" if self.cleaned_data.get("documents") else "link"
        for field, faults in error.message_dict.items():
            self.add_error(place if field == "attachments" else field, faults)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for the title of a link without the link."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("link_title") and not cleaned.get("link"):
            self.add_error("link", _("Give the address of the page."))
        return cleaned


class AskForm(StepForm):
    """A reviewer's question and until when it is to be answered."""

    due_on = forms.DateField(error_messages=DATE_FAULTS)
    version = forms.IntegerField(required=False)


class FollowUpForm(StepForm):
    """A further question, or more time."""

    due_on = forms.DateField(error_messages=DATE_FAULTS)


class CloseForm(StepForm):
    """The end of a clarification; it needs no words."""

    text = forms.CharField(required=False)


class DelegateForm(StepForm):
    """To which ministry, with a note; no ministry takes it back."""

    text = forms.CharField(required=False)
    ministry = forms.ModelChoiceField(
        queryset=Ministry.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("Choose a ministry of the list.")},
    )

    def __init__(self, *args: Any, ministries: QuerySet[Ministry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].queryset = ministries  # type: ignore[attr-defined]


class ClarificationFilterForm(forms.Form):
    """Which clarifications to list."""

    state = forms.ChoiceField(required=False, choices=[("", _("Any state")), *Clarification.State.choices])
    cycle = forms.ChoiceField(required=False)
    country = forms.ChoiceField(required=False)
    late = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)

    def __init__(self, *args: Any, cycles: Mapping[str, str], countries: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [("", _("All cycles")), *cycles.items()]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *countries.items()]  # type: ignore[attr-defined]
