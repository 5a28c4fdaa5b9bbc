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
from django.utils.translation import get_language_bidi
from weasyprint import CSS, HTML, svg
from weasyprint.document import Document
from weasyprint.html import UA
from weasyprint.pdf import fonts
from weasyprint.pdf import tags as structure
from weasyprint.text.ffi import harfbuzz
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from assessments.charts.fonts import FACES, font_faces
from reports.renderers.directions import whole_codes_in_html

Progress = Callable[[int], None]
"""Told how far the work is, in percent; may raise to stop it."""

REPORT_STYLE = "reports/report.css"
"""What all documents have in common, and the gap analysis and action plan are made with."""

RIGHT_TO_LEFT_STYLE = "reports/right_to_left.css"

LARGE_FONT = 4 * 1024 * 1024
"""Bytes from which a font is not copied to be cut."""

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
    """`html`, in the active language, as PDF/UA-1, tagged, with outlines and attachments of no kind; `styles` are
    paths of our style sheets.

    `at` is the time that the file bears; `progress` is told how far the work is, 0 to 100 percent, reckoned from
    `expected_pages`, and may raise to stop it.
    """
    names = (*styles, RIGHT_TO_LEFT_STYLE) if get_language_bidi() else styles
    html = whole_codes_in_html(html)
    known = FontConfiguration()
    fetcher = OwnFilesOnly(allowed_protocols=["file"], allow_redirects=False)
    style = [CSS(string=font_faces(), font_config=known, url_fetcher=fetcher), *map(_style_sheet, names)]
    with _steps_to(progress, expected_pages), _clock_at(at), _no_garbage_collection():
        document = LeanHTML(string=html, url_fetcher=fetcher).render(stylesheets=style, font_config=known)
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


class _InOnePiece(str):
    """A text that is one letter to whoever takes it letter by letter."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _draw_whole_text(picture: Any, node: Any, font_size: float, *, draw: Callable[..., None] = svg.text) -> None:
    """Draws a text of a picture as one. WeasyPrint lays out each letter alone, so that Arabic ones would not join."""
    node._etree_node.text = _InOnePiece(node.text or "")
    draw(picture, node, font_size)


Built = Iterator[Any]


def _with_language(box: Any, *rest: Any, build: Callable[..., Built] = structure._build_box_tree) -> Built:
    """The elements of the structure tree with what WeasyPrint leaves out: the language of those parts that are in
    another than the document, and whether a header cell speaks of its row or of its column.
    """
    element = getattr(box, "element", None)
    language = None if element is None or element.tag == "html" else element.get("lang")
    for built in build(box, *rest):
        if language:
            built.setdefault("Lang", pydyf.String(language))
        if built["S"] == "/TH":
            built["A"]["Scope"] = "/Row" if element is not None and element.get("scope") == "row" else "/Column"
        yield built


def _data_of(face: Any, *which: Any, read: Callable[..., bytes | None] = fonts.get_hb_object_data) -> bytes | None:
    """What WeasyPrint reads of a font: all of it, to cut it later to the letters used. HarfBuzz cuts it without that
    copy, and the two files for Chinese are 20 MB each.
    """
    if which or _size_of(face) < LARGE_FONT:
        return read(face, *which)
    return b""


def _size_of(face: Any) -> int:
    blob = harfbuzz.hb_face_reference_blob(face)
    size = int(harfbuzz.hb_blob_get_length(blob))
    harfbuzz.hb_blob_destroy(blob)
    return size


fonts.get_hb_object_data = _data_of
svg.text = svg.TAGS["text"] = _draw_whole_text
structure._build_box_tree = _with_language


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
