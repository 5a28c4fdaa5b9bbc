"""Why something failed: one word for the operator, one sentence for the person."""

import errno

import psycopg2.errors
import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError

from accounts.failures import Cause, FontMissing, cause_of, said, with_reference


def caused_by(error, outer=RuntimeError):
    """`outer`, raised because of `error`."""
    try:
        try:
            raise error
        except BaseException as cause:
            raise outer("outside") from cause
    except outer as caught:
        return caught


class DiskFull(psycopg2.errors.DiskFull):
    pgcode = "53100"


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Cause.DISK_FULL),
        (OSError(errno.EDQUOT, "Quota"), Cause.DISK_FULL),
        (caused_by(OSError(errno.ENOSPC, "No space left on device")), Cause.DISK_FULL),
        (caused_by(DiskFull("could not extend file"), OperationalError), Cause.DISK_FULL),
        (MemoryError(), Cause.TOO_LARGE),
        (SoftTimeLimitExceeded(), Cause.TOO_SLOW),
        (OperationalError("server closed the connection"), Cause.DATABASE),
        (InterfaceError("connection already closed"), Cause.DATABASE),
        (PermissionDenied(), Cause.NOT_ALLOWED),
        (FontMissing("fonts-noto-cjk"), Cause.FONT_MISSING),
        (PermissionError(errno.EACCES, "Permission denied"), Cause.STORAGE),
        (OSError(errno.EROFS, "Read-only file system"), Cause.STORAGE),
        (EndpointConnectionError(endpoint_url="http://s3"), Cause.STORAGE),
        (ClientError({"Error": {"Code": "503"}}, "PutObject"), Cause.STORAGE),
        (ValueError(), Cause.FAULT),
        (FileNotFoundError(errno.ENOENT, "no.css"), Cause.FAULT),
    ],
)
def test_cause_is_found_along_the_chain(error, cause):
    assert cause_of(error) == cause


def test_every_cause_has_words_and_the_reference_follows():
    sentences = {said(cause) for cause in Cause}
    assert len(sentences) == len(Cause)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert with_reference("It failed.", "4711") == "It failed. Tell the operator this reference: 4711."
    assert with_reference("It failed.", "") == "It failed."
