"""Every report read back through its tags, as a screen reader reads it: PDF/UA-1 (ISO 14289-1) and what WCAG's
techniques for PDF ask, in a language from left to right and in one from right to left.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from framework.selectors import framework_tree
from reports import contexts
from reports.contexts import country_brief
from reports.renderers import render_comparison, render_country_brief, render_gap_analysis
from reports.renderers.action_plan_pdf import render_action_plan_pdf
from reports.selecting import form_of, selection_of
from tests.factories import MembershipFactory
from tests.reports.conftest import report_on, subject_with
from tests.reports.many_countries import AT, small_world
from tests.reports.test_action_plan import plan_of
from tests.reports.test_country_brief import mixed
from tests.reports.test_document import small_subject

pytestmark = pytest.mark.django_db
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"}
TEXT = {"Tj", "TJ", "'", '"'}


def silent(percent: int) -> None:
    """Progress that nobody follows."""


def comparison_report() -> bytes:
    small_world()
    reviewer = MembershipFactory(reviewer=True)
    selection = selection_of(reviewer, "cycle=2026")
    return render_comparison(contexts.comparison(reviewer, selection, form_of(reviewer, selection.query), AT), silent)


def brief() -> bytes:
    return render_country_brief(country_brief(subject_with(mixed), framework_tree(), date(2026, 11, 26)), silent)


REPORTS: dict[str, Callable[[], bytes]] = {
    "gap analysis": lambda: render_gap_analysis(report_on(small_subject()), silent),
    "action plan": lambda: render_action_plan_pdf(plan_of(), silent),
    "country brief": brief,
    "comparison": comparison_report,
}
CASES = [*((name, "en") for name in REPORTS), ("action plan", "ar"), ("country brief", "ar")]


@pytest.fixture
def report(request: pytest.FixtureRequest, settings: Any) -> Iterator[tuple[pikepdf.Pdf, str]]:
    """The report of this name in this language, opened, and the language."""
    name, language = request.param
    settings.DEMO_MODE = True
    with translation.override(language):
        content = REPORTS[name]()
    with pikepdf.open(BytesIO(content)) as pdf:
        yield pdf, language


def children(node: Any) -> list[Any]:
    """What stands in an element of the structure tree, in reading order: elements, numbers of marked content."""
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def below(node: Any) -> Iterator[Any]:
    """Every element below one, in reading order."""
    for kid in children(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)


def document_faults(pdf: pikepdf.Pdf, language: str) -> Iterator[str]:
    """What is missing of the document as a whole."""
    if not pdf.Root.MarkInfo.Marked:
        yield "not marked as tagged"
    if str(pdf.Root.Lang) != language:
        yield f"language {pdf.Root.Lang}"
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA"
        if not metadata.get("dc:title"):
            yield "no title"
    if not pdf.Root.ViewerPreferences.DisplayDocTitle:
        yield "shows its file name in place of its title"
    with pdf.open_outline() as outline:
        if not outline.root:
            yield "no bookmarks"
    for number, page in enumerate(pdf.pages, 1):
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield f"page {number}: order of links is not that of the text"


def heading_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Headings that leave out a level, and a document that begins with none."""
    levels = [int(str(one.S)[2:]) for one in below(pdf.Root.StructTreeRoot) if re.fullmatch("/H[1-6]", str(one.S))]
    if levels[:1] != [1]:
        yield f"the first heading is {levels[:1]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"heading {after} follows heading {before}"


def figure_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Pictures without a text."""
    for one in below(pdf.Root.StructTreeRoot):
        if str(one.S) == "/Figure" and len(str(one.get("/Alt", "")).strip()) < 3:
            yield "a figure without a text"


def table_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Tables without headers, headers that do not say of what, and cells that know no header."""
    for table in below(pdf.Root.StructTreeRoot):
        if str(table.S) != "/Table":
            continue
        inside = list(below(table))
        headers = [one for one in inside if str(one.S) == "/TH"]
        if not headers:
            yield "a table without header cells"
        for header in headers:
            if str(header.get("/A", {}).get("/Scope", "")) not in ("/Row", "/Column", "/Both"):
                yield "a header cell that does not say of what"
        lost = [cell for cell in inside if str(cell.S) == "/TD" and not cell.get("/A", {}).get("/Headers")]
        if lost:
            yield f"{len(lost)} cells without a header"


def link_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Links that no element of the structure tree holds."""
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link" and "/StructParent" not in annotation:
                yield f"page {number}: a link outside the structure"


def content_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Content that is neither tagged nor an artifact."""
    for number, page in enumerate(pdf.pages, 1):
        depth: list[str] = []
        for operands, operator in pikepdf.parse_content_stream(page, " ".join((*PAINTING, "BDC", "BMC", "EMC"))):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth.append(str(operands[0]))
            elif name == "EMC":
                depth.pop()
            elif name in TEXT and not depth:
                yield f"page {number}: text that is not tagged"
                break
            elif name in PAINTING and not depth:
                yield f"page {number}: {name} is not tagged"
                break


def order_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Pages of which nothing is read, and reading that goes back to a page before."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    read = [
        numbers[one.Pg.objgen]
        for one in below(pdf.Root.StructTreeRoot)
        if any(not isinstance(kid, pikepdf.Dictionary) for kid in children(one))
    ]
    for number in set(numbers.values()) - set(read):
        yield f"page {number}: nothing to read"
    for before, after in pairwise(read):
        if after < before:
            yield f"page {after} is read after page {before}"


@pytest.mark.parametrize("report", CASES, indirect=True, ids=lambda case: " ".join(case))
def test_read_through_its_tags(report: tuple[pikepdf.Pdf, str]) -> None:
    pdf, language = report
    looks = (heading_faults, figure_faults, table_faults, link_faults, content_faults, order_faults)
    faults = Counter(document_faults(pdf, language))
    for look in looks:
        faults.update(look(pdf))
    assert not faults, dict(faults)
