"""The matrix as a picture: a heat map with its numbers, readable in grey, for papers and slides."""

from collections.abc import Sequence
from typing import NamedTuple

from .notes import draw_notes, notes_height
from .svg import INK, LINE, PAPER, SOFT, Svg, shade_of, text_width

ROW, CELL, HEAD, GAP = 20, 38, 26, 1
LEGEND = 30
MARGIN = 8
LONGEST_NAME = 32


class PictureCell(NamedTuple):
    """What a cell shows: the score in percent for its shade, None for none, and its text.

    `state` is that of a cell without a score, or "said" for one that only says something (coverage, bounds).
    """

    percent: float | None
    text: str
    state: str


class PictureRow(NamedTuple):
    """A row: what it is of, and a cell a column; no cells at all where nothing was submitted."""

    name: str
    cells: Sequence[PictureCell]


class MatrixWords(NamedTuple):
    """What the picture says besides names, codes and numbers."""

    title: str
    description: str
    no_data: str
    not_applicable: str
    not_asked: str
    not_submitted: str


def matrix_chart(
    heads: Sequence[str],
    rows: Sequence[PictureRow],
    foot: Sequence[PictureRow],
    words: MatrixWords,
    legend: Sequence[tuple[float, str]],
    notes: Sequence[str],
) -> Svg:
    """The heat map: `heads` of columns, `rows` of countries, `foot` of statistics without shade.

    `legend` gives a percentage for each shade and what it stands for.
    """
    names = max((text_width(_short(row.name)) for row in (*rows, *foot)), default=0) + 2 * MARGIN
    cell = max(CELL, *(text_width(head, 11) + MARGIN for head in heads)) if heads else CELL
    legend_words = (words.no_data, words.not_applicable, words.not_asked, words.not_submitted)
    least = sum(_legend_width(meaning) + 4 for _percent, meaning in legend)
    least += sum(CELL + text_width(word) + 2 * MARGIN for word in legend_words) + 2 * MARGIN
    width = max(names + cell * len(heads) + MARGIN, least, text_width(words.title, 16) + 2 * MARGIN)
    title_height = 34
    height = title_height + HEAD + ROW * (len(rows) + len(foot)) + MARGIN + LEGEND + notes_height(notes)
    picture = Svg(width, height, title=words.title, description=words.description)
    picture.text(MARGIN, 24, words.title, size=16, font_weight=600)
    y = title_height + HEAD
    for number, head in enumerate(heads):
        picture.text(names + cell * (number + 0.5), y - 8, head, size=11, anchor="middle", font_weight=600)
    for row in rows:
        picture.text(names - MARGIN, y + 14, _short(row.name), anchor="end")
        _draw_cells(picture, row, names, y, cell, len(heads), words)
        y += ROW
    picture.line(MARGIN, y, names + cell * len(heads), y, stroke=INK)
    for row in foot:
        picture.text(names - MARGIN, y + 14, row.name, anchor="end", font_weight=600)
        for number, one in enumerate(row.cells):
            picture.text(names + cell * (number + 0.5), y + 14, one.text, size=11, anchor="middle")
        y += ROW
    _draw_legend(picture, y + MARGIN, words, legend)
    return draw_notes(picture, notes)


def _draw_cells(
    picture: Svg, row: PictureRow, left: float, y: float, cell: float, columns: int, words: MatrixWords
) -> None:
    if not row.cells:
        _dotted(picture, left + GAP, y + GAP, cell * columns - 2 * GAP)
        picture.text(left + MARGIN, y + 14, words.not_submitted, size=11, fill=SOFT)
        return
    for number, one in enumerate(row.cells):
        x = left + cell * number
        ink = _draw_ground(picture, x + GAP, y + GAP, cell - 2 * GAP, one)
        picture.text(x + cell / 2, y + 14, one.text, size=11, fill=ink, anchor="middle")


def _draw_ground(picture: Svg, x: float, y: float, width: float, cell: PictureCell) -> str:
    """The ground of a cell; the answer is the colour of a text on it."""
    height = ROW - 2 * GAP
    if cell.percent is not None:
        shade, ink = shade_of(cell.percent)
        picture.rect(x, y, width, height, fill=shade)
        return ink
    if cell.state == "no_data":
        picture.rect(x, y, width, height, fill=PAPER, stroke=LINE)
        stripes = "".join(f"M{x + step:g} {y + height:g}l8 -{height:g}" for step in range(0, int(width) - 8, 9))
        picture.path(stripes, stroke=LINE, fill="none")
    return INK if cell.state == "said" else SOFT


def _dotted(picture: Svg, x: float, y: float, width: float) -> None:
    picture.rect(x, y, width, ROW - 2 * GAP, fill=PAPER, stroke=LINE, stroke_dasharray="2 3")


def _draw_legend(picture: Svg, y: float, words: MatrixWords, legend: Sequence[tuple[float, str]]) -> None:
    x: float = MARGIN
    for percent, meaning in legend:
        shade, ink = shade_of(percent)
        width = _legend_width(meaning)
        picture.rect(x, y, width, ROW - 2 * GAP, fill=shade)
        picture.text(x + width / 2, y + 13, meaning, size=11, fill=ink, anchor="middle")
        x += width + 4
    for text, state, meaning in (
        ("?", "no_data", words.no_data),
        ("n/a", "not_applicable", words.not_applicable),
        ("–", "not_asked", words.not_asked),
    ):
        ink = _draw_ground(picture, x + MARGIN, y, CELL - 2 * GAP, PictureCell(None, text, state))
        picture.text(x + MARGIN + CELL / 2, y + 13, text, size=11, fill=ink, anchor="middle")
        picture.text(x + MARGIN + CELL + 4, y + 13, meaning)
        x += CELL + text_width(meaning) + 2 * MARGIN
    _dotted(picture, x + MARGIN, y, CELL - 2 * GAP)
    picture.text(x + MARGIN + CELL + 4, y + 13, words.not_submitted)


def _legend_width(meaning: str) -> float:
    return text_width(meaning, 11) + 2 * MARGIN


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
