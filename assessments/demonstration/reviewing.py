"""The reviewer's questions on a submission of the demonstration, and the country's steps, from review.yaml."""

import datetime

from django.utils import timezone

from accounts.models import Membership
from assessments.demonstration.content import review
from assessments.demonstration.people import Delegation
from assessments.models import Assessment
from assessments.services import clarifying
from assessments.services.attachments import attached_link
from framework.models import Indicator

TIME_TO_ANSWER = datetime.timedelta(days=14)


def ask(reviewer: Membership, delegation: Delegation, assessment: Assessment) -> None:
    """Ask all of it on the country's only submission: what has no answer yet is left open."""
    submission = assessment.submissions.get()
    for told in review():
        clarification = clarifying.ask(
            actor=reviewer,
            submission=submission,
            indicator=Indicator.objects.get(code=told["about"]),
            text=told["question"],
            due_on=timezone.localdate() + TIME_TO_ANSWER,
        )
        clarification = clarifying.delegate(
            actor=delegation.focal_point,
            clarification=clarification,
            ministry=delegation.ministries[told["ministry"]],
            text=told["note"],
            expected_version=clarification.version,
        )
        if "answer" not in told:
            continue
        clarification = clarifying.contribute(
            actor=delegation.contributors[told["ministry"]],
            clarification=clarification,
            text=told["contribution"],
            expected_version=clarification.version,
        )
        clarifying.answer(
            actor=delegation.focal_point,
            clarification=clarification,
            text=told["answer"],
            expected_version=clarification.version,
            attachments=[attached_link(told["link"]["url"], told["link"]["title"])],
        )
