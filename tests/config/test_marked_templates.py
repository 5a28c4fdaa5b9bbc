"""No template holds a word for people outside the tags of translation: what no test renders is marked, too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.permissions.marking import LETTERS, NAMES, Reader

TEMPLATES = settings.BASE_DIR / "templates"
TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.S)
ASIDE = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.S)
CLASSES = re.compile(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}")
ELEMENT = re.compile(r"(</?){{.*?}}")
"""An element whose name a variable says."""
KEY = re.compile(r'data-\w+="\w+:{{[^"]*"')
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SIGNS = re.compile(r"&\w+;|&#\d+;")
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))


VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"
IN_ENGLISH = {"framework/resources.html", "reports/document/annexes.html"}
"""What cites works in English, whatever the page's language."""
SIGNS_BETWEEN = re.compile("[,;]|:(?!//)")


def words_in(text: str) -> Iterator[str]:
    """Words of a template that stand there for people, outside of everything that is marked."""
    for said in texts_in(text, " "):
        yield from (word for word in LETTERS.findall(said) if word not in NAMES)


def texts_in(text: str, tag: str) -> list[str]:
    """What stands in a template outside of everything that is marked, with `tag` in the place of tags and values."""
    for pattern, instead in ((ASIDE, " "), (TRANSLATED, " "), (CLASSES, " "), (ELEMENT, r"\1h2"), (KEY, " ")):
        text = pattern.sub(instead, text)
    reader = Reader()
    reader.feed(SIGNS.sub(" ", TAGS.sub(tag, text)))
    return reader.texts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_word_is_marked(path: Path) -> None:
    assert list(words_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_signs_between_values_are_those_of_the_language(path: Path) -> None:
    """`{% comma %}`, `{% colon %}` and their like: Arabic and Chinese have their own, French a space before."""
    if path.relative_to(TEMPLATES).as_posix() in IN_ENGLISH:
        return
    assert [said for said in texts_in(path.read_text(encoding="utf-8"), VALUE) if SIGNS_BETWEEN.search(said)] == []
