"""What a page says that no translation can change: text in Latin letters that is neither marked for translation, nor
in a part that says it is in another language, nor data.

Texts that are marked come out in brackets, ⟦so⟧, in a page that is otherwise Arabic.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import trans_real

from framework.selectors import framework_tree

LANGUAGE = "ar"
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label", "summary", "content")
"""Attributes that people read or hear; `data-…` are what scripts say."""
SILENT = frozenset({"script", "style", "code", "pre", "kbd"})
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
LETTERS = re.compile(r"[A-Za-z]{2,}")
BETWEEN = re.compile(r"[^\w\s'’-]+|\d+|(?<!\w)-|-(?!\w)")
"""What parts pieces of data from each other: signs and numbers."""
CODES = re.compile(
    r"\b[1-4]\.\d+[a-z]?(?:\.[A-E]\d*)?|\b[RG]\d+\b|\b[A-Z]{3}\b|\b[\w.-]+\.(?:pdf|docx|xlsx|csv)\b|\b[1-4]\.[a-z-]+|\b[0-9a-f]{8,64}\b|[\w.+-]+@[\w.-]+|https?://\S+|/[\w/{}.-]+"
)
NAMES = frozenset(
    {"API", "CSV", "DOCX", "Excel", "JSON", "PDF", "PNG", "SDMX", "https", "SHA", "SVG", "UNODC", "UTC", "XLSX", "ISO"}
)
"""What is called so in every language."""


class Pseudo(trans_real.DjangoTranslation):
    """A catalogue in which every text is itself, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(chr(4))[2]}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{(msgid1 if n == 1 else msgid2).rpartition(chr(4))[2]}⟧"


class Reader(HTMLParser):
    """Gathers what a page says in its own language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.within: list[tuple[str, bool]] = []
        self.marks = 0

    @property
    def listens(self) -> bool:
        return not any(silent for _tag, silent in self.within)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        is_code = bool({"code", "seal"}.intersection((said.get("class") or "").split()))
        silent = tag in SILENT or is_code or (said.get("lang") or LANGUAGE) != LANGUAGE
        if self.listens and not silent:
            self.texts += [value for name, value in attrs if value and self.is_spoken(tag, name, value, said)]
        if tag not in VOID:
            self.within.append((tag, silent))

    def is_spoken(self, tag: str, name: str, value: str, said: dict[str, str | None]) -> bool:
        """Whether somebody reads or hears the attribute."""
        if tag == "meta":
            return name == "content" and said.get("name") == "description"
        if name == "value":
            return tag == "input" and said.get("type") in ("submit", "button")
        return name in SPOKEN or (name.startswith("data-") and " " in value and not value.startswith(("{", "[")))

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.is_in_title or not self.listens:
            return
        rest = "".join(self.outside(data)).strip()
        if rest:
            self.texts.append(rest)

    @property
    def is_in_title(self) -> bool:
        """Whether it is the page's title, in which a name cannot say its language; that of a picture is read."""
        tags = [tag for tag, _silent in self.within]
        return "title" in tags and "svg" not in tags

    def outside(self, data: str) -> Iterator[str]:
        """What is outside of all brackets, which may have opened before an element within the text."""
        for sign in data:
            if sign == "⟦":
                self.marks += 1
            elif sign == "⟧":
                self.marks -= 1
            elif not self.marks:
                yield sign


def texts_of(page: str) -> list[str]:
    """What a page says in its own language, attributes included."""
    reader = Reader()
    reader.feed(page)
    return reader.texts


def stored_texts() -> str:
    """What people have entered, and what the law is called: one text a line. Words of the program are not among it."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "assessments", "reports", "mfa", "account"):
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and field.attname != "content"
            and not field.choices
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found.update(line for text in row if isinstance(text, str) for line in text.splitlines())
    tree = framework_tree("en")
    found.update(provision.label for provision in tree.provisions)
    found.update(instrument.key for instrument in tree.instruments)
    found.update(name for _code, name in settings.LANGUAGES)
    found.update(Locale("en").languages.values())  # rare ones have no name in Arabic
    return "\n".join(" ".join(text.split()) for text in found)


def without_isolates(text: str) -> str:
    """The text without the signs that keep codes and figures whole."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", text)


def unmarked(texts: Iterable[str], data: str) -> set[str]:
    """The pieces of the texts that hold words which are neither marked nor in `data`."""
    return {piece for text in texts for piece in _pieces(text) if not _is_data(piece, data)}


def _pieces(text: str) -> Iterator[str]:
    while MARKED.search(text):
        text = MARKED.sub("·", text)
    for piece in BETWEEN.split(CODES.sub("·", text)):
        words = [word for word in LETTERS.findall(piece) if word not in NAMES]
        if words:
            yield " ".join(piece.split())


def _is_data(piece: str, data: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", data) is not None
