"""How evidence is written on pages."""

from collections.abc import Iterable, Mapping

from django import template

from accounts.models import Membership
from assessments import selectors
from assessments.models import Evidence, StoredFile
from assessments.services import scanning
from assessments.services.evidence_records import languages

register = template.Library()


@register.filter
def changeable_by(piece: Evidence, actor: Membership | None) -> bool:
    """Whether the person may replace or withdraw it."""
    return selectors.may_change(actor, piece)


@register.filter
def language_name(tag: str) -> str:
    """The name of a language, the tag itself where the list has it no more."""
    return languages().get(tag, tag)


@register.filter
def extension(file_name: str) -> str:
    """How a file's name ends, in capitals: PDF."""
    return file_name.rpartition(".")[2].upper()


@register.filter
def is_handed_out(file: StoredFile) -> bool:
    """Whether people may download it."""
    return scanning.may_be_handed_out(file)


@register.filter
def of_ministries(
    sealed: Mapping[str, Mapping[str, list[Evidence]]], code: str
) -> Iterable[tuple[str, list[Evidence]]]:
    """What was sealed with an indicator: names of ministries ("" for the country), each with its pieces."""
    return sealed.get(code, {}).items()
