"""Currencies in which a cost may be given: those of ISO 4217 that are money somewhere today, from CLDR."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language, to_locale


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """The codes, three capital letters each."""
    territories = get_global("territory_currencies")
    return frozenset(code for territory in territories for code in get_territory_currencies(territory))


def names() -> dict[str, str]:
    """Code and name of every currency in the active language, by code."""
    return _names_in(get_language() or "en")


@lru_cache(maxsize=16)
def _names_in(language: str) -> dict[str, str]:
    named = Locale.parse(to_locale(language)).currencies
    return {code: named.get(code, code) for code in sorted(codes())}
