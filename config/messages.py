"""The catalogues of messages, `locale/<locale>/LC_MESSAGES/django.po`, made ready for gettext: a `.mo` beside each.

`python -m config.messages` makes those that are older than their source; before web, worker, tests and image start.
Made by Babel, so that a machine needs no gettext of its own.
"""

import secrets
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


def compile_messages(folder: Path = LOCALE_DIR) -> list[Path]:
    """Make the `.mo` of every `.po` below `folder` that has none or is newer. Returns those made.

    A file appears whole or not at all. Raises what reading says of a broken catalogue (`PoFileError`), and `OSError`.
    """
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        with part.open("wb") as stream:
            write_mo(stream, catalogue)
        part.replace(target)
        made.append(target)
    return made


if __name__ == "__main__":
    compile_messages()
