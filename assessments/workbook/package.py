"""The parts of an uploaded workbook, inflated within limits and parsed without entities.

Only what the cells say is read: never styles of display, drawings, links to other files, queries or macros.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from .results import RefusedFile

MOST_MEMBERS = 200
LARGEST_INSIDE = 30 * 1024 * 1024
"""Bytes of all parts together, inflated: twice what 371 justifications of 10,000 characters take."""


class Package:
    """A workbook's parts by name. Every way to read one raises `RefusedFile` where the file is damaged or a bomb."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise damaged() from error
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_INSIDE:
            raise _too_large()
        self._sizes: dict[str, int] = {}
        self.names = {member.filename for member in members}
        if len(self.names) != len(members):
            raise damaged()
        self._refuse_other_kinds()

    def _refuse_other_kinds(self) -> None:
        if "mimetype" in self.names:
            raise RefusedFile(_("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) and upload that."))
        if any(name.lower().endswith("vbaproject.bin") for name in self.names):
            raise RefusedFile(_("The file holds macros. Save it as an Excel workbook without macros (.xlsx)."))
        if "[Content_Types].xml" not in self.names or "_rels/.rels" not in self.names:
            raise RefusedFile(_("This is no Excel workbook. Upload the spreadsheet that you downloaded here."))

    def read(self, name: str) -> bytes:
        """A part's bytes; the inflated bytes of all parts that are read stay within the limit, whatever they claim."""
        try:
            with self._archive.open(name) as part:
                content = part.read(LARGEST_INSIDE + 1)
        except KeyError:
            raise damaged() from None
        except RuntimeError as error:
            raise RefusedFile(_("The file is protected with a password. Save it without one.")) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise damaged() from error
        self._sizes[name] = len(content)
        if sum(self._sizes.values()) > LARGEST_INSIDE:
            raise _too_large()
        return content

    def elements(self, part: str, *wanted: str) -> Iterator[Any]:
        """Elements with one of the local names `wanted`, whole, in the order of their ends; each is freed after use."""
        try:
            for _event, element in iterparse(io.BytesIO(self.read(part)), events=("end",), forbid_dtd=True):
                name = local(element.tag)
                if name in wanted:
                    yield element
                if name in wanted or name == "row":
                    element.clear()
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise damaged() from error


def local(tag: Any) -> str:
    """An element's or attribute's name without its namespace: strict and transitional workbooks differ in those."""
    return str(tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name, "" where there is none."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def damaged() -> RefusedFile:
    """What cannot be read at all."""
    return RefusedFile(_("The file is damaged. Open it, save it anew as an Excel workbook (.xlsx), and upload that."))


def _too_large() -> RefusedFile:
    return RefusedFile(_("The file holds far more than answers. Download the spreadsheet anew and copy your answers."))
