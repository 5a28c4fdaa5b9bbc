"""Office files are zip packages that bear the time of their making: written anew, equal content is equal bytes."""

import io
import re
import zipfile
from datetime import datetime

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can bear."""

CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def repacked(content: bytes, at: datetime) -> bytes:
    """The package `content` with its files in their order, without times but `at`, when it was last modified."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            data = source.read(name)
            if name == CORE:
                data = MODIFIED.sub(rb"\g<1>" + at.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", data)
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            package.writestr(entry, data)
    return target.getvalue()


def xml_text(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
