"""Canonical JSON and its seal."""

import hashlib
import json
from typing import Any


def canonical(content: Any) -> str:
    """`content` as canonical JSON: keys sorted, no white space, no escapes beyond JSON's own."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def seal(text: str) -> str:
    """The seal of a canonical text: SHA-256 of its UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
