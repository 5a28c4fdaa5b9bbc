"""Under what terms the data may be used, and how they are cited: one wording for pages, downloads and reports."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def licence() -> str:
    """The terms of use: those that the operator sets (`DATA_LICENCE`), else the portal's own."""
    return settings.DATA_LICENCE or _(
        "© the States that submitted the assessments. UNODC makes them available through this portal as the States "
        "sealed and shared them. They may be copied, used and passed on free of charge, in whole or in part, where the "
        "source is cited and the figures are not altered. They are self-assessments: UNODC has not verified them, and "
        "neither they nor the names of countries and areas express an opinion of the United Nations."
    )


def citation(*, cycle: str, submissions: int, sealed_until: date | None) -> str:
    """How data of a cycle, by its name, are cited; `sealed_until` is the day of the last seal among them.

    It names no day of retrieval, so that equal data come with equal bytes; who cites adds it.
    """
    counted = ngettext("%(number)d submission", "%(number)d submissions", submissions) % {"number": submissions}
    if sealed_until is not None:
        counted = _("%(counted)s sealed by %(day)s") % {
            "counted": counted,
            "day": date_format(sealed_until, "DATE_FORMAT"),
        }
    return _(
        "United Nations Office on Drugs and Crime, Framework for Action Portal: self-assessments by States of the "
        "implementation of the Smuggling of Migrants Protocol, %(cycle)s, %(counted)s."
    ) % {"cycle": cycle, "counted": counted}
