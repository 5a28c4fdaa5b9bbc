"""The gap analysis as a Word document, for those who edit it and sign it."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.scoring import PERCENT_PER_LEVEL
from framework.listing import apposed, listed
from reports.contexts import GapAnalysis
from reports.contexts.chapters import Chapter, GapBlock, ObjectiveBlock
from reports.contexts.figures import Figures, Named, percent_words
from reports.contexts.summary import Change, Moved
from reports.renderers.gap_analysis_texts import (
    cover_facts,
    level_words,
    marks,
    measure_words,
    method,
    recommendation_words,
    score_with_bounds,
    seal_facts,
    seal_sentence,
    summary_sentences,
    title_of,
)
from reports.renderers.page_texts import PageTexts, page_texts
from reports.renderers.pdf import Progress
from reports.renderers.word import WordDocument

LEVEL_WIDTHS = (20, 60, 40)
TABLE_WIDTHS = (116, 35, 35, 35, 40)
OBJECTIVE_WIDTHS = (146, 35, 40, 40)
CHANGE_WIDTHS = (156, 40, 40, 25)
GAP_WIDTHS = (72, 30, 80, 79)
OPEN_WIDTHS = (25, 106, 60, 70)
REASON_WIDTHS = (25, 236)
NEED_WIDTHS = (20, 30, 55, 156)
ACTION_WIDTHS = (12, 25, 25, 45, 25, 34, 95)
ANSWER_WIDTHS = (18, 65, 20, 28, 26, 104)
SIGNATURE_WIDTHS = (61, 55, 55, 30, 60)
FIRST, CHAPTERS, LAST = 10, 20, 80
"""Percent of the progress: after the summary, at the first chapter, after the last one."""


def render_gap_analysis_docx(report: GapAnalysis, progress: Progress) -> bytes:
    """The document in the active language; equal reports give equal bytes."""
    texts = page_texts(report.subject)
    word = WordDocument(
        title=title_of(report), author=report.subject.country, subject=report.subject.cycle, texts=texts
    )
    _cover(word, report, texts)
    progress(FIRST)
    _how_to_read(word, report)
    _summary(word, report)
    if report.change is not None:
        _change(word, report.change, report.subject.cycle)
    for number, chapter in enumerate(report.chapters):
        progress(CHAPTERS + number * (LAST - CHAPTERS) // len(report.chapters))
        _chapter(word, chapter, report)
    progress(LAST)
    _data_gaps(word, report)
    _not_applicable(word, report)
    _needs(word, report)
    _actions(word, report)
    _annexes(word, report)
    _seal(word, report, texts)
    _signatures(word, report)
    content = word.content(report.subject.as_of)
    progress(100)
    return content


def _cover(word: WordDocument, report: GapAnalysis, texts: PageTexts) -> None:
    word.paragraph(_("International Framework for Action to Implement the Smuggling of Migrants Protocol"))
    word.title(_("Gap analysis, %(country)s") % {"country": report.subject.country})
    for mark in marks(report, texts):
        word.paragraph(mark, bold=True)
    for label, text in cover_facts(report, texts):
        word.labelled(label, text)
    word.contents(_("Contents"))


def _how_to_read(word: WordDocument, report: GapAnalysis) -> None:
    place = {"country": report.subject.country, "cycle": report.subject.cycle}
    word.heading(_("How to read this report"), 1, new_page=True)
    word.paragraph(
        _(
            "This report shows how far %(country)s implements the Smuggling of Migrants Protocol by its own assessment "
            "in %(cycle)s, and what would close the gaps. The Framework for Action has four tables. Each table has "
            "objectives, and each objective has indicators. %(country)s gives one answer to each indicator."
        )
        % place
    )
    word.heading(_("Levels"), 2)
    rows = [(str(level.level), level.name, percent_words(PERCENT_PER_LEVEL * level.level)) for level in report.levels]
    word.table((_("Level"), _("Name"), _("Counts as")), rows, LEVEL_WIDTHS)
    word.paragraph(
        _(
            "The target of this cycle is level %(target)s, %(name)s. The gap of an indicator is the number of levels "
            "between its level and the target. Two answers have no level: not applicable, which needs a reason and is "
            "left out of every average, and no data, which is a data gap."
        )
        % {"target": report.subject.target_level, "name": report.target_name}
    )
    if report.own_targets:
        word.heading(_("The country’s own targets"), 2)
        word.paragraph(
            _("In these objectives the country aims at another level than the cycle; gaps are measured from it.")
        )
        for line in report.own_targets:
            level = _("level %(level)s, %(name)s") % {"level": line.level, "name": line.level_name}
            word.labelled(apposed(f"{line.code} {line.title}", level), " ".join(line.reason))
    word.heading(_("Scores"), 2)
    word.paragraph(
        _(
            "A score is an average, from 0% (nothing in place) to 100% (everything fully in place). It rests on the "
            "indicators that have a level. Coverage says how many indicators are answered, with a level or as not "
            "applicable. Bounds are the lowest and the highest score that is possible once the missing answers are "
            "there; they are left out where nothing is missing."
        )
    )
    word.heading(_("Chapters"), 2)
    word.paragraph(
        _(
            "Each table has a chapter. It lists, objective by objective, the indicators below target with the "
            "justification that the country gives and the measures that close the gap, then the recommendations of the "
            "Working Group on the Smuggling of Migrants that bear on the objective. A measure or recommendation is "
            "printed in full once; elsewhere its code and the place are given."
        )
    )


def _summary(word: WordDocument, report: GapAnalysis) -> None:
    summary = report.summary
    word.heading(_("Summary"), 1, new_page=True)
    word.paragraph(" ".join(summary_sentences(report)))
    word.heading(_("Scores of the four tables"), 2)
    head = (_("Table"), _("Score"), _("Bounds"), _("Answered"), _("Below target"))
    rows = [
        (*_figures(f"{line.named.code} {line.named.title}", line.named.figures), str(line.below_target))
        for line in summary.tables
    ]
    rows.append((*_figures(_("Overall"), summary.overall), str(summary.gap_count)))
    word.table(head, rows, TABLE_WIDTHS)
    for title, named in ((_("Weakest objectives"), summary.weakest), (_("Strongest objectives"), summary.strongest)):
        if named:
            word.heading(title, 2)
            _objectives(word, named)
    if summary.first_gaps:
        word.heading(_("Gaps to close first"), 2)
        word.paragraph(
            _(
                "The largest gaps come first; among gaps of one size, ratification and legislation, on which the "
                "others rest."
            )
        )
        for gap in summary.first_gaps:
            place = {"kind": gap.kind, "level": gap.level, "target": gap.target}
            word.item(f"{gap.code} {gap.text} " + _("(%(kind)s; level %(level)s, target %(target)s)") % place)


def _figures(name: str, figures: Figures) -> tuple[str, str, str, str]:
    return name, figures.score_text, figures.bounds_text or "–", figures.coverage_text


def _objectives(word: WordDocument, named: Sequence[Named]) -> None:
    head = (_("Objective"), _("Score"), _("Bounds"), _("Answered"))
    word.table(head, [_figures(f"{one.code} {one.title}", one.figures) for one in named], OBJECTIVE_WIDTHS)


def _change(word: WordDocument, change: Change, now: str) -> None:
    word.heading(_("Change since %(cycle)s") % {"cycle": change.cycle}, 1)
    source = (
        _("Compared with the submission of %(cycle)s.")
        if change.sealed
        else _("Compared with the national scores of %(cycle)s, which was not submitted.")
    )
    word.paragraph(
        source % {"cycle": change.cycle}
        + " "
        + _("Only what has a score in both cycles is compared; differences are in percentage points.")
    )
    if change.rows:
        _moved(word, _("Table"), change.rows, change.cycle, now)
    else:
        word.paragraph(_("No table has a score in both cycles."))
    word.paragraph(
        _("Objectives whose score rose: %(rose)s; fell: %(fell)s; stayed the same: %(same)s.")
        % {"rose": change.rose, "fell": change.fell, "same": change.same}
    )
    for title, rows in (
        (_("Objectives that rose most"), change.risen),
        (_("Objectives that fell most"), change.fallen),
    ):
        if rows:
            word.heading(title, 2)
            _moved(word, _("Objective"), rows, change.cycle, now)


def _moved(word: WordDocument, head: str, rows: Sequence[Moved], before: str, now: str) -> None:
    word.table(
        (head, before, now, _("Points")),
        [
            (
                f"{row.code} {row.title}".strip() or _("Overall"),
                percent_words(row.before),
                percent_words(row.now),
                row.points_text,
            )
            for row in rows
        ],
        CHANGE_WIDTHS,
    )


def _chapter(word: WordDocument, chapter: Chapter, report: GapAnalysis) -> None:
    figures = chapter.named.figures
    word.heading(f"{chapter.named.code} {chapter.named.title}", 1, new_page=True)
    word.paragraph(chapter.summary)
    word.labelled(_("Score"), score_with_bounds(figures))
    word.labelled(
        _("Answered"),
        _("%(answered)s of %(total)s indicators") % {"answered": figures.answered, "total": figures.total},
    )
    number = chapter.below_target
    word.labelled(_("Below target"), ngettext("%(n)s indicator", "%(n)s indicators", number) % {"n": number})
    word.heading(_("Objectives"), 2)
    _objectives(word, chapter.objectives)
    if not chapter.sections:
        word.paragraph(_("No indicator of this table that has a level is below target."))
    elif chapter.clear:
        clear = listed(f"{one.code} ({one.figures.score_text})" for one in chapter.clear)
        word.labelled(_("Without an indicator below target, and so not listed"), clear)
    for section in chapter.sections:
        word.heading(section.title, 2)
        for objective in section.objectives:
            _objective(word, objective)


def _objective(word: WordDocument, objective: ObjectiveBlock) -> None:
    named = objective.named
    word.heading(f"{named.code} {named.title}", 3)
    facts = [
        score_with_bounds(named.figures),
        _("%(answered)s of %(total)s answered") % {"answered": named.figures.answered, "total": named.figures.total},
    ]
    if objective.own_target is not None:
        facts.append(_("the country’s own target: level %(level)s") % {"level": objective.own_target})
    word.paragraph(" · ".join(facts))
    head = (_("Indicator"), _("Level"), _("Justification and evidence"), _("Measures that close the gap"))
    word.table(head, [_gap(gap) for gap in objective.gaps], GAP_WIDTHS, rows_break=True)
    if objective.recommendations or objective.see_also:
        word.paragraph(_("Recommendations of the Working Group"), bold=True)
    for line in objective.recommendations:
        word.item(recommendation_words(line))
    if objective.see_also:
        others = (
            _("%(code)s (under %(objective)s)") % {"code": line.code, "objective": line.under}
            for line in objective.see_also
        )
        word.labelled(_("Also"), listed(others))


def _gap(gap: GapBlock) -> tuple[str, ...]:
    evidence = [_("Evidence: %(titles)s") % {"titles": gap.evidence}] if gap.evidence else []
    return (
        "\n".join([f"{gap.code} {gap.text}", *([gap.provisions] if gap.provisions else [])]),
        level_words(gap),
        "\n".join([*gap.justification, *evidence]),
        "\n".join(measure_words(measure) for measure in gap.measures),
    )


def _data_gaps(word: WordDocument, report: GapAnalysis) -> None:
    word.heading(_("Data gaps"), 1, new_page=True)
    if not report.data_gaps:
        word.paragraph(_("There are none: every indicator is answered."))
        return
    word.paragraph(
        _(
            "These indicators have no data or no answer that counts. They are left out of the scores and lower the "
            "coverage."
        )
    )
    for group in report.data_gaps:
        word.heading(group.title, 2)
        rows = [(row.code, row.text, row.reason, row.note) for row in group.rows]
        word.table((_("Code"), _("Indicator"), _("Why"), _("What the country says")), rows, OPEN_WIDTHS)


def _not_applicable(word: WordDocument, report: GapAnalysis) -> None:
    word.heading(_("Not applicable"), 1)
    if not report.not_applicable:
        word.paragraph(_("There are none: every indicator applies."))
        return
    word.paragraph(_("These indicators are left out of every average. The reasons are the country’s."))
    for group in report.not_applicable:
        word.labelled(_("Reason"), group.reason)
        rows = [(row.code, row.text) for row in group.rows]
        word.table((_("Code"), _("Indicator")), rows, REASON_WIDTHS)


def _needs(word: WordDocument, report: GapAnalysis) -> None:
    if not report.needs:
        return
    word.heading(_("Technical-assistance needs"), 1)
    for need in report.needs:
        word.heading(need.kind, 2)
        rows = [
            (str(line.number), line.action.indicator, line.action.lead, line.action.assistance_words)
            for line in need.lines
        ]
        word.table((_("Action"), _("Indicator"), _("Lead ministry"), _("Assistance")), rows, NEED_WIDTHS)


def _actions(word: WordDocument, report: GapAnalysis) -> None:
    if not report.actions:
        return
    word.heading(_("Action plan"), 1)
    word.paragraph(
        _(
            "What is planned against the gaps, by due date. The report “Action plan” has it in full, with its totals "
            "and what it would bring."
        )
    )
    rows = [
        (
            str(line.number),
            date_format(line.action.due_on, "SHORT_DATE_FORMAT"),
            line.action.indicator,
            line.action.lead,
            line.status,
            line.cost or "–",
            line.action.text,
        )
        for line in report.actions
    ]
    head = (_("No."), _("Due"), _("Indicator"), _("Lead ministry"), _("Status"), _("Cost estimate"), _("Action"))
    word.table(head, rows, ACTION_WIDTHS)


def _annexes(word: WordDocument, report: GapAnalysis) -> None:
    word.heading(_("Annex A. Every answer"), 1, new_page=True)
    word.paragraph(
        _(
            "Each indicator with its level. n/a: not applicable. n/d: no data. –: no answer that counts. E1 in the row "
            "of 1.1 is the indicator 1.1.E1."
        )
    )
    head = (_("Part"), _("Objective"), _("Score"), _("Bounds"), _("Answered"), _("Answers"))
    for table in report.answer_tables:
        word.heading(f"{table.named.code} {table.named.title}", 2)
        rows = [
            (
                *(row.code, *_figures(row.title, row.figures)),
                listed(f"{mark.column}:\N{NO-BREAK SPACE}{mark.mark}" for mark in row.marks),
            )
            for row in table.rows
        ]
        word.table(head, rows, ANSWER_WIDTHS)
    word.heading(_("Annex B. Resources and instruments"), 1)
    if not report.resource_lists and not report.instruments:
        word.paragraph(_("None: no indicator is below target."))
    if report.resource_lists:
        word.paragraph(_("Publications that the Framework lists for the tables with gaps, as of 2011."))
    for resources in report.resource_lists:
        word.heading(resources.title, 2)
        for group in resources.groups:
            if group.title:
                word.heading(group.title, 3)
            for line in group.lines:
                word.item(f"{line.author}: {line.titles}" if line.author else line.titles)
    if report.instruments:
        word.heading(_("Instruments cited"), 2)
        for instrument in report.instruments:
            word.item(f"{instrument.key}: {instrument.name}")
    word.heading(_("Annex C. Method"), 1)
    for paragraph in method(report):
        word.paragraph(paragraph)


def _seal(word: WordDocument, report: GapAnalysis, texts: PageTexts) -> None:
    word.heading(_("Seal"), 1)
    word.paragraph(seal_sentence(report, texts))
    for label, text in seal_facts(report, texts):
        word.labelled(label, text)


def _signatures(word: WordDocument, report: GapAnalysis) -> None:
    word.heading(_("Signatures"), 1)
    word.paragraph(_("For the competent authority of %(country)s:") % {"country": report.subject.country})
    head = (_("For"), pgettext("of a person", "Name"), _("Capacity"), _("Date"), _("Signature"))
    rows = [(label, "\n\n", "", "", "") for label in (_("Prepared by"), _("Checked by"), _("Approved by"))]
    word.table(head, rows, SIGNATURE_WIDTHS, together=True)
