"""Keeps the extract of a submission, in the transaction that seals it."""

from collections.abc import Mapping
from typing import Any

from assessments.extracting import extracted
from assessments.models import Extract, Layout, Submission


def keep_extract(submission: Submission, content: Mapping[str, Any]) -> Extract:
    """Keep what comparison reads of `content`, the sealed content of `submission`."""
    made = extracted(content)
    layout, _is_new = Layout.objects.get_or_create(sha256=made.layout, defaults={"places": made.places})
    extract: Extract = Extract.objects.create(
        submission=submission, layout=layout, letters=made.letters, own_targets=made.own_targets, needs=made.needs
    )
    return extract
