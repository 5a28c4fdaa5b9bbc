"""The gap analysis as PDF: charts drawn, template filled, pages written."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.scoring import PERCENT_PER_LEVEL
from framework.listing import listed, listed_apart
from reports.contexts import GapAnalysis
from reports.contexts.chapters import Chapter
from reports.contexts.figures import Named, percent_words
from reports.contexts.summary import Change
from reports.renderers.charts import change_chart, objectives_chart, tables_chart
from reports.renderers.measuring import REM, shortened
from reports.renderers.page_texts import page_texts
from reports.renderers.pdf import Progress, write_pdf

CHARTS_FROM, LAYOUT_FROM = 5, 15
GAPS_PER_PAGE = 5
LABELS_WIDTH, LABEL = 296.0, 12 * REM
"""Points beside a chart of objectives, and of the text there, as the style sheet has it."""


@dataclass(frozen=True, slots=True)
class DrawnChapter:
    """A chapter with the chart of its objectives and what stands beside each line of it."""

    chapter: Chapter
    chart: SafeString
    labels: tuple[str, ...]


def render_gap_analysis(report: GapAnalysis, progress: Progress) -> bytes:
    """The document as tagged PDF in the active language; equal reports give equal bytes.

    `progress` is told from 5 (charts) over 15 (layout) to 100 (written).
    """
    progress(CHARTS_FROM)
    context = document_context(report)
    progress(LAYOUT_FROM)
    html = render_to_string("reports/document/gap_analysis.html", context)
    pages = 25 + report.summary.gap_count // GAPS_PER_PAGE
    content = write_pdf(html, at=report.subject.as_of, expected_pages=pages, progress=_from_layout(progress))
    progress(100)
    return content


def _from_layout(progress: Progress) -> Progress:
    """`progress` told of a share of what comes after the charts, 0 to 100."""
    return lambda done: progress(LAYOUT_FROM + done * (100 - LAYOUT_FROM) // 100)


def document_context(report: GapAnalysis) -> dict[str, object]:
    """What the template prints: the report, its charts drawn, and the texts at head and foot of every page."""
    subject, texts = report.subject, page_texts(report.subject)
    place = {"country": subject.country, "cycle": subject.cycle}

    return {
        "report": report,
        "tables_chart": _tables(report),
        "chapters": [
            DrawnChapter(chapter, _objectives(chapter, report), tuple(map(_label, chapter.objectives)))
            for chapter in report.chapters
        ],
        "change_chart": _change(report.change) if report.change is not None and report.change.rows else "",
        "title": _("Gap analysis, %(country)s, %(cycle)s") % place,
        "description": _("How far %(country)s implements the Smuggling of Migrants Protocol, and what closes the gaps")
        % place,
        "texts": texts,
        "as_of": texts.as_of,
    }


def _tables(report: GapAnalysis) -> SafeString:
    rows = [
        Named("", _("Overall"), report.summary.overall),
        *(line.named for line in report.summary.tables),
    ]
    scores = listed_apart(
        f"{row.title} {row.figures.score_text}" + (f" ({row.figures.bounds_text})" if row.figures.is_open else "")
        for row in rows
    )
    said = _("Scores with their bounds against the target of %(target)s%%: %(scores)s.")
    return tables_chart(rows, report.target_percent, said % {"target": report.target_percent, "scores": scores})


def _label(row: Named) -> str:
    return shortened(f"{row.code} {row.title}", 1, LABELS_WIDTH, LABEL)


def _objectives(chapter: Chapter, report: GapAnalysis) -> SafeString:
    said = _("Scores of the objectives of table %(code)s against the target of %(target)s%%: %(scores)s.")
    scores = listed(f"{row.code} {row.figures.score_text}" for row in chapter.objectives)
    return objectives_chart(
        chapter.objectives,
        report.target_percent,
        {line.code: PERCENT_PER_LEVEL * line.level for line in report.own_targets},
        said % {"code": chapter.named.code, "target": report.target_percent, "scores": scores},
    )


def _change(change: Change) -> SafeString:
    scores = listed_apart(
        f"{row.title or _('Overall')} {percent_words(row.before)} → {percent_words(row.now)} ({row.points_text})"
        for row in change.rows
    )
    said = _("Change of the scores since %(cycle)s: %(scores)s.")
    return change_chart(change.rows, said % {"cycle": change.cycle, "scores": scores})
