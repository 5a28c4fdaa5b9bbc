"""Data of a cycle as clients get them, and what they must be: read plainly from the sealed JSON."""

import csv
import io
import json
import random
from typing import Any

from assessments import selectors
from assessments.models import Submission
from assessments.scoring import LETTERS
from tests.assessments.calling import Caller


def drawn(seed: int) -> str:
    """An answer to every indicator, the same for the same seed."""
    draws = random.Random(seed)  # noqa: S311 (answers, not secrets)
    return "".join(draws.choice(LETTERS) for _ in selectors.tree().places)


def body_of(response: Any) -> bytes:
    """The bytes of an answer that is sent while it is written."""
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def download(actor: Any, slug: str, query: str = "") -> bytes:
    return body_of(Caller(actor).get(f"cycles/{slug}/data/?{query}"))


def as_rows(content: bytes) -> list[dict[str, str]]:
    """CSV as its lines by column."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def as_observations(content: bytes) -> list[dict[str, Any]]:
    """JSON as one object an observation, with what stands once for a submission and for all."""
    whole = json.loads(content)
    shared = {name: whole[name] for name in ("schema", "cycle", "synthetic")}
    return [
        shared | {name: value for name, value in submission.items() if name != "observations"} | observation
        for submission in whole["submissions"]
        for observation in submission["observations"]
    ]


def sealed_indicators(submission: Submission) -> dict[str, tuple[str, int | None]]:
    """Answer and level by indicator code, as the sealed JSON has them: what did not count is unanswered."""
    return {
        row["indicator"]: (row["answer"], row["level"])
        if row["state"] in ("agreed", "decided")
        else ("unanswered", None)
        for row in submission.sealed["national_scores"]
    }
