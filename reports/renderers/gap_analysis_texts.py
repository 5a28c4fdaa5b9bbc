"""Sentences of the gap analysis that Word and Excel both hold, as the PDF says them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from framework.listing import full_stop, labelled, listed
from reports.contexts import GapAnalysis
from reports.contexts.chapters import GapBlock, MeasureLine, RecommendationLine
from reports.contexts.figures import Figures
from reports.renderers.page_texts import PageTexts

Fact = tuple[str, str]
"""A label and what it says."""


def title_of(report: GapAnalysis) -> str:
    """The title of the document."""
    place = {"country": report.subject.country, "cycle": report.subject.cycle}
    return _("Gap analysis, %(country)s, %(cycle)s") % place


def cover_facts(report: GapAnalysis, texts: PageTexts) -> list[Fact]:
    """What the cover says: cycle, time, overall score with bounds, coverage, gaps, seal."""
    overall, seal = report.summary.overall, report.seal
    number = report.summary.gap_count
    return [
        (_("Cycle"), report.subject.cycle),
        (pgettext("date", "Submitted") if seal else _("State of the data"), texts.as_of),
        (_("Overall score"), score_with_bounds(overall)),
        (
            _("Answered"),
            _("%(answered)s of %(total)s indicators") % {"answered": overall.answered, "total": overall.total},
        ),
        (_("Below target"), ngettext("%(n)s indicator", "%(n)s indicators", number) % {"n": number}),
        (
            _("Seal"),
            _("Submission %(number)s, SHA-256 %(sha256)s") % {"number": seal.number, "sha256": seal.sha256}
            if seal
            else _("Draft, not sealed"),
        ),
    ]


def marks(report: GapAnalysis, texts: PageTexts) -> list[str]:
    """What the first page warns of: a draft, made-up data, a demonstration."""
    found = [_("DRAFT")] if report.seal is None else []
    if texts.synthetic:
        found.append(_("Synthetic data: made up by a program to try the portal. No country gave these answers."))
    elif texts.demonstration:
        found.append(_("Demonstration: fictional country and answers"))
    return found


def score_with_bounds(figures: Figures) -> str:
    """The score, with its bounds where they differ."""
    return f"{figures.score_text} ({figures.bounds_text})" if figures.is_open else figures.score_text


def summary_sentences(report: GapAnalysis) -> list[str]:
    """The executive summary in sentences: overall score, extremes, what is missing, how large the gaps are."""
    summary, overall = report.summary, report.summary.overall
    said = [
        _("No indicator has a level yet, so there is no score.")
        if overall.score is None
        else _("%(country)s implements %(score)s%% of what the Framework measures.")
        % {"country": report.subject.country, "score": overall.score}
    ]
    if summary.best and summary.worst:
        said.append(
            _("The strongest table is %(best)s (%(best_score)s), the weakest %(worst)s (%(worst_score)s).")
            % {
                "best": summary.best.title,
                "best_score": summary.best.figures.score_text,
                "worst": summary.worst.title,
                "worst_score": summary.worst.figures.score_text,
            }
        )
    said += _missing(overall)
    if summary.gap_count:
        said.append(_gaps(report))
    elif overall.score is not None:
        said.append(_("No indicator that has a level is below the target."))
    return said


def _missing(overall: Figures) -> list[str]:
    said = []
    if overall.open:
        said.append(
            ngettext(
                "%(n)s of %(total)s indicators has no data or no answer yet.",
                "%(n)s of %(total)s indicators have no data or no answer yet.",
                overall.open,
            )
            % {"n": overall.open, "total": overall.total}
        )
        if overall.lower is not None:
            said.append(
                _("Once they are answered, the overall score will lie between %(lower)s%% and %(upper)s%%.")
                % {"lower": overall.lower, "upper": overall.upper}
            )
    else:
        said.append(_("All %(total)s indicators are answered.") % {"total": overall.total})
    if overall.not_applicable:
        said.append(
            ngettext("%(n)s is not applicable.", "%(n)s are not applicable.", overall.not_applicable)
            % {"n": overall.not_applicable}
        )
    return said


def _gaps(report: GapAnalysis) -> str:
    number = report.summary.gap_count
    below = ngettext(
        "%(n)s indicator is below the target, level %(target)s%(own)s",
        "%(n)s indicators are below the target, level %(target)s%(own)s",
        number,
    ) % {
        "n": number,
        "target": report.subject.target_level,
        "own": _(" or the country’s own") if report.own_targets else "",
    }
    sizes = listed(
        ngettext("%(n)s by %(size)s level", "%(n)s by %(size)s levels", row.size) % {"n": row.number, "size": row.size}
        for row in report.summary.gap_sizes
    )
    return f"{labelled(below, sizes)}{full_stop()}"


def level_words(gap: GapBlock) -> str:
    """Level and target of a gap in one line."""
    return _("Level %(level)s, %(name)s; target %(target)s, gap %(size)s") % {
        "level": gap.level,
        "name": gap.level_name,
        "target": gap.target,
        "size": gap.size,
    }


def measure_words(measure: MeasureLine) -> str:
    """A measure, or the indicator under which it stands in full."""
    if measure.text:
        return f"{measure.code} {measure.text}"
    return _("%(code)s, as under %(under)s") % {"code": measure.code, "under": measure.under}


def recommendation_words(line: RecommendationLine) -> str:
    """A recommendation of the Working Group with its year."""
    return f"{line.code} ({line.year}) {line.text}"


def method(report: GapAnalysis) -> list[str]:
    """How scores, coverage, bounds and gaps are calculated."""
    return [
        _(
            "The score of an indicator is its level times 25%. The score of a part of an objective is the mean of its "
            "indicators that have a level; of an objective, the mean of its parts; of a table, the mean of its "
            "objectives; overall, the mean of the tables. Whatever has no score is left out of the mean above it, so "
            "that nothing counts as zero because it is missing. Not applicable leaves every mean."
        ),
        _(
            "Coverage is the share of indicators that have a level or are not applicable. The lower bound is the score "
            "if every indicator without data or answer were at level 0, the upper bound if it were at level 4."
        ),
        _(
            "The gap of an indicator is the target level, %(target)s, minus its level, where it is below the target; "
            "where the country has set its own target for an objective, that one counts. Gaps are ranked by size, then "
            "by kind of indicator, ratification and legislation first, then by code."
        )
        % {"target": report.subject.target_level},
        _(
            "Only answers that count enter: those on which the ministries asked agree, and those that the focal point "
            "has decided. Scores are calculated exactly and rounded, half up, to whole percent only in print; "
            "differences are calculated before rounding."
        ),
        _("Edition of the Framework: %(edition)s") % {"edition": report.subject.edition},
    ]


def seal_sentence(report: GapAnalysis, texts: PageTexts) -> str:
    """What the figures rest on, and that an edited copy is no longer that."""
    if report.seal is None:
        return _("This is a draft, not sealed. It shows the answers as of %(as_of)s; they may still change.") % {
            "as_of": texts.as_of
        }
    return _(
        "The answers in this report are those of submission %(number)s of %(country)s in %(cycle)s, and of nothing "
        "else. What is edited here is no longer what was sealed."
    ) % {
        "number": report.seal.number,
        "country": report.subject.country,
        "cycle": report.subject.cycle,
    }


def seal_facts(report: GapAnalysis, texts: PageTexts) -> list[Fact]:
    """When, by whom and with which SHA-256 the submission was sealed; nothing of a draft."""
    if report.seal is None:
        return []
    return [
        (pgettext("date", "Submitted"), texts.as_of),
        (_("By"), report.seal.by),
        (_("SHA-256"), report.seal.sha256),
    ]
