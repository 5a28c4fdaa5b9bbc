"""The texts that every document of a subject shares: title, head and foot of its pages, its time, its language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from reports.contexts import Subject


@dataclass(frozen=True, slots=True)
class PageTexts:
    """`head` and `foot` stand on every page and say DRAFT and SYNTHETIC DATA where it is so.

    `direction` is "ltr" or "rtl".
    """

    head: str
    foot: str
    as_of: str
    language: str
    direction: str
    demonstration: bool
    synthetic: bool


def page_texts(subject: Subject) -> PageTexts:
    """The texts in the active language; times are UTC."""
    utc = timezone.localtime(subject.as_of, timezone.get_fixed_timezone(0))
    as_of = _("%(time)s UTC") % {"time": date_format(utc, "DATETIME_FORMAT")}
    place = {"country": subject.country, "cycle": subject.cycle}
    if subject.seal is None:
        head = _("DRAFT · %(country)s, %(cycle)s") % place
        foot = _("Draft, not sealed; data of %(as_of)s") % {"as_of": as_of}
    else:
        head = _("%(country)s, %(cycle)s") % place
        foot = _("Submission %(number)s, sealed %(as_of)s") % {"number": subject.seal.number, "as_of": as_of}
    return PageTexts(
        head=marked(head, subject.synthetic),
        foot=foot,
        as_of=as_of,
        language=get_language() or settings.LANGUAGE_CODE,
        direction="rtl" if get_language_bidi() else "ltr",
        demonstration=settings.DEMO_MODE,
        synthetic=subject.synthetic,
    )


def marked(head: str, synthetic: bool) -> str:
    """The head of a page, which says where the answers are made up."""
    return _("SYNTHETIC DATA · %(head)s") % {"head": head} if synthetic else head
