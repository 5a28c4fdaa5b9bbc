"""What a password must be like: NIST SP 800-63B-4, section 3.1.1.2. Long, and none that others try first.

No rules about kinds of characters, no change by the calendar, no hints: they make passwords worse.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 128
FEWEST_KINDS = 5
FEWEST_LEFT = 8
_WORDS = re.compile(
    "framework|action|portal|unodc|smuggling|migrants?|protocol|nations|united|passwor[dt]|passphrase|secret|welcome"
    "|qwerty(?:uiop)?|azerty|asdf(?:ghjkl)?|letmein|admin|login|changeme|demo|abc(?:def)?|[0-9\\W_]"
)


def normalized(password: str | None) -> str | None:
    """The password in the one form (NFC) in which it is kept: two keyboards make one letter of different characters."""
    return unicodedata.normalize("NFC", password) if password is not None else None


class MaximumLengthValidator:
    """Longer ones are refused, and never cut."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError`."""
        if len(password) > LONGEST:
            raise ValidationError(_("This password is too long. At most %(most)d characters.") % {"most": LONGEST})

    def get_help_text(self) -> str:
        return _("At most %(most)d characters.") % {"most": LONGEST}


class ExpectedWordsValidator:
    """Refuses what is little more than the portal's own words, rows of keys and digits, or few characters again and
    again.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError`."""
        left = _WORDS.sub("", password.casefold())
        if len(left) < FEWEST_LEFT or len(set(password)) < FEWEST_KINDS:
            raise ValidationError(_("This password is easy to guess: it holds little but words that others try first."))

    def get_help_text(self) -> str:
        return _("Not words of this portal, or rows of keys.")
