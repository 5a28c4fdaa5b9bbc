"""The country brief as PDF: two pages, whatever the country. Lists name as many as fit and say how many more there are.

Every list has a number of lines on the page, and what it shows is reckoned from the widths of our font, so that
neither a long name nor many gaps move the rest to a third page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import INK, PAPER, SHADES, SOFT, Svg
from framework.listing import apposed, labelled, listed, listed_apart
from reports.contexts.action_plan import ActionLine, cost_words
from reports.contexts.country_brief import BriefGap, CountryBrief, ScoreRow
from reports.contexts.figures import Named
from reports.renderers.measuring import BOLD, REM, fitting, shortened, wrapped
from reports.renderers.page_texts import page_texts
from reports.renderers.pdf import Progress, write_pdf

STYLES = ("reports/report.css", "reports/country_brief.css")
PAGES = 2
WIDTH, TEXT = 498.0, 12 * REM
"""Of the page between its margins and of its text, in points, as the style sheet has them."""
TITLE, TITLE_LINES = 30 * REM, 2
OBJECTIVES_WIDTH, OBJECTIVE_LINES, MOVED_LINES = 340.0, 8, 3
GAP_LINES, NEED_LINES, DATA_GAP_LINES, ACTION_LINES = 22, 5, 8, 7
ACTION_WIDTH, LONGEST_GAP, LONGEST_ACTION = 430, 4, 2
"""Lines of a statement or measure, and of an action; longer ones end in an ellipsis, the full report has them whole."""
BAR_WIDTH, BAR_HEIGHT, END = 150.0, 14.0, 4.0


@dataclass(frozen=True, slots=True)
class Shown:
    """The first items of a list, and how many more there are."""

    items: Sequence[Any]
    more: int


@dataclass(frozen=True, slots=True)
class Barred:
    """A line of the table of scores with its bar."""

    row: ScoreRow
    bar: SafeString


def render_country_brief(brief: CountryBrief, progress: Progress) -> bytes:
    """The document as tagged PDF in the active language, two pages; equal briefs give equal bytes."""
    html = render_to_string("reports/brief/country_brief.html", document_context(brief))
    content = write_pdf(html, at=brief.subject.as_of, expected_pages=PAGES, progress=progress, styles=STYLES)
    progress(100)
    return content


def document_context(brief: CountryBrief) -> dict[str, object]:
    """What the template prints: the brief, and of its lists what fits."""
    texts = page_texts(brief.subject)
    place = {"country": brief.subject.country, "cycle": brief.subject.cycle}
    return {
        "brief": brief,
        "subject": brief.subject,
        "overall": brief.summary.overall,
        "texts": texts,
        "as_of": texts.as_of,
        "name": shortened(brief.subject.country, TITLE_LINES, WIDTH, TITLE * BOLD),
        "rows": [Barred(row, _bar(row, brief.target_percent)) for row in brief.rows],
        "weakest": _objectives(brief.summary.weakest),
        "strongest": _objectives(brief.summary.strongest),
        "moved": _moved(brief),
        "gaps": _gaps(brief.gaps),
        "needs": _needs(brief),
        "data_gaps": _data_gaps(brief),
        "actions": _actions(brief.ahead),
        "costs": listed(cost_words(amount, currency) for currency, amount in list(brief.totals.costs.items())[:5]),
        "more_costs": max(0, len(brief.totals.costs) - 5),
        "title": _("Country brief, %(country)s, %(cycle)s") % place,
        "description": _("How far %(country)s implements the Smuggling of Migrants Protocol, on two pages") % place,
    }


def _bar(row: ScoreRow, target: int) -> SafeString:
    """Bounds as a bar, the score as a thick mark, the target as a dashed line, from 0 to 100 percent."""
    figures = row.figures
    said = _("%(name)s: %(score)s %(bounds)s, target %(target)s%%") % {
        "name": row.title or _("Overall"),
        "score": figures.score_text,
        "bounds": figures.bounds_text,
        "target": target,
    }
    bar = Svg(BAR_WIDTH, BAR_HEIGHT, title=said)
    whole = BAR_WIDTH - 2 * END

    def at(percent: int) -> float:
        return END + whole * percent / 100

    bar.rect(END, 4, whole, 6, fill=PAPER, stroke=SOFT, stroke_width=0.5)
    if figures.lower is not None and figures.upper is not None:
        bar.rect(at(figures.lower), 4, at(figures.upper) - at(figures.lower), 6, fill=SHADES[1], stroke=SOFT)
    bar.line(at(target), 0, at(target), BAR_HEIGHT, stroke=INK, stroke_dasharray="3 2")
    if figures.score is not None:
        bar.rect(at(figures.score) - 2, 1, 4, BAR_HEIGHT - 2, fill=SHADES[4])
    return bar.render()


def _objectives(rows: Sequence[Named]) -> Shown:
    heights = [_height(f"{row.code} {row.title}", OBJECTIVES_WIDTH) for row in rows]
    count = fitting(heights, OBJECTIVE_LINES)
    return Shown(rows[:count], len(rows) - count)


def _moved(brief: CountryBrief) -> list[tuple[str, str]]:
    """The objectives that rose most, and those that fell most, a line or two each."""
    if brief.change is None:
        return []
    found = []
    for name, rows in ((_("Rose most"), brief.change.risen), (_("Fell most"), brief.change.fallen)):
        for count in range(len(rows), 0, -1):
            said = listed_apart(f"{row.code} {row.title} ({row.points_text})" for row in rows[:count])
            if count == 1 or _height(labelled(name, said), size=TEXT * BOLD) <= MOVED_LINES:
                found.append((name, said))
                break
    return found


def _height(text: str, width: float = WIDTH, size: float = TEXT) -> int:
    return max(1, len(wrapped(text, width, size)))


def _gaps(gaps: Sequence[BriefGap]) -> Shown:
    """The largest gaps: statement with level and target, measure."""
    items, heights = [], []
    for gap in gaps[:GAP_LINES]:
        levels = _("(level %(level)s, target %(target)s)") % {"level": gap.level, "target": gap.target}
        said = f"{gap.code} {shortened(gap.text, LONGEST_GAP, WIDTH - 60, TEXT * BOLD)} {levels}"
        measure = ""
        if gap.measure_text:
            measure = _("Measure %(code)s: %(text)s") % {
                "code": gap.measure,
                "text": shortened(gap.measure_text, LONGEST_GAP, WIDTH - 60, TEXT),
            }
        items.append((gap.code, said.removeprefix(f"{gap.code} "), measure))
        heights.append(_height(said, WIDTH - 14, TEXT * BOLD) + (_height(measure, WIDTH - 14) if measure else 0))
    count = fitting(heights, GAP_LINES)
    if count == len(items) < len(gaps):
        count = fitting([*heights, GAP_LINES], GAP_LINES)
    return Shown(items[:count], len(gaps) - count)


def _needs(brief: CountryBrief) -> Shown:
    """A line a kind: how many actions, and the indicators they are about."""
    items = []
    for need in brief.needs:
        number = len(need.lines)
        said = ngettext("%(kind)s: %(number)d action", "%(kind)s: %(number)d actions", number)
        head = said % {"kind": need.kind, "number": number}
        codes = list(dict.fromkeys(line.action.indicator for line in need.lines))
        items.append(f"{head} ({_codes(codes, lines=1, taken=head)})")
    return Shown(items[:NEED_LINES], max(0, len(items) - NEED_LINES))


def _data_gaps(brief: CountryBrief) -> Shown:
    """Two lines a table: how many indicators have no data or no answer, and which."""
    items = []
    for table in brief.data_gaps:
        head = labelled(table.title, len(table.rows))
        codes = [row.code for row in table.rows]
        items.append(f"{head} ({_codes(codes, lines=DATA_GAP_LINES // len(brief.data_gaps), taken=head)})")
    return Shown(items, 0)


def _codes(codes: Sequence[str], *, lines: int, taken: str) -> str:
    """As many codes as fit behind what the line has `taken`, and how many more there are."""
    for count in range(len(codes), 0, -1):
        said = listed(codes[:count])
        if count < len(codes):
            said = _("%(codes)s and %(more)d more") % {"codes": said, "more": len(codes) - count}
        if len(wrapped(f"{taken} ({said})", WIDTH - 14, TEXT)) <= lines:
            return said
    return str(len(codes))


def _actions(ahead: Sequence[ActionLine]) -> Shown:
    """The actions that are due next: when, the indicator, who, what."""
    items, heights = [], []
    for line in ahead[:ACTION_LINES]:
        head = labelled(apposed(line.action.indicator, line.action.lead), "")
        said = shortened(f"{head}{line.action.text}", LONGEST_ACTION, ACTION_WIDTH, TEXT)
        items.append((line.action.due_on, line.action.indicator, line.action.lead, said.removeprefix(head)))
        heights.append(_height(said, ACTION_WIDTH))
    count = fitting(heights, ACTION_LINES)
    if count == len(items) < len(ahead):
        count -= 1
    return Shown(items[:count], len(ahead) - count)
