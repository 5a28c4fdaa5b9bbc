"""The scanner hook: clamd, where `CLAMD_URL` names one, looks at every file before it is kept.

A scanner that cannot be reached keeps nobody from working: the file is stored as not scanned, and scanned later
(`manage.py scan_files`, and a task of the worker). Until then it is downloadable only where `SCAN_REQUIRED` is off.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import structlog
from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.utils.translation import gettext as _

from assessments.models import StoredFile

SCAN = StoredFile.Scan
FINDING_LIMIT = 200
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says: a value of `StoredFile.Scan`, and the name of what it found."""

    scan: StoredFile.Scan
    finding: str = ""


def scan(path: Path) -> Verdict:
    """Have the file at `path` scanned; not scanned where there is no scanner or it does not answer in time."""
    with path.open("rb") as content:
        return scan_stream(content)


def scan_stream(content: BinaryIO) -> Verdict:
    """The same for an open file."""
    if not settings.CLAMD_URL:
        return Verdict(SCAN.NOT_SCANNED)
    try:
        status, finding = client(settings.CLAMD_URL).instream(content)["stream"]
    except (ClamdError, OSError, KeyError, UnicodeDecodeError):
        log.warning("scanner_did_not_answer", exc_info=True)
        return Verdict(SCAN.NOT_SCANNED)
    if status == "OK":
        return Verdict(SCAN.CLEAN)
    if status == "FOUND":
        return Verdict(SCAN.INFECTED, (finding or "")[:FINDING_LIMIT])
    log.warning("scanner_could_not_scan", finding=finding)
    return Verdict(SCAN.NOT_SCANNED)


def may_be_handed_out(file: StoredFile) -> bool:
    """Whether people may download a stored file."""
    return file.scan == SCAN.CLEAN or (file.scan == SCAN.NOT_SCANNED and not settings.SCAN_REQUIRED)


def why_not(file: StoredFile) -> str:
    """Why a stored file is not handed out, in words."""
    if file.scan == SCAN.INFECTED:
        return _("The scanner found a threat in this file. It cannot be downloaded.")
    return _("This file is not scanned yet. It can be downloaded as soon as the scanner has cleared it.")


def client(address: str) -> ClamdNetworkSocket:
    """A client for the clamd at `tcp://host:port`, or at a Unix socket's path. Connects at the first call."""
    if address.startswith("tcp://"):
        place = urlsplit(address)
        return ClamdNetworkSocket(place.hostname or "127.0.0.1", place.port or 3310, timeout=settings.CLAMD_TIMEOUT)
    return ClamdUnixSocket(address, timeout=settings.CLAMD_TIMEOUT)
