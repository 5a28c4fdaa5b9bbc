"""Reading a file of wording: CSV with the columns `code,text`, one row a code."""

import csv
import io
from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

COLUMNS = ["code", "text"]
NAMED_AT_MOST = 20


class WordingFileError(ValueError):
    """What is wrong with a file of wording, one line of text a fault, each with its line in the file."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        named = faults[:NAMED_AT_MOST]
        if len(faults) > len(named):
            named.append(_("and %(number)d more") % {"number": len(faults) - len(named)})
        super().__init__("\n".join(named))


def read_wording(path: Path, known: Collection[str]) -> dict[str, str]:
    """Texts by code, in the order of the file: UTF-8 (with or without a byte order mark), RFC 4180 quoting.

    `known` are the codes that exist. Raises `WordingFileError` that names every fault with its line: no such file,
    other columns, an unknown or repeated code, an empty text, a row of other length, bytes that are not UTF-8.
    """
    reader = csv.reader(io.StringIO(_decoded(path), newline=""), strict=True)
    texts: dict[str, str] = {}
    first_lines: dict[str, int] = {}
    faults: list[str] = []
    line = 1
    try:
        header = next(reader, None)
        if header != COLUMNS:
            found = ",".join(header or [])
            raise WordingFileError([_('line 1: the columns must be "code,text", found "%(found)s"') % {"found": found}])
        line = reader.line_num + 1
        for row in reader:
            fault = _fault(row, known, first_lines)
            if fault:
                faults.append(_("line %(line)d: %(fault)s") % {"line": line, "fault": fault})
            else:
                code, text = row
                texts[code] = text.strip()
                first_lines[code] = line
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(_("line %(line)d: %(fault)s") % {"line": line, "fault": error})
    if not faults and not texts:
        faults.append(_("line 2: the file holds no text"))
    if faults:
        raise WordingFileError(faults)
    return texts


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WordingFileError([f"{path}: {error.strerror}"]) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise WordingFileError([_("line %(line)d: not UTF-8") % {"line": line}]) from error


def _fault(row: list[str], known: Collection[str], first_lines: dict[str, int]) -> str:
    if len(row) != len(COLUMNS):
        return _("2 columns expected, found %(number)d") % {"number": len(row)}
    code, text = row
    if code not in known:
        return _('unknown code "%(code)s"') % {"code": code}
    if code in first_lines:
        return _('code "%(code)s" was already given on line %(line)d') % {"code": code, "line": first_lines[code]}
    if not text.strip():
        return _('no text for code "%(code)s"') % {"code": code}
    if "\x00" in text:
        return _('the text for code "%(code)s" holds a zero byte') % {"code": code}
    return ""
