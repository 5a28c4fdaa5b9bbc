"""What people send about evidence, checked for shape. What a piece has to say is the services' rule."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.file_types import EXTENSIONS
from assessments.models import Evidence
from assessments.services import Record
from assessments.services.evidence_records import LIMITS, languages
from assessments.services.files import Upload

KIND = Evidence.Kind
KIND_WORDS = {KIND.FILE: _("A file"), KIND.LINK: _("A link"), KIND.LAW: _("A law or regulation")}
VISIBILITY_WORDS = {
    Evidence.Visibility.PUBLIC: pgettext_lazy("evidence", "Public"),
    Evidence.Visibility.CONFIDENTIAL: _("Confidential"),
}


class EvidenceForm(forms.Form):
    """One piece of evidence as the page asks for it."""

    kind = forms.ChoiceField(
        choices=list(KIND_WORDS.items()),
        initial=KIND.FILE,
        error_messages={"required": _("Choose a file, a link or a law.")},
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}),
    )
    url = forms.CharField(required=False, max_length=LIMITS["url"])
    title = forms.CharField(max_length=LIMITS["title"], error_messages={"required": _("Give it a title.")})
    issuer = forms.CharField(required=False, max_length=LIMITS["issuer"])
    dated_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date as year-month-day, such as 2019-03-01.")},
    )
    article = forms.CharField(required=False, max_length=LIMITS["article"])
    language = forms.ChoiceField(required=False, choices=lambda: [("", _("Not said")), *languages().items()])
    visibility = forms.ChoiceField(
        choices=list(VISIBILITY_WORDS.items()),
        error_messages={"required": _("Choose public or confidential.")},
    )

    @property
    def record(self) -> Record:
        """What the piece says; only for a valid form. A file has no address, whatever stands in the hidden field."""
        values = {name: self.cleaned_data[name] for name in Record.__dataclass_fields__}
        if values["kind"] == KIND.FILE:
            values["url"] = ""
        return Record(**values)

    @property
    def upload(self) -> Upload | None:
        """The file, for a piece that is one; only for a valid form."""
        upload: Upload | None = self.cleaned_data["file"]
        return upload if self.cleaned_data["kind"] == KIND.FILE else None

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused at the field that it concerns."""
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)


def values_of(piece: Evidence) -> dict[str, Any]:
    """What a form shows to begin with, for a piece that is to be replaced."""
    return {name: getattr(piece, name) for name in Record.__dataclass_fields__}


class EvidenceFilterForm(forms.Form):
    """Which evidence of an assessment to list."""

    ministry = forms.ChoiceField(required=False)
    objective = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", _("All kinds")), *KIND.choices])
    visibility = forms.ChoiceField(
        required=False, choices=[("", _("Public and confidential")), *Evidence.Visibility.choices]
    )
    standing = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("What stands")),
            ("ended", _("Withdrawn or replaced")),
            ("all", pgettext_lazy("evidence", "All")),
        ],
    )

    COUNTRY = "country"
    """The choice "the country's own answers" among ministries."""

    def __init__(self, *args: Any, ministries: Mapping[str, str], objectives: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].choices = [  # type: ignore[attr-defined]
            ("", _("All ministries")),
            (self.COUNTRY, _("The country's own answers")),
            *ministries.items(),
        ]
        self.fields["objective"].choices = [("", _("All objectives")), *objectives.items()]  # type: ignore[attr-defined]
