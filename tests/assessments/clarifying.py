"""Steps of clarifications, each on what its actor sees at the moment."""

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Membership
from assessments import selectors
from assessments.models import Clarification, Submission
from assessments.services import clarifying
from assessments.services.attachments import Attachment, attached_file
from framework.models import Indicator, Objective

CODE = "1.1.E1"
TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=14)
LATER = SOON + datetime.timedelta(days=14)


def ask(submission: Submission, reviewer: Membership, code: str = CODE, **given: Any) -> Clarification:
    """The reviewer asks on an indicator or objective."""
    thing: dict[str, Any] = {"objective": Objective.objects.filter(code=code).first()}
    if thing["objective"] is None:
        thing = {"indicator": Indicator.objects.get(code=code)}
    given = {"text": "Which section of the act?", "due_on": SOON, **thing, **given}
    return clarifying.ask(actor=reviewer, submission=submission, **given)


def step(name: str, actor: Membership, clarification: Clarification, **given: Any) -> Clarification:
    """The actor takes the step of this name; its text is the name unless another is given."""
    given.setdefault("text", f"{name}.")
    given.setdefault("expected_version", selectors.version_for(actor, fresh(clarification)))
    taken: Clarification = getattr(clarifying, name)(actor=actor, clarification=clarification, **given)
    return taken


def fresh(clarification: Clarification) -> Clarification:
    """The clarification as it is now."""
    return Clarification.objects.select_related("submission__assessment").get(pk=clarification.pk)


def text_file(name: str = "act.txt", content: bytes = b"Section 4.") -> Attachment:
    """A small file to attach."""
    return attached_file(ContentFile(content, name=name))
