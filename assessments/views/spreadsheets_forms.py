"""What people send from the pages on spreadsheets, checked for shape."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry


class UploadForm(forms.Form):
    """A filled-in spreadsheet, and whose answers it holds."""

    ministry = forms.ModelChoiceField(
        queryset=Ministry.objects.none(),
        error_messages={"required": _("Choose a ministry."), "invalid_choice": _("Choose a ministry of the list.")},
    )
    file = forms.FileField(
        allow_empty_file=True,  # its own message comes from the reading
        error_messages={"required": _("Choose the file that you filled in."), "invalid": _("Choose a file.")},
    )

    def __init__(self, *args: Any, ministries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].queryset = ministries  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """The preview that the person saw, and what he chose where both were changed: fields `choice-<code>`."""

    expected = forms.CharField(max_length=64)

    PREFIX = "choice-"

    @property
    def choices(self) -> dict[str, str]:
        """The choices by code, also of a form that is not valid."""
        return {
            name.removeprefix(self.PREFIX): value
            for name, value in self.data.items()
            if name.startswith(self.PREFIX) and value
        }
