"""HTML to tagged PDF by WeasyPrint: our fonts and style sheet and nothing else, equal input to equal bytes."""

import gc
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pydyf
from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from assessments.charts.fonts import FACES, font_faces

Progress = Callable[[int], None]
"""Told how far the work is, in percent; may raise to stop it."""

REPORT_STYLE = "reports/report.css"
"""What all documents have in common, and the gap analysis and action plan are made with."""

LAYOUT_SHARE = 70
"""Percent of the whole that layout takes; the rest is writing the file."""


class OwnFilesOnly(URLFetcher):
    """Fetches our fonts. A document that names any other address, of a network or of a file, does not get it."""

    allowed = frozenset(path.as_uri() for _family, _style, path in FACES)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The font at `url`; raises ValueError for anything else, which WeasyPrint logs and leaves out."""
        if url not in self.allowed:
            raise ValueError("reports fetch nothing but their fonts")
        return super().fetch(url, headers)


@lru_cache(maxsize=1)
def usual_style() -> CSS:
    """WeasyPrint's own style sheet without its rules for footnotes and notes, which our documents do not have, and with
    list markers on list items only.

    Those six rules match every element, and each match keeps two dictionaries until the file is written: a fifth of
    the memory, and some of the time.
    """
    rules = [rule for rule in UA.splitlines() if not rule.startswith(("::footnote-", "::note-"))]
    return CSS(string="\n".join(rules).replace("\n::marker", "\nli::marker"))


@lru_cache(maxsize=16)
def _style_sheet(name: str) -> CSS:
    """One of our style sheets by its path, parsed once in a process."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return CSS(string=Path(path).read_text(encoding="utf-8"))


class LeanHTML(HTML):
    """A document to which `usual_style` applies."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [usual_style()]


def write_pdf(
    html: str,
    *,
    at: datetime,
    expected_pages: int,
    progress: Callable[[int], None],
    styles: Sequence[str] = (REPORT_STYLE,),
) -> bytes:
    """`html` as PDF/UA-1, tagged, with outlines and attachments of no kind; `styles` are paths of our style sheets.

    `at` is the time that the file bears; `progress` is told how far the work is, 0 to 100 percent, reckoned from
    `expected_pages`, and may raise to stop it.
    """
    fonts = FontConfiguration()
    fetcher = OwnFilesOnly(allowed_protocols=["file"], allow_redirects=False)
    style = [CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher), *map(_style_sheet, styles)]
    with _steps_to(progress, expected_pages), _clock_at(at), _no_garbage_collection():
        document = LeanHTML(string=html, url_fetcher=fetcher).render(stylesheets=style, font_config=fonts)
        # What layout has left behind makes room for writing: once costs little, and the peak comes after it.
        gc.collect()
        _join_what_is_drawn(document)
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return content


def _join_what_is_drawn(document: Document) -> None:
    """Let every page keep what it draws as one string, not as a thousand until the file is written."""

    def joined(paint: Callable[..., None]) -> Callable[..., None]:
        def paint_and_join(stream: Any, scale: float = 1) -> None:
            paint(stream, scale)
            # As pydyf does when it writes the stream.
            stream.stream = [b"\n".join(map(pydyf._to_bytes, stream.stream))]

        return paint_and_join

    for page in document.pages:
        page.paint = joined(page.paint)


class _Steps(logging.Handler):
    """Turns what WeasyPrint logs on `weasyprint.progress` into percent. What `progress` raises stops WeasyPrint."""

    page = re.compile(r"Step 5 - Creating layout - Page (\d+)")

    def __init__(self, progress: Callable[[int], None], expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self.progress = progress
        self.expected_pages = expected_pages
        self.done = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if match := self.page.match(message):
            self.done = max(self.done, min(int(match[1]) / self.expected_pages, 1) * LAYOUT_SHARE)
        elif message.startswith("Step 6"):
            self.done = LAYOUT_SHARE
        self.progress(int(self.done))


@contextmanager
def _steps_to(progress: Callable[[int], None], expected_pages: int) -> Iterator[None]:
    logger = logging.getLogger("weasyprint.progress")
    handler = _Steps(progress, expected_pages)
    before = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Layout makes millions of objects that stay: looking through them for garbage takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            gc.collect()


@contextmanager
def _clock_at(at: datetime) -> Iterator[None]:
    """Fonts that are cut to the letters used bear a time: this one, not now's (reproducible-builds.org)."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(at.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
