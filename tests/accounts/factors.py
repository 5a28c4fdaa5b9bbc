"""Second factors for tests: an authenticator app that is set up, and what it shows."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def set_up(user):
    """Give `user` an authenticator app with `KEY`, and recovery codes."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, KEY).instance


def code_now(key=KEY):
    """What the app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(key, counters[len(counters) // 2]))
