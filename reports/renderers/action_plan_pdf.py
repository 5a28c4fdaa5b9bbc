"""The action plan as PDF, in the look of the gap analysis."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from reports.contexts import ActionPlan
from reports.renderers.page_texts import page_texts
from reports.renderers.pdf import Progress, write_pdf

LAYOUT_FROM = 5
ACTIONS_PER_PAGE = 5


def render_action_plan_pdf(plan: ActionPlan, progress: Progress) -> bytes:
    """The document as tagged PDF in the active language; equal plans give equal bytes.

    `progress` is told from 5 (layout) to 100 (written).
    """
    progress(LAYOUT_FROM)
    texts = page_texts(plan.subject)
    place = {"country": plan.subject.country, "cycle": plan.subject.cycle}
    html = render_to_string(
        "reports/plan/action_plan.html",
        {
            "report": plan,
            "texts": texts,
            "as_of": texts.as_of,
            "title": _("Action plan, %(country)s, %(cycle)s") % place,
            "description": _("What %(country)s plans against the gaps to the Smuggling of Migrants Protocol") % place,
        },
    )
    pages = 8 + len(plan.lines) // ACTIONS_PER_PAGE
    content = write_pdf(
        html,
        at=plan.subject.as_of,
        expected_pages=pages,
        progress=lambda done: progress(LAYOUT_FROM + done * (100 - LAYOUT_FROM) // 100),
    )
    progress(100)
    return content
