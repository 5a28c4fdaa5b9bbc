"""Moments at which a page is another than on a good day: nothing is there yet, somebody was quicker, it is too late,
a report failed. Each is made in a world of its own and answered with the page.
"""

from tests.permissions.moments import accounts, files, nothing_yet, too_late
from tests.permissions.moments.base import MOMENTS, Moment

__all__ = ["MOMENTS", "Moment", "accounts", "files", "nothing_yet", "too_late"]
