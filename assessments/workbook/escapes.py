"""Characters that XML has no place for, as spreadsheets write them: `_x0001_` (ECMA-376 part 1, 22.9.2.19)."""

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """`text` as a cell holds it; an underscore that would begin an escape is escaped itself."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(content: str) -> str:
    """The text that a cell's content means. Halves of surrogate pairs are joined, lone ones replaced by U+FFFD."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), content)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
