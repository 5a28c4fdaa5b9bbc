"""What stands below a picture that is taken along: what it rests on, and that it is synthetic where it is."""

from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import selectors
from assessments.comparison import Compared

from .base import said_about


def notes_of(actor: Membership | None, compared: Compared) -> list[str]:
    """The notes, one a line."""
    said = said_about(compared, selectors.sees_everybody(actor))
    rests_on = _("From sealed submissions only. %(said)s") % {"said": " ".join(said)}
    if compared.is_synthetic:
        return [rests_on, _("Synthetic data: made up by a program. No country gave these answers.")]
    return [rests_on]
