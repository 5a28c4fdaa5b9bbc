"""The action plan as an Excel workbook: a sheet of actions with real dates and numbers, and a sheet of totals."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.contexts import ActionPlan
from reports.contexts.action_plan import ActionLine, ScenarioRow
from reports.renderers.excel import BOLD, HEADING, SHADE, Value, put, set_page
from reports.renderers.packages import repacked, xml_text
from reports.renderers.page_texts import page_texts
from reports.renderers.pdf import Progress

TOTALS_WIDTHS = (44, 18, 18, 12, 12, 12, 12)


def render_action_plan_xlsx(plan: ActionPlan, progress: Progress) -> bytes:
    """The workbook in the active language; equal plans give equal bytes. No text acts as a formula."""
    progress(5)
    workbook = Workbook()
    actions, totals = workbook.active, workbook.create_sheet(_("Totals"))
    actions.title = _("Actions")
    _write_actions(actions, plan)
    progress(60)
    _write_totals(totals, plan)
    for sheet in (actions, totals):
        set_page(sheet, page_texts(plan.subject))
    properties = workbook.properties
    properties.title = xml_text(_title(plan))
    properties.creator = xml_text(plan.subject.country)
    properties.created = properties.modified = plan.subject.as_of.replace(tzinfo=None)
    file = io.BytesIO()
    workbook.save(file)
    content = repacked(file.getvalue(), plan.subject.as_of)
    progress(100)
    return content


def _title(plan: ActionPlan) -> str:
    return _("Action plan, %(country)s, %(cycle)s") % {"country": plan.subject.country, "cycle": plan.subject.cycle}


def _columns() -> tuple[tuple[str, int], ...]:
    """Head and width of the columns of the actions, as `_values` fills them."""
    return (
        (_("Number"), 9),
        (_("Indicator"), 12),
        (_("Statement of the indicator"), 40),
        (_("Measure"), 12),
        (_("Action"), 60),
        (_("Lead ministry"), 28),
        (_("Other ministries"), 28),
        (_("Start"), 12),
        (_("Due"), 12),
        (_("Late"), 8),
        (_("Priority"), 11),
        (_("Cost estimate"), 18),
        (_("Currency"), 10),
        (_("Source of funds"), 24),
        (_("Technical assistance"), 16),
        (_("Which assistance"), 40),
        (_("Expected level"), 10),
        (_("Status"), 12),
        (_("Progress note"), 40),
    )


def _values(line: ActionLine) -> tuple[Value, ...]:
    action = line.action
    return (
        line.number,
        action.indicator,
        line.statement,
        action.measure,
        action.text,
        action.lead,
        line.others,
        action.starts_on,
        action.due_on,
        _("late") if line.late else None,
        line.priority,
        action.cost,
        action.currency,
        action.funding,
        line.assistance,
        action.assistance_words,
        action.expected_level,
        line.status,
        action.progress_note,
    )


def _write_actions(sheet: Worksheet, plan: ActionPlan) -> None:
    columns = _columns()
    for number, (head, width) in enumerate(columns, start=1):
        put(sheet, 1, number, head, font=BOLD, fill=SHADE)
        sheet.column_dimensions[get_column_letter(number)].width = width
    lines = [*plan.lines, *plan.dropped]
    for row, line in enumerate(lines, start=2):
        for column, value in enumerate(_values(line), start=1):
            put(sheet, row, column, value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(lines) + 1}"
    sheet.print_title_rows = "1:1"


def _write_totals(sheet: Worksheet, plan: ActionPlan) -> None:
    for number, width in enumerate(TOTALS_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    rows: list[Sequence[Value]] = [(_title(plan),), (_state(plan),)]
    if plan.seal is not None:
        rows.append((_("SHA-256 of the submission"), plan.seal.sha256))
    rows += [(), (_("Cost estimates by currency"), _("Amount"))]
    rows += [(currency, amount) for currency, amount in plan.totals.costs.items()]
    rows += [
        (_("Actions without an estimate"), plan.totals.without_cost),
        (),
        (_("Actions by status"), pgettext("count", "Number")),
    ]
    rows += [(one.label, one.number) for one in plan.statuses]
    rows += [(_("Late"), plan.totals.late), (), (_("Technical assistance needed"), _("Actions"))]
    rows += [(one.label, one.number) for one in plan.assistance] or [(_("None"), 0)]
    heads = (
        _("If the plan reaches what is expected, percent"),
        _("Score now"),
        _("Score then"),
        _("Lower now"),
        _("Upper now"),
        _("Lower then"),
        _("Upper then"),
    )
    rows += [(), heads]
    rows += [_scenario(row) for row in (plan.overall, *plan.tables, *plan.objectives)]
    bold = {1, *(number + 1 for number, row in enumerate(rows, start=1) if not row)}
    for number, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            font = HEADING if number == 1 else BOLD if number in bold else None
            put(sheet, number, column, value, font=font)


def _state(plan: ActionPlan) -> str:
    texts = page_texts(plan.subject)
    return f"{texts.foot}. {_('Demonstration: fictional country and answers')}" if texts.demonstration else texts.foot


def _scenario(row: ScenarioRow) -> tuple[Value, ...]:
    name = f"{row.named.code} {row.named.title}".strip()
    now, then = row.named.figures, row.then
    return (name, now.score, then.score, now.lower, now.upper, then.lower, then.upper)
