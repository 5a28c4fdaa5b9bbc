"""How much one person, or one address, may try.

Failed sign-ins are counted by address, and by address and e-mail together: never by e-mail alone, so that nobody's
failures lock out the owner of an account who sits somewhere else. A browser that the owner has signed in with before
is counted by itself, and so is not slowed by what others try, not even from the same address.

Codes of the second factor are counted by person as well, because they are short; to try one takes the password.
"""

import hashlib
import math
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from accounts.browsers import browser_of
from accounts.models import User


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in a window of so many seconds."""

    name: str
    failures: int
    seconds: int


ADDRESS = Limit("address", 50, 300)
ADDRESS_AND_EMAIL = Limit("address-email", 5, 300)
KNOWN_BROWSER = Limit("browser", 10, 300)
ADDRESS_AND_CODES = Limit("address-codes", 5, 300)
CODES = Limit("codes", 50, 3600)
SINGLE_SIGN_ON = Limit("single-sign-on", 60, 300)


class Attempt:
    """Something that may fail: counted when it begins, and forgiven where it did not fail."""

    def __init__(self, *counted: tuple[Limit, str]) -> None:
        self.counted = counted
        self.keys: list[str] = []

    def begin(self) -> int:
        """Count it. 0 where it may go on, else in how many seconds it may."""
        now = time.time()
        wait = 0
        for limit, who in self.counted:
            window = int(now // limit.seconds)
            key = f"limit:{limit.name}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
            self.keys.append(key)
            if _one_more(key, limit.seconds) > limit.failures:
                wait = max(wait, math.ceil((window + 1) * limit.seconds - now), 1)
        return wait

    def forgive(self) -> None:
        """It was no failure."""
        for key in self.keys:
            left = cache.get(key)
            if left:
                cache.decr(key)
        self.keys.clear()


def sign_in(request: HttpRequest, email: str) -> Attempt:
    """The attempt to sign in with the password of the account with this e-mail, whether there is one or not."""
    browser = browser_of(request)
    if browser is not None and browser.people and _is_of_one_of(email, browser.people):
        return Attempt((KNOWN_BROWSER, f"{browser.id} {email.casefold()}"))
    address = _address(request)
    return Attempt((ADDRESS, address), (ADDRESS_AND_EMAIL, f"{address} {email.casefold()}"))


def second_factor(request: HttpRequest, user: User) -> Attempt:
    """The attempt to enter a code of this person's second factor."""
    browser = browser_of(request)
    if browser is not None and browser.knows(user.pk):
        return Attempt((KNOWN_BROWSER, f"{browser.id} {user.pk}"))
    return Attempt((ADDRESS_AND_CODES, f"{_address(request)} {user.pk}"), (CODES, str(user.pk)))


def single_sign_on(request: HttpRequest) -> Attempt:
    """The attempt to come in through another sign-in, which costs calls of its server."""
    return Attempt((SINGLE_SIGN_ON, _address(request)))


def may_invite(request: HttpRequest, user: User) -> bool:
    """Counts an invitation that `user` sends, by page or API, and says whether it is within `ACCOUNT_RATE_LIMITS`."""
    return ratelimit.consume(request, action="invite", user=user)


def _is_of_one_of(email: str, people: tuple[int, ...]) -> bool:
    return User.objects.filter(pk__in=people, email__iexact=email).exists()


def _address(request: HttpRequest) -> str:
    """Of IPv6 the network: whoever has one address there has them all."""
    return str(ratelimit_address(request))


def ratelimit_address(request: HttpRequest) -> str:
    """The address by which a visitor is counted."""
    from allauth.core.internal.ratelimit import truncate_ip

    return str(truncate_ip(get_adapter(request).get_client_ip(request)))


def _one_more(key: str, seconds: int) -> int:
    """One more under `key`, kept until its window is over; how many there are now."""
    if cache.add(key, 1, timeout=seconds + 1):
        return 1
    try:
        count = int(cache.incr(key))
    except ValueError:  # gone in between: the window is over
        return 1
    cache.touch(key, seconds + 1)  # a cache of files forgets after five minutes what was counted
    return count
