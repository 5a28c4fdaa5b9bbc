"""Any uploaded file: what kind it is, by its content, and what it says."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from .results import Reading, RefusedFile

LARGEST_FILE = 5 * 1024 * 1024
ZIP, OLD_OFFICE = b"PK", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NO_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def read_upload(content: bytes, *, assessment: str, ministry: str, cycle: str, asked: Collection[str]) -> Reading:
    """The rows and faults of a workbook of this portal or a CSV file with the API's columns.

    `assessment` and `ministry` are ids, `cycle` a slug, `asked` the codes that the ministry is asked now, in document
    order. Raises `RefusedFile`.
    """
    # Not at the top: both bring openpyxl, 15 MB that workers of reports, which import this package by way of the
    # selectors, need not hold.
    from .csv_reading import read_csv
    from .reading import read_workbook

    if not content:
        raise RefusedFile(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise RefusedFile(_("The file is larger than 5 MB. A spreadsheet of answers is far smaller."))
    if content.startswith(ZIP):
        return read_workbook(content, assessment=assessment, ministry=ministry, cycle=cycle)
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED in content:
            raise RefusedFile(_("The file is protected with a password. Save it without one."))
        raise RefusedFile(_("This is an old Excel file (.xls). Save it as an Excel workbook (.xlsx) and upload that."))
    if content.startswith(NO_TEXT):
        raise RefusedFile(_("This is neither a spreadsheet nor a CSV file."))
    return read_csv(content, ministry=ministry, asked=asked)
