"""Word documents: a page in our look, real headings, tables with header rows, a language, no time of making."""

import io
from collections.abc import Callable, Iterator, Sequence
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

from reports.renderers.directions import differs, direction_of, whole_codes
from reports.renderers.packages import repacked, xml_text
from reports.renderers.page_texts import PageTexts

INK, ACCENT, FAMILY = RGBColor(0x16, 0x20, 0x2C), RGBColor(0x0A, 0x5C, 0x91), "Calibri"
LINE = "C3CCD6"
TABLE_TEXT, TABLE_HEAD = "Table text", "Table head"
ARABIC_FAMILY, CHINESE_FAMILY = "Arial", "Microsoft YaHei"
"""For scripts that our family lacks: fonts of Windows and macOS; other systems put a like one in their place."""
REGIONS = {"ar": "ar-SA", "zh-hans": "zh-CN"}
"""Languages as Word knows them, where it asks for more than the language."""
WORDS_ALONE = 20
"""Characters up to which a text that reads in the other direction, such as a code, stays at the side of the others."""
LISTED_LEVELS = 2
"""Headings of levels 1 to this are in the table of contents."""


class WordDocument:
    """A landscape A4 document that is written from top to bottom."""

    def __init__(self, *, title: str, author: str, subject: str, texts: PageTexts) -> None:
        self.document: Document = docx.Document()
        self.right_to_left = texts.direction == "rtl"
        self._set_page(texts)
        self._set_styles(texts)
        core = self.document.core_properties
        core.title, core.author, core.subject = xml_text(title), xml_text(author), xml_text(subject)
        core.last_modified_by, core.comments, core.language = xml_text(author), "", texts.language
        self._headings: list[tuple[int, str, str]] = []
        self._contents: Any = None

    def title(self, text: str) -> None:
        """The title of the document."""
        self._write(self.document.add_paragraph(style="Title"), text)

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading of level 1, 2 or 3, on a `new_page` where it is to begin one."""
        paragraph = self.document.add_heading(level=level)
        self._write(paragraph, text)
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        if level <= LISTED_LEVELS:
            name = f"_Toc{len(self._headings) + 1:06d}"
            _bookmark(paragraph, name, len(self._headings) + 1)
            self._headings.append((level, text, name))

    def contents(self, title: str) -> None:
        """The table of contents: what is headed until the end, as links; Word adds the numbers of the pages."""
        self._write(self.document.add_paragraph(style="TOC Heading"), title)
        self._contents = self.document.add_paragraph()

    def item(self, text: str) -> None:
        """A point of a list."""
        paragraph = self.document.add_paragraph(style="List Bullet")
        self._write(paragraph, text)
        _turn(paragraph._p, text)

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """A paragraph; a line end in it begins a new one."""
        for line in text.splitlines() or [""]:
            paragraph = self.document.add_paragraph()
            self._write(paragraph, line, bold=bold)
            _turn(paragraph._p, line)

    def labelled(self, label: str, text: str) -> None:
        """A paragraph that begins with a label in bold."""
        paragraph = self.document.add_paragraph()
        self._write(paragraph, f"{label}: ", bold=True)
        self._write(paragraph, text)

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
        if self.right_to_left:
            table._tbl.tblPr.insert_element_before(
                OxmlElement("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc"
            )
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
            _fill_contents(self._contents, self._headings, self._write)
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
        if self.right_to_left:
            section._sectPr.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")
        self._write(section.header.paragraphs[0], texts.head, bold=True)
        foot = section.footer.paragraphs[0]
        self._write(foot, f"{texts.foot} · ")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def _write(self, paragraph: Paragraph, text: str, *, bold: bool | None = None) -> Any:
        """A run at the end of the paragraph; Arabic in it joins and goes from right to left. Returns the run."""
        run = paragraph.add_run(whole_codes(xml_text(text)))
        run.bold = bold
        if _has_arabic(text):
            run.font.rtl, run.font.cs_bold = True, bold
        return run

    def _set_styles(self, texts: PageTexts) -> None:
        styles = self.document.styles
        language = styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            region = REGIONS.get(texts.language, texts.language)
            # What is not in Arabic letters in an Arabic document is English: content without translation, and codes.
            language.set(qn("w:val"), "en" if self.right_to_left else region)
            language.set(qn("w:eastAsia"), REGIONS["zh-hans"])
            language.set(qn("w:bidi"), REGIONS["ar"])
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
            fonts.set(qn("w:cs"), ARABIC_FAMILY)
            fonts.set(qn("w:eastAsia"), CHINESE_FAMILY)
            _same_for_arabic(style)
        normal: Any = styles["Normal"]
        if self.right_to_left:
            normal.element.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        normal.paragraph_format.space_after = Pt(4)
        for name in (TABLE_TEXT, TABLE_HEAD):
            cell: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            cell.base_style = normal
            cell.font.size, cell.font.bold = Pt(9), name == TABLE_HEAD
            _same_for_arabic(cell)
            cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
        for level in range(1, LISTED_LEVELS + 1):
            listed: Any = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
            listed.base_style = normal
            listed.paragraph_format.left_indent, listed.paragraph_format.space_after = Mm(6 * (level - 1)), Pt(2)


AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
"""What a paragraph's properties have behind its direction, of what is used here."""


def _has_arabic(text: str) -> bool:
    return any("\u0590" <= letter <= "\u08ff" for letter in text)


def _same_for_arabic(style: Any) -> None:
    """Size and weight of a style for scripts from right to left too, which Word keeps apart."""
    properties = style.element.get_or_add_rPr()
    for name in ("w:szCs", "w:bCs"):
        for known in properties.findall(qn(name)):
            properties.remove(known)
    if style.font.bold:
        style.font.cs_bold = True
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(int(style.font.size.pt * 2)))
    properties.insert_element_before(size, "w:highlight", "w:u", "w:effect", "w:vertAlign", "w:rtl", "w:cs", "w:lang")


def _turn(paragraph: Any, text: str) -> None:
    """A paragraph of text in the other direction than the document stands at its own side."""
    if len(text) > WORDS_ALONE and differs(text):
        mark = OxmlElement("w:bidi")
        if direction_of(text) == "ltr":
            mark.set(qn("w:val"), "0")
        paragraph.get_or_add_pPr().insert_element_before(mark, *AFTER_BIDI)


def _fill(row: Any, values: Sequence[str], widths: Sequence[float], style: Any) -> None:
    """Writes the cells of a row, by their XML: a report has thousands of them."""
    for cell, value, width in zip(row._tr.tc_lst, values, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.p_lst[0]
        paragraph.style = style.style_id
        _turn(paragraph, value)
        run = paragraph.add_r()
        if _has_arabic(value):
            run.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for number, line in enumerate(value.splitlines() or [""]):
            if number:
                run.add_br()
            run.add_t(whole_codes(xml_text(line)))


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


def _fill_contents(first: Any, headings: Sequence[tuple[int, str, str]], write: Callable[..., Any]) -> None:
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
        link.append(write(paragraph, text)._r)
        paragraph._p.append(link)
        last = paragraph
    last.add_run()._r.append(_field_mark("end"))
