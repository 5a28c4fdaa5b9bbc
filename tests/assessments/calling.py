"""Calls of the API as a REST client makes them: with a token, and answers as JSON."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Membership, TokenDetails
from accounts.services import issue_token
from assessments.models import NationalScore

API = "/api/v1"
LAW = "Law of 2019, article 4."


class Caller:
    """A client that acts for one membership, or for a visitor who has not signed in."""

    def __init__(self, actor: Membership | None = None) -> None:
        self.client = APIClient()
        if actor is not None:
            token, row = issue_token(user=actor.user)
            # A token's use is kept once a minute, by one query more: here it is kept already, so that queries count.
            TokenDetails.objects.filter(token=row).update(last_used_at=timezone.now() + timedelta(days=1))
            self.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"{API}/{path}", **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.client.post(f"{API}/{path}", body, format="json", **options)

    def put(self, path: str, body: Any, version: int | str | None = 0, **options: Any) -> Any:
        """PUT with `If-Match`: a version, the header's text, or None for none."""
        if version is not None:
            options["HTTP_IF_MATCH"] = f'"{version}"' if isinstance(version, int) else version
        text = json.dumps(body)  # which escapes what no encoding of its own could carry
        return self.client.put(f"{API}/{path}", text, content_type="application/json", **options)

    def put_score(self, assessment: Any, code: str, level: int | None, version: Any = 0, **fields: Any) -> Any:
        """An answer with a level and a justification, changed by `fields`."""
        body = {"answer": "level", "level": level, "justification": LAW, **fields}
        return self.put(f"assessments/{assessment.pk}/scores/{code}/", body, version)


def errors_of(response: Any, status: int = 400) -> dict[str, list[str]]:
    """The faults by field of a problem; checks its form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert {"type", "title", "detail"} <= problem.keys()
    return problem.get("errors", {})


def settle(team: Any, level: int = 2) -> None:
    """Every indicator of the team's assessment is decided with `level`, at once."""
    NationalScore.objects.filter(assessment=team.assessment).update(
        state="decided",
        answer="level",
        level=level,
        justification=LAW,
        rationale="",
        decided_by=team.focal.user,
    )
