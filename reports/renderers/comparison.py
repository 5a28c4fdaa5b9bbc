"""The comparison report as PDF: charts and heat maps drawn, template filled, pages written."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from assessments.charts.distribution import Group, distribution_picture
from assessments.charts.spread import Range, strip_of
from framework.listing import labelled, listed, listed_apart
from reports.contexts.comparison import Comparison, CycleChapter
from reports.contexts.many import Groups, SpreadLine
from reports.renderers.heat_map import SHADES, HeatPage, heat_pages
from reports.renderers.page_texts import PageTexts, marked
from reports.renderers.pdf import REPORT_STYLE, Progress, write_pdf

STYLES = (REPORT_STYLE, "reports/comparison.css")
LAYOUT_FROM = 5
ROWS_PER_PAGE = 45


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the spread with its range as a picture."""

    line: SpreadLine
    strip: SafeString


@dataclass(frozen=True, slots=True)
class CycleHeat:
    """The heat maps of one cycle."""

    chapter: CycleChapter
    pages: tuple[HeatPage, ...]


def render_comparison(report: Comparison, progress: Progress) -> bytes:
    """The document as tagged PDF in the active language; equal reports give equal bytes.

    `progress` is told from 5 (layout) to 100 (written).
    """
    progress(LAYOUT_FROM)
    context = document_context(report)
    html = render_to_string("reports/comparison/comparison.html", context)
    content = write_pdf(
        html,
        at=report.as_of,
        expected_pages=expected_pages(report),
        progress=lambda done: progress(LAYOUT_FROM + done * (100 - LAYOUT_FROM) // 100),
        styles=STYLES,
    )
    progress(100)
    return content


def expected_pages(report: Comparison) -> int:
    """About how many pages the report has."""
    rows = sum(len(chapter.lines) for chapter in report.chapters)
    return 10 + rows * (1 + len(report.matrices)) // ROWS_PER_PAGE


def document_context(report: Comparison) -> dict[str, object]:
    """What the template prints."""
    cycles = listed(chapter.cycle.name for chapter in report.chapters)
    texts = texts_of(_("Comparison, %(cycles)s") % {"cycles": cycles}, report.as_of, report.reader, report.is_synthetic)
    return {
        "report": report,
        "texts": texts,
        "as_of": texts.as_of,
        "heats": [
            CycleHeat(
                chapter,
                tuple(page for matrix in report.matrices for page in heat_pages(report.compared, chapter, matrix)),
            )
            for chapter in report.chapters
            if chapter.lines
        ],
        "shades": SHADES,
        "chart": distribution_chart(report.groups[0]) if report.groups else None,
        "spread": drawn(report.spread),
        "title": _("Comparison of countries, %(cycles)s") % {"cycles": cycles},
        "description": _("How far countries implement the Smuggling of Migrants Protocol, side by side"),
    }


def texts_of(head: str, as_of: datetime, reader: str, synthetic: bool) -> PageTexts:
    """The texts at head and foot of every page of a report on many countries."""
    utc = timezone.localtime(as_of, timezone.get_fixed_timezone(0))
    said = _("%(time)s UTC") % {"time": date_format(utc, "DATETIME_FORMAT")}
    return PageTexts(
        head=marked(head, synthetic),
        foot=_("Sealed submissions up to %(as_of)s, as seen by: %(reader)s") % {"as_of": said, "reader": reader},
        as_of=said,
        language=get_language() or settings.LANGUAGE_CODE,
        direction="rtl" if get_language_bidi() else "ltr",
        demonstration=settings.DEMO_MODE,
        synthetic=synthetic,
    )


def distribution_chart(groups: Groups) -> SafeString:
    """Dots and boxes of a node, a row a group."""
    rows = [Group(row.name, row.all) for row in groups.rows]
    said = listed_apart(labelled(row.name, row.median) for row in groups.rows)
    return distribution_picture(
        rows,
        None,
        title=_("%(name)s by group of countries") % {"name": groups.name},
        facts=[
            _("A dot a country. Box: from lower to upper quartile, with the median; none for one or two countries.")
        ],
        description=_("Medians: %(medians)s.") % {"medians": said},
    ).render()


def drawn(lines: tuple[SpreadLine, ...]) -> list[Drawn]:
    """The lines of the spread with their ranges."""
    return [Drawn(line, strip_of(Range(line.row.name, line.row.all)).render()) for line in lines]
