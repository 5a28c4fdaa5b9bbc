"""Keeps the extracts of submissions, in the transaction that seals them."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.extracting import Extracted, extracted
from assessments.models import Extract, Layout, Submission


def keep_extract(submission: Submission, content: Mapping[str, Any]) -> Extract:
    """Keep what comparison reads of `content`, the sealed content of `submission`."""
    (extract,) = keep_extracts([(submission, extracted(content))])
    return extract


def keep_extracts(made: Sequence[tuple[Submission, Extracted]]) -> list[Extract]:
    """Keep the extracts of submissions, and the layouts that there are not yet."""
    for layout, places in {one.layout: one.places for _submission, one in made}.items():
        Layout.objects.get_or_create(sha256=layout, defaults={"places": places})
    extracts: list[Extract] = Extract.objects.bulk_create(
        Extract(
            submission=submission,
            layout_id=one.layout,
            letters=one.letters,
            own_targets=one.own_targets,
            needs=one.needs,
        )
        for submission, one in made
    )
    return extracts
