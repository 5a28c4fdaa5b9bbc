"""Sealed submissions of many countries in milliseconds each: what tests of comparison and review start from.

The answers are letters (`scoring.LETTERS`) and need no draft behind them; the copy is sealed as services seal it.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Country, Membership, User
from assessments import scoring, sealing, selectors
from assessments.models import Assessment, Change, Cycle, NationalScore, Submission
from assessments.services.extracting import keep_extract
from framework.models import Indicator
from framework.selectors import edition


def make_country(code: str, **fields: Any) -> Country:
    """A fictional country; its code begins with X."""
    given = {"region": "Africa", "subregion": "Western Africa", "regional_group": "african"} | fields
    return Country.objects.create(code=code, alpha2=code[1:].lower(), name=f"Country {code}", fictional=True, **given)


def everywhere(letter: str) -> str:
    """One answer to every indicator."""
    return letter * len(selectors.tree().places)


def answered(**letters: str) -> str:
    """These answers by code, `answered(**{"1.1.E1": "3"})`; everything else is unanswered."""
    return "".join(letters.get(code, "-") for code in selectors.tree().places)


def make_submission(
    country: Country,
    cycle: Cycle,
    letters: str,
    *,
    sharing: str = "nobody",
    status: str = "submitted",
    actions: Iterable[Mapping[str, Any]] = (),
    own_targets: Iterable[Mapping[str, Any]] = (),
    justification: str = "Law of 2019, article 4.",
    at: datetime.datetime | None = None,
) -> Submission:
    """The country's next submission in the cycle; `actions` and `own_targets` are as sealed copies hold them."""
    focal, _is_new = Membership.objects.get_or_create(
        user=User.objects.get_or_create(email=f"focal@{country.code.lower()}.example")[0],
        role=Membership.Role.FOCAL_POINT,
        country=country,
    )
    assessment, _is_new = Assessment.objects.update_or_create(
        country=country, cycle=cycle, defaults={"sharing": sharing, "status": status}
    )
    now = at or timezone.now()
    content = sealing.content_of(
        assessment=assessment,
        national_scores=_national_scores(assessment, letters, justification, now),
        scores=(),
        own_targets=(),
        evidence=(),
        actions=(),
        places=selectors.tree().places,
        edition=edition(),
        number=assessment.submissions.count() + 1,
        actor=focal,
        at=now,
    ) | {"actions": list(actions), "own_targets": list(own_targets)}
    text = sealing.canonical(content)
    submission = Submission.objects.create(
        assessment=assessment,
        number=content["number"],
        sealed_at=now,
        submitted_by=focal.user,
        capacity=focal.capacity,
        framework_edition=content["framework_edition"],
        content=text,
        sha256=sealing.seal(text),
    )
    keep_extract(submission, content)
    Change.objects.create(
        assessment=assessment,
        at=now,
        user=focal.user,
        capacity=focal.capacity,
        action=Change.Action.SUBMITTED,
        after={"submission": str(submission.pk), "number": submission.number, "sha256": submission.sha256},
    )
    return submission


def _national_scores(
    assessment: Assessment, letters: str, justification: str, now: datetime.datetime
) -> Iterable[NationalScore]:
    for indicator, letter in zip(Indicator.objects.order_by("order"), letters, strict=True):
        answer = scoring.answer_of(letter)
        unanswered = answer.kind is scoring.AnswerKind.UNANSWERED
        yield NationalScore(
            assessment=assessment,
            indicator=indicator,
            state="unanswered" if unanswered else "agreed",
            answer="" if unanswered else answer.kind.value,
            level=answer.level,
            justification="" if unanswered else justification,
            updated_at=now,
        )


def sealed_need(indicator: str, assistance: str = "training", **fields: Any) -> dict[str, Any]:
    """An action that needs technical assistance, as sealed copies hold it."""
    return {
        "id": "00000000-0000-4000-8000-000000000001",
        "indicator": indicator,
        "measure": None,
        "text": "Train the border police.",
        "lead": {"id": "00000000-0000-4000-8000-000000000002", "name": "Ministry of the Interior"},
        "others": [],
        "starts_on": None,
        "due_on": "2027-06-30",
        "priority": "high",
        "cost": None,
        "currency": "",
        "funding": "",
        "assistance": assistance,
        "assistance_words": "Trainers for two weeks.",
        "status": "planned",
        "progress_note": "",
        "expected_level": 3,
    } | fields
