"""What a page sends to ask for a report."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.models import Assessment, Submission
from reports.models import ReportJob


class RequestForm(forms.Form):
    """A kind of report on one assessment or one submission that the actor may read."""

    kind = forms.ChoiceField(choices=ReportJob.Kind.choices)
    assessment = forms.ModelChoiceField(Assessment.objects.none(), required=False)
    submission = forms.ModelChoiceField(Submission.objects.none(), required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    format = forms.ChoiceField(choices=ReportJob.Format.choices, required=False)

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessment"].queryset = assessing.drafts_for(actor)  # type: ignore[attr-defined]
        self.fields["submission"].queryset = assessing.submissions_for(actor)  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        """The language, that of the portal unless given."""
        return self.cleaned_data["language"] or settings.LANGUAGE_CODE

    def clean_format(self) -> str:
        """The format, PDF unless given."""
        return self.cleaned_data["format"] or ReportJob.Format.PDF
