"""The file: a zip of `tables/<model>.jsonl`, `files.jsonl`, `files/evidence/…`, `files/reports/…` and `manifest.json`.

It is written from front to end and read as what a stranger may have made: nothing in it becomes a path, every entry has
to be announced, and none is read beyond what the manifest says of its size.
"""

import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from reports.kept_files import KeptFile
from reports.models import ReportJob
from reports.moving.manifest import Manifest, read_manifest
from reports.moving.refusal import Refused
from reports.moving.tables import Counted, Summary, summary_of

MANIFEST, FILES = "manifest.json", "files.jsonl"
MANIFEST_LIMIT = 4 * 1024**2
"""Bytes of a manifest."""
LINE_LIMIT = 64 * 1024**2
"""Bytes of one row; a sealed copy has half a megabyte."""
FILE_LIMIT = 256 * 1024**2
"""Bytes of one file: it is held in memory. A file of evidence has 20 MiB at most, a large report about nine."""
FAST = 1
"""Level of compression: a third larger than by the default of zlib, in a third of its time."""


def entry_of_table(name: str) -> str:
    """Where in the archive the lines of a table are."""
    return f"tables/{name}.jsonl"


def entry_of_file(file: KeptFile) -> str:
    """Where in the archive the bytes of a file are."""
    return f"files/{file.name}"


class Writer:
    """Writes an archive, readable by its owner only. It has its name when it is whole; left by an error it is gone.

    Raises Refused where there is a file of this name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")

    def __enter__(self) -> Self:
        for path in (self.path, self.part):
            if path.exists():
                raise Refused(f"There is a file {path} already.")
        descriptor = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.file = os.fdopen(descriptor, "wb")
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.zip.close()
            if kind is None:
                self.file.flush()
                os.fsync(self.file.fileno())
                self.part.replace(self.path)
        finally:
            self.file.close()
            self.part.unlink(missing_ok=True)

    def add_lines(self, entry: str, lines: Iterable[bytes]) -> Summary:
        """Write lines, and say what they were."""
        counted = Counted(lines)
        with self.zip.open(entry, "w", force_zip64=True) as member, io.BufferedWriter(member, 1024**2) as out:
            for line in counted:
                out.write(line)
        return counted.summary

    def add_file(self, file: KeptFile, content: bytes) -> bytes:
        """Write the bytes of a file as they are; returns its line in the list of files."""
        self.zip.writestr(zipfile.ZipInfo(entry_of_file(file)), content)
        return line_of_file(file, len(content))

    def add_manifest(self, manifest: Manifest) -> None:
        """Write the manifest: the last entry."""
        with self.zip.open(MANIFEST, "w") as member:
            member.write(manifest.to_json())


def line_of_file(file: KeptFile, size: int) -> bytes:
    """A file's line in the list: its name and its size in bytes."""
    return json.dumps([file.name, size], separators=(",", ":")).encode() + b"\n"


class Archive:
    """An archive that is read. Opening it reads the manifest and the list of files, and looks at no other content.

    Raises Refused where the file is no archive, where an entry is not announced, missing or of another size.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise Refused(f"{path} is no archive that can be read: {error}.") from error
        try:
            self.entries = self._entries()
            self.manifest: Manifest = read_manifest(self._read(MANIFEST, MANIFEST_LIMIT))
            self.files: Mapping[KeptFile, int] = self._listed_files()
            self._compare_entries()
        except Refused:
            self.zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.zip.close()

    @contextmanager
    def lines(self, entry: str) -> Iterator[Iterator[bytes]]:
        """The lines of an entry, each with its end, while it is open."""
        with self._opened(entry) as member, io.BufferedReader(cast(io.RawIOBase, member), 1024**2) as reader:
            yield self._lines(entry, reader)

    def _lines(self, entry: str, reader: IO[bytes]) -> Iterator[bytes]:
        while line := reader.readline(LINE_LIMIT + 1):
            if len(line) > LINE_LIMIT:
                raise Refused(f"{entry} has a line of more than {LINE_LIMIT} bytes.")
            yield line

    def read_file(self, file: KeptFile) -> bytes:
        """The bytes of a file; raises Refused where they are others than those of its name."""
        content = self._read(entry_of_file(file), FILE_LIMIT)
        if not file.is_that_of(content):
            raise Refused(f"{entry_of_file(file)} does not have the SHA-256 of its name.")
        return content

    def check(self) -> None:
        """Read everything and compare it with the manifest: numbers of rows and SHA-256. Raises Refused."""
        for name, table in self.manifest.tables.items():
            self._compare(entry_of_table(name), table.summary)
        for file in self.files:
            self.read_file(file)

    def _compare(self, entry: str, announced: Summary) -> None:
        with self.lines(entry) as lines:
            found = summary_of(lines)
        if found.count != announced.count:
            raise Refused(f"{entry} has {found.count} rows; the manifest says {announced.count}.")
        if found != announced:
            raise Refused(f"{entry} does not have the SHA-256 that the manifest says.")

    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in self.zip.infolist():
            if info.filename in entries:
                raise Refused(f"The archive has two entries {info.filename!r}.")
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused(f"{info.filename!r} is encrypted, or compressed in a way that is not read.")
            entries[info.filename] = info
        return entries

    def _listed_files(self) -> dict[KeptFile, int]:
        announced = self.manifest.files
        if self._size(FILES) != announced.size:
            raise Refused(f"{FILES} has {self._size(FILES)} bytes; the manifest says {announced.size}.")
        self._compare(FILES, announced)
        files: dict[KeptFile, int] = {}
        with self.lines(FILES) as lines:
            for line in lines:
                file, size = _listed(line)
                if file in files:
                    raise Refused(f"{FILES} names {file.name} twice.")
                files[file] = size
        return files

    def _compare_entries(self) -> None:
        sizes = {entry_of_table(name): entry.summary.size for name, entry in self.manifest.tables.items()}
        sizes |= {entry_of_file(file): size for file, size in self.files.items()}
        for entry in self.entries:
            if entry not in sizes and entry not in (MANIFEST, FILES):
                raise Refused(f"The archive has an entry {entry!r} that nothing announces.")
        for entry, size in sizes.items():
            if self._size(entry) != size:
                raise Refused(f"{entry} has {self._size(entry)} bytes; {size} are announced.")

    def _size(self, entry: str) -> int:
        if entry not in self.entries:
            raise Refused(f"The archive has no {entry}.")
        return self.entries[entry].file_size

    def _read(self, entry: str, limit: int) -> bytes:
        if self._size(entry) > limit:
            raise Refused(f"{entry} has more than {limit} bytes.")
        with self._opened(entry) as member:
            return member.read()

    @contextmanager
    def _opened(self, entry: str) -> Iterator[IO[bytes]]:
        try:
            with self.zip.open(self.entries[entry]) as member:
                yield member
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refused(f"{entry} is damaged: {error}.") from error


def _listed(line: bytes) -> tuple[KeptFile, int]:
    try:
        parsed = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise Refused(f"{FILES} cannot be read: {error}.") from error
    match parsed:
        case [str(name), int(size)] if size >= 0 and (found := _NAME.fullmatch(name)):
            return KeptFile(found["format"] or "", found["evidence"] or found["report"]), size
    raise Refused(f"{FILES} has a line that names no file: {line[:100].decode(errors='replace')!r}.")


_NAME = re.compile(
    r"evidence/(?P<evidence>[0-9a-f]{64})|"
    rf"reports/(?P<report>[0-9a-f]{{64}})\.(?P<format>{'|'.join(ReportJob.Format.values)})"
)
