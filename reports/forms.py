"""What a page sends to ask for a report."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.models import Assessment, Cycle, Submission
from reports.models import ReportJob
from reports.selecting import MAX_SELECTION


class RequestForm(forms.Form):
    """A kind of report and what it is about: an assessment, a submission, a cycle (by its slug), or a selection."""

    kind = forms.ChoiceField(choices=ReportJob.Kind.choices)
    assessment = forms.ModelChoiceField(Assessment.objects.none(), required=False)
    submission = forms.ModelChoiceField(Submission.objects.none(), required=False)
    cycle = forms.ModelChoiceField(Cycle.objects.none(), to_field_name="slug", required=False)
    selection = forms.CharField(max_length=MAX_SELECTION, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    format = forms.ChoiceField(choices=ReportJob.Format.choices, required=False)

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessment"].queryset = assessing.drafts_for(actor)  # type: ignore[attr-defined]
        self.fields["submission"].queryset = assessing.submissions_for(actor)  # type: ignore[attr-defined]
        self.fields["cycle"].queryset = assessing.cycles_for(actor)  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        """The language, that of the page unless given."""
        return self.cleaned_data["language"] or get_language() or settings.LANGUAGE_CODE

    def clean_format(self) -> str:
        """The format, PDF unless given."""
        return self.cleaned_data["format"] or ReportJob.Format.PDF
