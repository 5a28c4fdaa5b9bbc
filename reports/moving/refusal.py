"""Why nothing is exported or imported."""


class Refused(Exception):
    """The archive or one of the portals is not fit for it. `str()` says why, in one line; nothing was changed."""
