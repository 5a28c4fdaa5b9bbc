"""What an uploaded file is, told by its content and never by its name or by what the browser says. No database.

Only the formats in `FORMATS` are taken. The extension has to agree with the content, so that whoever downloads the
file opens it with what it was made for. Programs, pages (HTML, SVG) and office files with macros are refused, and so
are office files that unpack to far more than they are: nobody here unpacks them, but those who download them do.
"""

import codecs
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import puremagic
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeElementTree
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
FORMATS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    f"{OOXML}wordprocessingml.document": ("docx",),
    f"{OOXML}spreadsheetml.sheet": ("xlsx",),
    f"{OOXML}presentationml.presentation": ("pptx",),
    f"{ODF}text": ("odt",),
    f"{ODF}spreadsheet": ("ods",),
    f"{ODF}presentation": ("odp",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
}
"""Content types that are taken, each with its extensions."""

EXTENSIONS = tuple(extension for extensions in FORMATS.values() for extension in extensions)
ACCEPTED = _lazy("PDF, Word, Excel and PowerPoint, OpenDocument, JPEG, PNG, GIF, WebP, TIFF, plain text and CSV")
"""The formats in words."""

NAME_LIMIT = 150
"""Characters of a file name that are kept; the extension always is."""

HEAD = 4096
"""Bytes at the beginning that tell one family of formats from another."""

UNPACKED_LIMIT = 200 * 1024 * 1024
MEMBERS_LIMIT = 5_000
PART_LIMIT = 1024 * 1024
"""What an office file may unpack to, in bytes; how many members it may have; bytes of a member that is read here."""

_FROM_MAGIC = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff"}
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_OOXML_MAIN = {f"{content_type}.main+xml": content_type for content_type in FORMATS if content_type.startswith(OOXML)}
_ODF_TYPES = {content_type for content_type in FORMATS if content_type.startswith(ODF)}
_OLE_STREAMS = {
    "application/msword": ("WordDocument",),
    "application/vnd.ms-excel": ("Workbook", "Book"),
    "application/vnd.ms-powerpoint": ("PowerPoint Document",),
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = ("<", "#!", "%!", "{\\rtf")


def clean_name(name: str) -> str:
    """A file's name as it is stored and offered for download: no folders, no characters that steer or deceive.

    Line ends, other control characters and those that turn the direction of text are left out, so is what file
    systems reserve; at most `NAME_LIMIT` characters.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    visible = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    stem, dot, extension = " ".join(visible.split()).rstrip(". ").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    room = NAME_LIMIT - len(dot + extension[:10])
    return f"{stem.strip('. ')[:room].strip() or 'file'}{dot}{extension[:10]}"


def content_type_of(path: Path, name: str) -> str:
    """The content type, a key of `FORMATS`, of the file at `path` that was uploaded as `name`.

    Raises `ValidationError` in words for the person who uploads, where it is not taken.
    """
    extension = PurePosixPath(name.lower()).suffix.removeprefix(".")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise ValidationError(_("The file is empty."))
    if extension not in EXTENSIONS:
        raise _not_taken()
    found = _by_content(path, head)
    if not found:
        raise _not_taken()
    for content_type in found:
        if extension in FORMATS[content_type]:
            return content_type
    raise ValidationError(
        _("The name ends in .%(extension)s, but the content is of another format (.%(format)s).")
        % {"extension": extension, "format": FORMATS[found[0]][0]}
    )


def _not_taken() -> ValidationError:
    return ValidationError(_("Files of this format are not taken. Taken are: %(formats)s.") % {"formats": ACCEPTED})


def _by_content(path: Path, head: bytes) -> list[str]:
    """The content types that the content can be; none where it is nothing that is taken."""
    if head.startswith(_ZIP):
        return _office_type(path)
    if head.startswith(_OLE):
        return _old_office_types(path.read_bytes())
    magic = _magic(head)
    if magic:
        return magic
    return ["text/plain", "text/csv"] if _is_text(path) else []


def _magic(head: bytes) -> list[str]:
    """What the first bytes say it is, of the formats that they alone tell."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return []
    best = max(match.confidence for match in matches)
    return sorted({match.mime_type for match in matches if match.confidence == best} & _FROM_MAGIC)


def _office_type(path: Path) -> list[str]:
    """The type of a zip file that is an OpenXML or OpenDocument file; raises `ValidationError` for bombs and macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_size(members, path.stat().st_size)
            names = [member.filename for member in members]
            if "[Content_Types].xml" in names:
                return _openxml_type(archive, names)
            if "mimetype" in names:
                return _opendocument_type(archive, names)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ValidationError(_("The file is damaged: it cannot be read.")) from error
    return []


def _check_size(members: list[zipfile.ZipInfo], size: int) -> None:
    too_much = ValidationError(_("The file unpacks to too much: save it anew with fewer or smaller parts."))
    if len(members) > MEMBERS_LIMIT or sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise too_much
    # Members that lie over each other are how a small file promises petabytes without saying so.
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise too_much
        end = member.header_offset + member.compress_size
    if end > size:
        raise ValidationError(_("The file is damaged: it cannot be read."))
    if any(member.flag_bits & 0x1 for member in members):
        raise _locked()


def _locked() -> ValidationError:
    return ValidationError(_("The file is protected by a password: nobody could read it. Save it without one."))


def _macros() -> ValidationError:
    return ValidationError(_("The file holds macros. Save it without them, or as PDF."))


def _openxml_type(archive: zipfile.ZipFile, names: Iterable[str]) -> list[str]:
    try:
        root = SafeElementTree.fromstring(_part(archive, "[Content_Types].xml"))
    except (SafeElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise ValidationError(_("The file is damaged: it cannot be read.")) from error
    types = {str(element.get("ContentType", "")) for element in root}
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in types) or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise _macros()
    return [_OOXML_MAIN[one] for one in types if one in _OOXML_MAIN]


def _opendocument_type(archive: zipfile.ZipFile, names: Iterable[str]) -> list[str]:
    declared = _part(archive, "mimetype").decode("ascii", "replace").strip()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise _macros()
    return [declared] if declared in _ODF_TYPES else []


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(PART_LIMIT)


def _old_office_types(content: bytes) -> list[str]:
    """Types of a compound file (Office 97 to 2003), by the names of the streams in it."""
    if _stream("EncryptedPackage") in content:
        raise _locked()
    if _stream("_VBA_PROJECT") in content:
        raise _macros()
    return [
        content_type for content_type, names in _OLE_STREAMS.items() if any(_stream(name) in content for name in names)
    ]


def _stream(name: str) -> bytes:
    """The name of a stream as the directory of a compound file writes it, with its end."""
    return f"{name}\0".encode("utf-16-le")


def _is_text(path: Path) -> bool:
    """Whether it is text in UTF-8 that no browser takes for a page and no shell for a script."""
    try:
        text = path.read_bytes().removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text) and not text.lstrip().lower().startswith(_MARKUP)
