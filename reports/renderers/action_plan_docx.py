"""The action plan as a Word document, for those who edit it and sign it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from framework.listing import listed
from reports.contexts import ActionPlan
from reports.contexts.action_plan import ActionLine, ScenarioRow
from reports.renderers.page_texts import PageTexts, page_texts
from reports.renderers.pdf import Progress
from reports.renderers.word import WordDocument

TABLE_WIDTHS = (12, 25, 22, 70, 45, 38, 22, 27)
NEED_WIDTHS = (12, 22, 110, 80, 37)
PAIR_WIDTHS = (80, 60)
SCENARIO_WIDTHS = (120, 45, 45, 25)
SIGNATURE_WIDTHS = (65, 65, 45, 86)


def render_action_plan_docx(plan: ActionPlan, progress: Progress) -> bytes:
    """The document in the active language; equal plans give equal bytes."""
    progress(5)
    subject, texts = plan.subject, page_texts(plan.subject)
    title = _("National action plan, %(country)s") % {"country": subject.country}
    word = WordDocument(title=title, author=subject.country, subject=subject.cycle, texts=texts)
    word.title(title)
    _introduction(word, plan, texts)
    _summary(word, plan)
    progress(30)
    _by_due_date(word, plan)
    _by_ministry(word, plan)
    progress(70)
    _needs(word, plan)
    _dropped(word, plan)
    _seal(word, plan, texts)
    _signatures(word)
    content = word.content(subject.as_of)
    progress(100)
    return content


def _introduction(word: WordDocument, plan: ActionPlan, texts: PageTexts) -> None:
    if plan.seal is None:
        word.paragraph(_("DRAFT"), bold=True)
    if texts.demonstration:
        word.paragraph(_("Demonstration: fictional country and answers"))
    word.labelled(_("Cycle"), plan.subject.cycle)
    word.labelled(_("State of the data"), texts.foot)
    word.labelled(_("Late actions as of"), date_format(plan.on, "DATE_FORMAT"))


def _summary(word: WordDocument, plan: ActionPlan) -> None:
    word.heading(_("Summary"), 1)
    number = plan.totals.actions
    word.paragraph(ngettext("%(number)d action.", "%(number)d actions.", number) % {"number": number})
    if not number:
        return
    word.heading(_("Totals"), 2)
    rows = [(_("Cost estimate, %(currency)s") % {"currency": cost.rpartition(" ")[2]}, cost) for cost in plan.costs]
    rows.append((_("Actions without an estimate"), str(plan.totals.without_cost)))
    rows += [(one.label, str(one.number)) for one in plan.statuses]
    rows.append((_("Late"), str(plan.totals.late)))
    rows += [(_("Assistance: %(kind)s") % {"kind": one.label}, str(one.number)) for one in plan.assistance]
    word.table((_("Of the plan"), _("Amount or number")), rows, PAIR_WIDTHS)
    word.heading(_("If the plan reaches what is expected"), 2)
    word.table(
        (_("Table or objective"), _("Now"), _("Then"), _("Points")),
        [_scenario(row) for row in (plan.overall, *plan.tables, *plan.objectives)],
        SCENARIO_WIDTHS,
    )


def _scenario(row: ScenarioRow) -> tuple[str, ...]:
    now, then = row.named.figures, row.then
    return (
        f"{row.named.code} {row.named.title}".strip(),
        f"{now.score_text} ({now.bounds_text})" if now.bounds_text else now.score_text,
        f"{then.score_text} ({then.bounds_text})" if then.bounds_text else then.score_text,
        row.points,
    )


def _by_due_date(word: WordDocument, plan: ActionPlan) -> None:
    word.heading(_("Actions by due date"), 1)
    if not plan.lines:
        word.paragraph(_("Nothing is planned yet."))
        return
    head = (
        _("No."),
        _("Due"),
        _("Indicator"),
        _("Action"),
        _("Lead ministry"),
        _("Cost estimate"),
        _("Level then"),
        _("Status"),
    )
    word.table(head, [_row(line) for line in plan.lines], TABLE_WIDTHS)


def _row(line: ActionLine) -> tuple[str, ...]:
    due = date_format(line.action.due_on, "SHORT_DATE_FORMAT")
    return (
        str(line.number),
        f"{due}\n{_('late')}" if line.late else due,
        line.action.indicator,
        line.action.text,
        line.action.lead,
        line.cost or "–",
        str(line.action.expected_level),
        line.status,
    )


def _by_ministry(word: WordDocument, plan: ActionPlan) -> None:
    if not plan.ministries:
        return
    word.heading(_("Actions by ministry"), 1)
    for ministry in plan.ministries:
        word.heading(ministry.name, 2)
        for line in ministry.lines:
            _detail(word, line)
        if ministry.takes_part:
            word.labelled(_("Takes part in the actions"), listed(ministry.takes_part))


def _detail(word: WordDocument, line: ActionLine) -> None:
    action = line.action
    word.heading(_("%(number)s. Against the gap at %(code)s") % {"number": line.number, "code": action.indicator}, 3)
    facts = [
        (_("Indicator"), line.statement),
        (_("Measure"), f"{action.measure} {line.measure_text}" if action.measure else ""),
        (_("Other ministries"), line.others),
        (_("Start"), date_format(action.starts_on, "DATE_FORMAT") if action.starts_on else ""),
        (_("Priority"), line.priority),
        (_("Source of funds"), action.funding),
        (_("Level expected after it"), line.expected_level),
        (_("Progress"), action.progress_note),
    ]
    for label, text in facts:
        if text:
            word.labelled(label, text)


def _needs(word: WordDocument, plan: ActionPlan) -> None:
    word.heading(_("Technical assistance needed"), 1)
    if not plan.needs:
        word.paragraph(_("No action needs technical assistance."))
    for need in plan.needs:
        word.heading(need.kind, 2)
        rows = [
            (str(line.number), line.action.indicator, line.action.assistance_words, line.action.lead, line.priority)
            for line in need.lines
        ]
        head = (_("No."), _("Indicator"), _("Assistance"), _("Lead ministry"), _("Priority"))
        word.table(head, rows, NEED_WIDTHS)


def _dropped(word: WordDocument, plan: ActionPlan) -> None:
    if plan.dropped:
        word.heading(_("Dropped actions"), 1)
        word.table(
            (_("No."), _("Indicator"), _("Action"), _("Progress"), _("Lead ministry")),
            [
                (str(line.number), line.action.indicator, line.action.text, line.action.progress_note, line.action.lead)
                for line in plan.dropped
            ],
            NEED_WIDTHS,
        )


def _seal(word: WordDocument, plan: ActionPlan, texts: PageTexts) -> None:
    if plan.seal is None:
        return
    word.heading(_("Seal"), 1)
    facts = {
        "number": plan.seal.number,
        "as_of": texts.as_of,
        "name": plan.seal.name,
        "capacity": plan.seal.capacity,
    }
    if plan.seal.name:
        sentence = _(
            "The plan as sealed in submission %(number)s, %(as_of)s, by %(name)s, %(capacity)s. What is edited here is "
            "no longer what was sealed."
        )
    else:
        sentence = _(
            "The plan as sealed in submission %(number)s, %(as_of)s, by %(capacity)s. What is edited here is no longer "
            "what was sealed."
        )
    word.paragraph(sentence % facts)
    word.labelled(_("SHA-256 of the submission"), plan.seal.sha256)


def _signatures(word: WordDocument) -> None:
    word.heading(_("Signatures"), 1)
    head = (_("For"), _("Name and function"), _("Date"), _("Signature"))
    rows = [(label, "\n\n", "", "") for label in (_("Prepared by"), _("Agreed by"), _("Approved by"))]
    word.table(head, rows, SIGNATURE_WIDTHS, together=True)
