"""Word documents: a page in our look, real headings, tables with header rows, a language, no time of making."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.renderers.packages import repacked, xml_text
from reports.renderers.page_texts import PageTexts

INK, ACCENT, FAMILY = RGBColor(0x16, 0x20, 0x2C), RGBColor(0x0A, 0x5C, 0x91), "Calibri"
LINE = "C3CCD6"
TABLE_TEXT, TABLE_HEAD = "Table text", "Table head"
LISTED_LEVELS = 2
"""Headings of levels 1 to this are in the table of contents."""


class WordDocument:
    """A landscape A4 document that is written from top to bottom."""

    def __init__(self, *, title: str, author: str, subject: str, texts: PageTexts) -> None:
        self.document: Document = docx.Document()
        self._set_page(texts)
        self._set_styles(texts)
        core = self.document.core_properties
        core.title, core.author, core.subject = xml_text(title), xml_text(author), xml_text(subject)
        core.last_modified_by, core.comments, core.language = xml_text(author), "", texts.language
        self._headings: list[tuple[int, str, str]] = []
        self._contents: Any = None

    def title(self, text: str) -> None:
        """The title of the document."""
        self.document.add_paragraph(xml_text(text), style="Title")

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading of level 1, 2 or 3, on a `new_page` where it is to begin one."""
        paragraph = self.document.add_heading(xml_text(text), level)
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        if level <= LISTED_LEVELS:
            name = f"_Toc{len(self._headings) + 1:06d}"
            _bookmark(paragraph, name, len(self._headings) + 1)
            self._headings.append((level, xml_text(text), name))

    def contents(self, title: str) -> None:
        """The table of contents: what is headed until the end, as links; Word adds the numbers of the pages."""
        self.document.add_paragraph(xml_text(title), style="TOC Heading")
        self._contents = self.document.add_paragraph()

    def item(self, text: str) -> None:
        """A point of a list."""
        self.document.add_paragraph(xml_text(text), style="List Bullet")

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """A paragraph; a line end in it begins a new one."""
        for line in text.splitlines() or [""]:
            self.document.add_paragraph().add_run(xml_text(line)).bold = bold

    def labelled(self, label: str, text: str) -> None:
        """A paragraph that begins with a label in bold."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(f"{xml_text(label)}: ").bold = True
        paragraph.add_run(xml_text(text))

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        together: bool = False,
        rows_break: bool = False,
    ) -> None:
        """A table whose head is repeated on every page, or all of it `together` on one; `widths` in millimetres.

        Rows stay whole, unless they are so long that they may break between pages.
        """
        table = self.document.add_table(rows=1, cols=len(head))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _fill(table.rows[0], head, widths, self.document.styles[TABLE_HEAD])
        _mark(table.rows[0], "w:tblHeader")
        text = self.document.styles[TABLE_TEXT]
        for values in rows:
            row = table.add_row()
            _fill(row, values, widths, text)
            if not rows_break:
                _mark(row, "w:cantSplit")
        _soften(table)
        if together:
            for row in table.rows[:-1]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.document.add_paragraph()

    def content(self, at: datetime) -> bytes:
        """The finished file, which says that it was made `at`; equal documents give equal bytes."""
        if self._contents is not None:
            _fill_contents(self._contents, self._headings)
        core = self.document.core_properties
        core.created = core.modified = at.replace(tzinfo=None)
        core.revision = 1
        file = io.BytesIO()
        self.document.save(file)
        return repacked(file.getvalue(), at)

    def _set_page(self, texts: PageTexts) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(22), Mm(18)
        section.header.paragraphs[0].add_run(xml_text(texts.head)).bold = True
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{xml_text(texts.foot)} · ")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _set_styles(self, texts: PageTexts) -> None:
        styles = self.document.styles
        language = styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), texts.language)
        for name, size, color in (
            ("Normal", 10, INK),
            ("Title", 24, INK),
            ("Heading 1", 16, INK),
            ("Heading 2", 12.5, ACCENT),
            ("Heading 3", 11, INK),
        ):
            style: Any = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FAMILY, Pt(size), color
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        normal: Any = styles["Normal"]
        normal.paragraph_format.space_after = Pt(4)
        for name in (TABLE_TEXT, TABLE_HEAD):
            cell: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            cell.base_style = normal
            cell.font.size, cell.font.bold = Pt(9), name == TABLE_HEAD
            cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        for level in range(1, LISTED_LEVELS + 1):
            listed: Any = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            listed.base_style = normal
            listed.paragraph_format.left_indent, listed.paragraph_format.space_after = Mm(6 * (level - 1)), Pt(2)


def _fill(row: Any, values: Sequence[str], widths: Sequence[float], style: Any) -> None:
    """Writes the cells of a row, by their XML: a report has thousands of them."""
    for cell, value, width in zip(row._tr.tc_lst, values, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.p_lst[0]
        paragraph.style = style.style_id
        run = paragraph.add_r()
        for number, line in enumerate(value.splitlines() or [""]):
            if number:
                run.add_br()
            run.add_t(xml_text(line))


def _soften(table: Any) -> None:
    """Thin lines between the rows and none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _mark(row: Any, name: str) -> None:
    """Set a property of a table's row that is on or off."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    run = paragraph.add_run()
    for part in (*_opening(instruction), _field_mark("end")):
        run._r.append(part)


def _opening(instruction: str) -> Iterator[Any]:
    """What stands before the result of a field."""
    yield _field_mark("begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    yield text
    yield _field_mark("separate")


def _field_mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    """Gives a paragraph a name to which links and the table of contents lead."""
    for kind in ("Start", "End"):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "Start":
            mark.set(qn("w:name"), name)
            paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, mark)
        else:
            paragraph._p.append(mark)


def _after(paragraph: Any) -> Any:
    """A new paragraph behind this one."""
    added = OxmlElement("w:p")
    paragraph._p.addnext(added)
    return Paragraph(added, paragraph._parent)


def _fill_contents(first: Any, headings: Sequence[tuple[int, str, str]]) -> None:
    """Makes a paragraph, and one more a heading, the result of a table of contents that Word renews by itself."""
    last = first
    for number, (level, text, name) in enumerate(headings):
        paragraph = first if number == 0 else _after(last)
        paragraph.style = f"toc {level}"
        if number == 0:
            run = paragraph.add_run()
            for part in _opening(f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\u'):
                run._r.append(part)
            run._r[0 if run._r.rPr is None else 1].set(qn("w:dirty"), "true")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), name)
        link.set(qn("w:history"), "1")
        link.append(paragraph.add_run(text)._r)
        paragraph._p.append(link)
        last = paragraph
    last.add_run()._r.append(_field_mark("end"))
