"""What an archive says about itself: `manifest.json`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reports.moving.refusal import Refused
from reports.moving.tables import Summary

FORMAT = "framework-for-action-portal"
VERSION = 1


@dataclass(frozen=True)
class TableEntry:
    """A table in an archive: names of its columns, and what its lines are."""

    columns: Sequence[str]
    summary: Summary


@dataclass(frozen=True)
class Manifest:
    """`migrations` are names by application, `tables` entries by model, `files` is about the list of files.

    `faults` are the lines that `verify_submissions` and `verify_files` printed when the archive was made in spite of
    them. `made_at` is a time in UTC, `database` the vendor.
    """

    made_at: str
    database: str
    migrations: Mapping[str, Sequence[str]]
    tables: Mapping[str, TableEntry]
    files: Summary
    faults: Sequence[str]

    def to_json(self) -> bytes:
        """The manifest as it stands in an archive."""
        tables = [
            {"model": name, "columns": list(entry.columns), **asdict(entry.summary)}
            for name, entry in self.tables.items()
        ]
        content = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.made_at,
            "database": self.database,
            "migrations": {app: list(names) for app, names in self.migrations.items()},
            "tables": tables,
            "files": asdict(self.files),
            "faults": list(self.faults),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(content: bytes) -> Manifest:
    """The manifest of an archive. Raises Refused where it is none, of another version, or broken."""
    try:
        parsed = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise Refused(f"The manifest cannot be read: {error}.") from error
    if not isinstance(parsed, dict) or parsed.get("format") != FORMAT:
        raise Refused("This is no archive of this portal: its manifest does not say so.")
    if type(parsed.get("version")) is not int or parsed["version"] != VERSION:
        raise Refused(f"The archive is of format version {parsed.get('version')!r}; this portal reads {VERSION}.")
    return Manifest(
        made_at=_text(parsed, "made_at"),
        database=_text(parsed, "database"),
        migrations={app: _texts(names, f"migrations of {app}") for app, names in _object(parsed, "migrations").items()},
        tables=_tables(parsed.get("tables")),
        files=_summary(_object(parsed, "files"), "files"),
        faults=_texts(parsed.get("faults"), "faults"),
    )


def _tables(value: Any) -> dict[str, TableEntry]:
    if not isinstance(value, list):
        raise _broken("tables")
    found: dict[str, TableEntry] = {}
    for entry in value:
        if not isinstance(entry, dict) or not isinstance(name := entry.get("model"), str) or name in found:
            raise _broken("tables")
        found[name] = TableEntry(_texts(entry.get("columns"), name), _summary(entry, name))
    return found


def _summary(entry: Mapping[str, Any], name: str) -> Summary:
    count, size, sha256 = entry.get("count"), entry.get("size"), entry.get("sha256")
    if type(count) is not int or type(size) is not int or count < 0 or size < 0:
        raise _broken(name)
    if not isinstance(sha256, str) or not re.fullmatch("[0-9a-f]{64}", sha256):
        raise _broken(name)
    return Summary(count, size, sha256)


def _object(parsed: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = parsed.get(name)
    if not isinstance(value, dict):
        raise _broken(name)
    return value


def _text(parsed: Mapping[str, Any], name: str) -> str:
    value = parsed.get(name)
    if not isinstance(value, str):
        raise _broken(name)
    return value


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _broken(name)
    return value


def _broken(name: str) -> Refused:
    return Refused(f"The manifest is broken: {name}.")
