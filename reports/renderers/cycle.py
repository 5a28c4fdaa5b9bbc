"""The cycle report as PDF: charts drawn, template filled, pages written."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments.charts.participation import Bar, participation_picture
from reports.contexts.cycle import CycleReport
from reports.renderers.comparison import STYLES, distribution_chart, texts_of
from reports.renderers.pdf import Progress, write_pdf

LAYOUT_FROM, COUNTRIES_PER_PAGE = 10, 40


def render_cycle(report: CycleReport, progress: Progress) -> bytes:
    """The document as tagged PDF in the active language; equal reports give equal bytes.

    `progress` is told from 10 (layout) to 100 (written).
    """
    progress(LAYOUT_FROM)
    html = render_to_string("reports/cycle/cycle.html", document_context(report))
    content = write_pdf(
        html,
        at=report.as_of,
        expected_pages=14 + len(report.countries) // COUNTRIES_PER_PAGE,
        progress=lambda done: progress(LAYOUT_FROM + done * (100 - LAYOUT_FROM) // 100),
        styles=STYLES,
    )
    progress(100)
    return content


def document_context(report: CycleReport) -> dict[str, object]:
    """What the template prints."""
    texts = texts_of(
        _("Cycle report, %(cycle)s") % {"cycle": report.cycle.name}, report.as_of, report.reader, report.is_synthetic
    )
    bars = [
        Bar(group.name, group.counts.expected, group.counts.submitted, group.counts.accepted)
        for group in report.participation.groups("region")
    ]
    by_region = report.groups[0][1]
    return {
        "report": report,
        "counts": report.participation.counts,
        "texts": texts,
        "as_of": texts.as_of,
        "participation_chart": participation_picture(bars, title=_("Participation by region")).render(),
        "chart": distribution_chart(by_region[0]) if by_region else None,
        "title": _("Cycle report, %(cycle)s") % {"cycle": report.cycle.name},
        "description": _("How far all countries implement the Smuggling of Migrants Protocol in a cycle"),
    }
