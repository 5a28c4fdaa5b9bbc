"""The gap analysis as an Excel workbook: what the PDF says as tables to filter, figures as numbers."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.scoring import PERCENT_PER_LEVEL
from framework.listing import listed_apart
from reports.contexts import GapAnalysis
from reports.contexts.action_plan import ActionLine
from reports.contexts.chapters import Chapter, GapBlock, ObjectiveBlock
from reports.contexts.figures import Figures, percent_words
from reports.contexts.summary import Moved
from reports.renderers.excel import Block, Column, ExcelBook, Value
from reports.renderers.gap_analysis_texts import (
    cover_facts,
    marks,
    method,
    recommendation_words,
    seal_facts,
    seal_sentence,
    summary_sentences,
    title_of,
)
from reports.renderers.page_texts import PageTexts, page_texts
from reports.renderers.pdf import Progress

SUMMARY_WIDTHS = (60, 14, 14, 14, 14, 14, 14)
METHOD_WIDTHS = (110, 70)


def render_gap_analysis_xlsx(report: GapAnalysis, progress: Progress) -> bytes:
    """The workbook in the active language; equal reports give equal bytes. No text acts as a formula."""
    progress(5)
    texts = page_texts(report.subject)
    book = ExcelBook(title=title_of(report), author=report.subject.country, texts=texts)
    book.blocks(_("Summary"), SUMMARY_WIDTHS, _summary(report, texts))
    book.table(_("Objectives"), _objective_columns(), _objectives(report))
    progress(20)
    book.table(_("Gaps"), _gap_columns(), _gaps(report))
    progress(50)
    book.table(_("Data gaps"), _open_columns(), _data_gaps(report))
    book.table(_("Not applicable"), _reason_columns(), _not_applicable(report))
    book.table(_("Needs"), _need_columns(), [_need(need.kind, line) for need in report.needs for line in need.lines])
    book.table(_("Actions"), _action_columns(), map(_action, report.actions))
    progress(60)
    book.table(_("All answers"), _answer_columns(), _answers(report))
    book.blocks(_("Method and seal"), METHOD_WIDTHS, _method(report, texts))
    progress(80)
    content = book.content(report.subject.as_of)
    progress(100)
    return content


def _summary(report: GapAnalysis, texts: PageTexts) -> Iterator[Block]:
    summary = report.summary
    facts: list[Sequence[Value]] = [(mark,) for mark in marks(report, texts)]
    yield title_of(report), (), [*facts, *cover_facts(report, texts)]
    yield _("Summary"), (), [(sentence,) for sentence in summary_sentences(report)]
    rows = [
        (f"{line.named.code} {line.named.title}", *_figures(line.named.figures), line.below_target)
        for line in summary.tables
    ]
    head = (*_figure_heads(), _("Below target"))
    overall = (_("Overall"), *_figures(summary.overall), summary.gap_count)
    yield _("Scores of the four tables, percent"), (_("Table"), *head), [*rows, overall]
    for title, named in ((_("Weakest objectives"), summary.weakest), (_("Strongest objectives"), summary.strongest)):
        if named:
            lines = [(f"{one.code} {one.title}", *_figures(one.figures)) for one in named]
            yield title, (_("Objective"), *_figure_heads()), lines
    if summary.first_gaps:
        gaps = [(f"{gap.code} {gap.text}", gap.level, gap.target, gap.size, gap.kind) for gap in summary.first_gaps]
        yield _("Gaps to close first"), (_("Indicator"), _("Level"), _("Target"), _("Gap"), _("Kind")), gaps
    if report.change is not None:
        change = report.change
        title = _("Change since %(cycle)s, percentage points") % {"cycle": change.cycle}
        heads = (_("Table or objective"), change.cycle, report.subject.cycle, _("Points"))
        yield title, heads, [_moved(row) for row in (*change.rows, *change.risen, *change.fallen)]
    if report.own_targets:
        own = [(f"{line.code} {line.title}", line.level, "\n".join(line.reason)) for line in report.own_targets]
        yield _("The country’s own targets"), (_("Objective"), _("Level"), _("Reason")), own


def _moved(row: Moved) -> Sequence[Value]:
    return f"{row.code} {row.title}".strip() or _("Overall"), row.before, row.now, row.points


def _figure_heads() -> tuple[str, ...]:
    return _("Score"), _("Lower bound"), _("Upper bound"), _("Answered"), _("Indicators")


def _figures(figures: Figures) -> tuple[Value, ...]:
    return figures.score, figures.lower, figures.upper, figures.answered, figures.total


def _blocks(report: GapAnalysis) -> Iterator[tuple[Chapter, ObjectiveBlock]]:
    """The objectives with gaps."""
    for chapter in report.chapters:
        for section in chapter.sections:
            for objective in section.objectives:
                yield chapter, objective


def _objective_columns() -> tuple[Column, ...]:
    return (
        (_("Code"), 9),
        (_("Objective"), 50),
        (_("Table"), 34),
        (_("Score"), 10),
        (_("Lower bound"), 10),
        (_("Upper bound"), 10),
        (_("Answered"), 11),
        (_("Indicators"), 11),
        (_("Not applicable"), 11),
        (_("No data"), 10),
        (_("Unanswered"), 12),
        (_("Target"), 10),
        (_("Below target"), 10),
        (_("Recommendations of the Working Group"), 90),
    )


def _objectives(report: GapAnalysis) -> Iterator[Sequence[Value]]:
    blocks = {objective.named.code: objective for _chapter, objective in _blocks(report)}
    texts = {line.code: line for objective in blocks.values() for line in objective.recommendations}
    for chapter in report.chapters:
        for named in chapter.objectives:
            block, figures = blocks.get(named.code), named.figures
            bearing = (*block.recommendations, *block.see_also) if block else ()
            yield (
                named.code,
                named.title,
                f"{chapter.named.code} {chapter.named.title}",
                *_figures(figures),
                figures.not_applicable,
                figures.no_data,
                figures.unanswered,
                report.subject.target_of(named.code),
                len(block.gaps) if block else 0,
                "\n".join(recommendation_words(texts[line.code]) for line in bearing),
            )


def _gap_columns() -> tuple[Column, ...]:
    return (
        (_("Indicator"), 11),
        (_("Statement of the indicator"), 50),
        (_("Table"), 9),
        (_("Objective"), 40),
        (_("Rank"), 8),
        (_("Level"), 8),
        (_("Name of the level"), 16),
        (_("Target"), 8),
        (_("Gap"), 8),
        (_("Provisions"), 24),
        (_("Justification"), 60),
        (_("Evidence"), 40),
        (_("Measures that close the gap"), 70),
    )


def _gaps(report: GapAnalysis) -> Iterator[Sequence[Value]]:
    ranks = {gap.indicator: rank for rank, gap in enumerate(report.subject.gaps, start=1)}
    measures = {
        measure.code: measure.text
        for _chapter, objective in _blocks(report)
        for gap in objective.gaps
        for measure in gap.measures
        if measure.text
    }
    for chapter, objective in _blocks(report):
        for gap in objective.gaps:
            yield (
                gap.code,
                gap.text,
                chapter.named.code,
                f"{objective.named.code} {objective.named.title}",
                ranks[gap.code],
                gap.level,
                gap.level_name,
                gap.target,
                gap.size,
                gap.provisions,
                "\n".join(gap.justification),
                gap.evidence,
                _measures(gap, measures),
            )


def _measures(gap: GapBlock, texts: dict[str, str]) -> str:
    """Each measure whole, also where the PDF refers to the indicator under which it stands."""
    return "\n".join(f"{measure.code} {texts[measure.code]}" for measure in gap.measures)


def _open_columns() -> tuple[Column, ...]:
    return (
        (_("Indicator"), 11),
        (_("Statement of the indicator"), 60),
        (_("Table"), 34),
        (_("Why"), 50),
        (_("What the country says"), 60),
    )


def _data_gaps(report: GapAnalysis) -> Iterator[Sequence[Value]]:
    for group in report.data_gaps:
        for row in group.rows:
            yield row.code, row.text, group.title, row.reason, row.note


def _reason_columns() -> tuple[Column, ...]:
    return (_("Indicator"), 11), (_("Statement of the indicator"), 60), (_("Reason"), 80)


def _not_applicable(report: GapAnalysis) -> Iterator[Sequence[Value]]:
    for group in report.not_applicable:
        for row in group.rows:
            yield row.code, row.text, group.reason


def _need_columns() -> tuple[Column, ...]:
    return (
        (_("Indicator"), 11),
        (_("Kind of assistance"), 24),
        (_("Assistance"), 70),
        (_("Lead ministry"), 30),
        (_("Priority"), 11),
        (_("Due"), 12),
        (_("Action"), 9),
    )


def _need(kind: str, line: ActionLine) -> Sequence[Value]:
    action = line.action
    return (
        action.indicator,
        kind,
        action.assistance_words,
        action.lead,
        line.priority,
        action.due_on,
        line.number,
    )


def _action_columns() -> tuple[Column, ...]:
    return (
        (_("Number"), 9),
        (_("Indicator"), 11),
        (_("Action"), 60),
        (_("Measure"), 12),
        (_("Lead ministry"), 30),
        (_("Other ministries"), 30),
        (_("Due"), 12),
        (_("Priority"), 11),
        (_("Status"), 12),
        (_("Expected level"), 10),
        (_("Cost estimate"), 18),
        (_("Currency"), 10),
        (_("Technical assistance"), 18),
    )


def _action(line: ActionLine) -> Sequence[Value]:
    action = line.action
    return (
        line.number,
        action.indicator,
        action.text,
        action.measure,
        action.lead,
        line.others,
        action.due_on,
        line.priority,
        line.status,
        action.expected_level,
        action.cost,
        action.currency,
        line.assistance,
    )


def _answer_columns() -> tuple[Column, ...]:
    return (
        (_("Indicator"), 11),
        (_("Statement of the indicator"), 60),
        (_("Table"), 9),
        (_("Objective"), 11),
        (_("Kind"), 24),
        (_("Answer"), 20),
        (_("Level"), 8),
        (_("Target"), 8),
        (_("Justification"), 70),
        (_("Evidence"), 40),
    )


def _answers(report: GapAnalysis) -> Iterator[Sequence[Value]]:
    for line in report.answers:
        yield (
            line.code,
            line.text,
            line.table,
            line.objective,
            line.kind,
            line.answer,
            line.level,
            line.target,
            line.justification,
            listed_apart(line.evidence),
        )


def _method(report: GapAnalysis, texts: PageTexts) -> Iterator[Block]:
    yield _("Method"), (), [(paragraph,) for paragraph in method(report)]
    levels = [
        (f"{level.level} {level.name}", percent_words(PERCENT_PER_LEVEL * level.level)) for level in report.levels
    ]
    yield _("Levels"), (_("Level"), _("Counts as")), levels
    for resources in report.resource_lists:
        lines = [(line.titles, line.author) for group in resources.groups for line in group.lines]
        title = _("Resources for table %(table)s, as of 2011") % {"table": resources.title}
        yield title, (_("Publication"), _("Author")), lines
    if report.instruments:
        cited = [(one.name, one.key) for one in report.instruments]
        yield _("Instruments cited"), (_("Instrument"), _("Abbreviation")), cited
    yield (
        _("Seal"),
        (),
        [(seal_sentence(report, texts),), *seal_facts(report, texts)],
    )
