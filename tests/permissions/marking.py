"""What a page says that no translation can change: text in Latin letters that is neither marked for translation, nor
in a part that says it is in another language, nor data.

Texts that are marked come out in brackets, ⟦so⟧, in a page that is otherwise Arabic.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
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
CODES = re.compile(
    r"\b[1-4]\.\d+[a-z]?(?:\.[A-E]\d*)?|\b[RG]\d+\b|\b[0-9a-f]{8,64}\b|[\w.+-]+@[\w.-]+|https?://\S+|/[\w/{}.-]+"
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

    @property
    def listens(self) -> bool:
        return not any(silent for _tag, silent in self.within)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        silent = tag in SILENT or (said.get("lang") or LANGUAGE) != LANGUAGE
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
        if self.listens and data.strip():
            self.texts.append(data.strip())


def texts_of(page: str) -> list[str]:
    """What a page says in its own language, attributes included."""
    reader = Reader()
    reader.feed(page)
    return reader.texts


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a body of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def stored_texts() -> list[str]:
    """What people have entered, the longest first, and what the law is called."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label not in ("accounts", "assessments", "reports", "mfa", "account"):
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and field.attname != "content"
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found.update(line for text in row if isinstance(text, str) for line in text.splitlines())
    tree = framework_tree("en")
    found.update(provision.label for provision in tree.provisions)
    found.update(instrument.key for instrument in tree.instruments)
    return sorted((text for text in found if LETTERS.search(text)), key=len, reverse=True)


def unmarked(texts: Iterable[str], data: Iterable[str]) -> set[str]:
    """The texts that hold words which are neither marked nor data, without what is."""
    known = re.compile("|".join(re.escape(text) for text in data) or r"(?!)")
    return {rest for text in texts if (rest := _rest(text, known))}


def _rest(text: str, known: re.Pattern[str]) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    text = known.sub(" ", CODES.sub(" ", text))
    words = [word for word in LETTERS.findall(text) if word not in NAMES]
    return " ".join(text.split()) if words else ""
