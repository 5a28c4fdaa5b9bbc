"""What assessments keep for a time (`accounts.retention`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.retention import Kind
from assessments.models import AnswerImport


def kinds() -> list[Kind]:
    """What this application keeps for a time."""
    return [Kind("imports", _ended_imports, _delete_imports)]


def _ended_imports(before: datetime) -> QuerySet[AnswerImport]:
    """Spreadsheets that were applied (history has their answers) or given up."""
    return AnswerImport.objects.filter(ended_at__lt=before)


def _delete_imports(ids: Sequence[Any]) -> None:
    AnswerImport.objects.filter(pk__in=ids).delete()
