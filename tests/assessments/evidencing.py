"""Files and records for tests of evidence, and a store of their own."""

import io
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assessments.services import Record

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
CONTENT_TYPES = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINK = Record(kind="link", visibility="public", title="Register of cases", url="https://stats.example/cases")
LAW = Record(kind="law", visibility="public", title="Act 12 of 2019", issuer="Parliament", article="art. 4")
FILE = Record(kind="file", visibility="public", title="Circular on documents")


def pdf(name: str = "circular.pdf", more: bytes = b"") -> SimpleUploadedFile:
    """A PDF as it is uploaded; `more` makes it another one."""
    return upload(name, PDF + more, "application/pdf")


def upload(name: str, content: bytes, said: str = "application/octet-stream") -> SimpleUploadedFile:
    """Any file as it is uploaded, with the content type that the browser says."""
    return SimpleUploadedFile(name, content, said)


def image(format_name: str) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, format_name)
    return out.getvalue()


def workbook() -> bytes:
    """An Excel file."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def types_of(*content_types: str) -> str:
    """The list of content types in an OpenXML file."""
    overrides = "".join(f'<Override PartName="/p{n}" ContentType="{one}"/>' for n, one in enumerate(content_types))
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def word_file(**members: bytes | str) -> bytes:
    """A Word file, with further members."""
    return zipped({CONTENT_TYPES: types_of(f"{WORD}.main+xml"), "word/document.xml": "<w/>", **members})


def old_office(*streams: str) -> bytes:
    """What an Office file of 1997 to 2003 looks like to somebody who reads the names of its streams."""
    directory = b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + directory


@pytest.fixture
def store(settings: Any, tmp_path: Any) -> Any:
    """Files of this test lie in a folder of its own, which it gives."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {"BACKEND": "assessments.storage.WholeFileStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.CLAMD_URL = ""
    settings.SCAN_REQUIRED = False
    return tmp_path


def kept_files(store: Any) -> list[str]:
    """Names of all files that are there, kept or coming in."""
    return sorted(path.name for path in store.rglob("*") if path.is_file())


class FakeClamd(socketserver.BaseRequestHandler):
    """A clamd that knows one command, INSTREAM, and one threat, the word EICAR."""

    def handle(self) -> None:
        command = self.request.makefile("rb")
        assert command.readline() == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", command.read(4))[0]:
            content += command.read(size)
        answer = "stream: Eicar-Test-Signature FOUND" if b"EICAR" in content else "stream: OK"
        self.request.sendall(f"{answer}\n".encode())


@contextmanager
def clamd() -> Iterator[str]:
    """Address of a fake clamd on this machine while it runs."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), FakeClamd) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
