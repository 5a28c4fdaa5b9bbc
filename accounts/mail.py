"""The words of mails: notices in, a message in plain text and HTML out.

Each kind of notice has one template, `mail/<kind>.txt`: its first line is the subject, the paragraphs below are said in
both parts. A digest says several notices one after the other.
"""

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Country, Invitation, Membership, Notice, User

KIND = Notice.Kind
CODES_SHOWN = 12
LONGEST_SUBJECT = 150
LINKS = {
    KIND.INVITATION: gettext_lazy("Accept the invitation"),
    KIND.ASSIGNMENT: pgettext_lazy("link", "Open the assessment"),
    KIND.CONFLICT: gettext_lazy("See the differences"),
    KIND.MENTION: gettext_lazy("Open the discussion"),
    KIND.CLARIFICATION: gettext_lazy("Open the clarification"),
    KIND.DEADLINE: gettext_lazy("Open in the portal"),
    KIND.STATUS: gettext_lazy("Open in the portal"),
    KIND.MEMBERSHIP: gettext_lazy("Open in the portal"),
    KIND.SAFETY: gettext_lazy("Open my account"),
    KIND.PASSWORD: gettext_lazy("Set a new password"),
}


class NotToBeSent(Exception):
    """There is nobody, or nothing left, to send this to. `str()` says why."""


class NobodyThere(NotToBeSent):
    """No account has this address: the notice is forgotten, since it was for nobody."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a mail says about one notice. `link` is absolute, "" where there is none; of `codes` the first are shown."""

    subject: str
    paragraphs: tuple[str, ...]
    codes: tuple[str, ...]
    more_codes: int
    link: str
    link_label: str


def message_of(notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """The mail that tells one person of `notices`, in their order. Raises NotToBeSent."""
    first = notices[0]
    address = address_of(first)
    with translation.override(language_of(first)):
        items = [item_of(notice) for notice in notices]
        subject = subject_of(items)
        context = {
            "subject": subject,
            "items": items,
            "digest": first.in_digest,
            "has_account": first.recipient is not None,
            "preferences": absolute(reverse("accounts:profile")),
            "portal": settings.PORTAL_URL,
            "demonstration": settings.DEMO_MODE,
        }
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("mail/message.txt", context),
            to=[address],
            headers={"Message-ID": message_id(notices), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("mail/message.html", context), "text/html")
    return message


def address_of(notice: Notice) -> str:
    """Where the notice goes: to the address that its person has today. Raises NotToBeSent where he has left."""
    if notice.recipient is None:
        return notice.address
    if not notice.recipient.is_active:
        raise NotToBeSent(_("The account is not active any more."))
    return notice.recipient.email


def message_id(notices: Sequence[Notice]) -> str:
    """The same for every attempt to send the same notices, so that a mail that comes twice is known to be one."""
    name = (
        notices[0].pk if len(notices) == 1 else uuid.uuid5(uuid.NAMESPACE_OID, " ".join(str(one.pk) for one in notices))
    )
    return f"<{name}@{urlsplit(settings.PORTAL_URL).hostname or 'localhost'}>"


def subject_of(items: Sequence[Item]) -> str:
    """The subject of a mail: that of its one notice, or how many there are."""
    if len(items) == 1:
        return items[0].subject
    return _("%(count)s messages from the Framework for Action Portal") % {"count": len(items)}


def item_of(notice: Notice) -> Item:
    """What is said about one notice. Raises NotToBeSent where it has become pointless."""
    context = one_line(notice.context | _in_words(notice.context)) | {"today": timezone.localdate()}
    if notice.kind == KIND.INVITATION:
        context |= invitation_context(notice)
    if notice.kind == KIND.PASSWORD:
        context |= password_context(notice)
    codes = tuple(str(code) for code in context.get("codes", ()))
    context |= {"count": context.get("count", len(codes)), "due_on": as_date(context.get("due_on"))}
    subject, *lines = render_to_string(f"mail/{notice.kind}.txt", context).strip().splitlines()
    paragraphs = tuple(line.strip() for line in lines if line.strip())
    if len(codes) == 1 and codes[0] in " ".join(paragraphs):
        codes = ()  # said already
    return Item(
        subject=Truncator(subject.strip()).chars(LONGEST_SUBJECT),
        paragraphs=paragraphs,
        codes=codes[:CODES_SHOWN],
        more_codes=max(0, len(codes) - CODES_SHOWN),
        link=absolute(str(context.get("path") or "")),
        link_label=str(LINKS[KIND(notice.kind)]),
    )


def _in_words(context: Mapping[str, Any]) -> dict[str, Any]:
    """What the context names by code or id, in the active language: `country` and `capacity`.

    What it says of them itself stays where they are not there any more.
    """
    words = {}
    country = Country.objects.filter(code=context.get("country_code", "")).first()
    if country is not None:
        words["country"] = country.display_name
    if "membership" in context:
        related = Membership.objects.select_related("country", "ministry")
        membership = related.filter(pk=context["membership"]).first()
        if membership is not None:
            words["capacity"] = membership.capacity
    return words


def invitation_context(notice: Notice) -> dict[str, Any]:
    """What the mail of an invitation says beside the notice's context; its link is kept nowhere.

    Raises NotToBeSent where the invitation waits no longer.
    """
    from accounts.services.invitations import link_of  # services build mails, so this room cannot import them first

    invitation = (
        Invitation.objects.select_related("country", "ministry", "invited_by")
        .filter(pk=notice.context["invitation"])
        .first()
    )
    if invitation is None or invitation.state != Invitation.State.WAITING:
        raise NotToBeSent(_("The invitation does not wait any more."))
    said = {
        "name": invitation.name,
        "capacity": invitation.offered.capacity,
        "by": str(invitation.invited_by),
        "by_capacity": invitation.capacity,
    }
    return one_line(said) | {"path": link_of(invitation), "expires_at": invitation.expires_at}


def password_context(notice: Notice) -> dict[str, Any]:
    """What the mail with the link for a new password says; the link is kept nowhere. Raises NobodyThere."""
    user = User.objects.filter(email__iexact=notice.address, is_active=True).first()
    if user is None:
        raise NobodyThere(_("There is no such account."))
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return {"path": path.replace("UID-KEY", key), "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}


def language_of(notice: Notice) -> str:
    """In which language the notice's person reads; the portal's own for whoever chose none or has no account."""
    if notice.kind == KIND.INVITATION:
        invitation = Invitation.objects.filter(pk=notice.context["invitation"]).only("language").first()
        return (invitation.language if invitation else "") or settings.LANGUAGE_CODE
    reader = notice.recipient
    if notice.kind == KIND.PASSWORD:
        reader = User.objects.filter(email__iexact=notice.address, is_active=True).first()
    return (reader.language if reader else "") or settings.LANGUAGE_CODE


def absolute(path: str) -> str:
    """The address of a path of the portal; "" for what is none."""
    if not path.startswith("/") or path.startswith("//"):
        return ""
    return urljoin(settings.PORTAL_URL, path)


def as_date(text: object) -> date | None:
    """A date in ISO 8601 as the context keeps it, or None."""
    return date.fromisoformat(text) if isinstance(text, str) else None


def one_line(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with every text on one line and without control characters: a name forges no line of a mail."""
    return {name: _flat(value) for name, value in context.items()}


def _flat(value: Any) -> Any:
    if isinstance(value, str):
        seen = "".join(" " if unicodedata.category(character) == "Cc" else character for character in value)
        return " ".join(seen.split())
    if isinstance(value, list):
        return [_flat(one) for one in value]
    return value
