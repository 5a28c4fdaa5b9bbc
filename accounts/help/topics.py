"""Topics of the help: three or four sentences each, for the page that links to them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .tour import Words


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help below /help/: its paragraphs, and the page that it is about (its URL's name, "" for none)."""

    title: Words
    paragraphs: tuple[Words, ...]
    page: str = ""


TOPICS: dict[str, Topic] = {
    "answering": Topic(
        _("Answers"),
        (
            _(
                "Choose the highest level whose description is wholly true today, not what is planned. Levels 3 and "
                "4 and “not applicable” need a justification."
            ),
            _(
                "“Not applicable” is for what cannot concern your country; “no data” for what you cannot tell yet. "
                "Both are honest answers. A question left open is none."
            ),
            _(
                "“Saved” means that it is stored. Without a line, the page keeps your text in this browser and sends "
                "it later."
            ),
        ),
    ),
    "assign": Topic(
        _("Who answers what"),
        (
            _(
                "Tick a table, a section, an objective or single indicators, choose ministries, look at the preview, "
                "then do it. “Undo” takes it back."
            ),
            _(
                "One indicator may go to several ministries. Each is told in one mail. An indicator asked of nobody "
                "is yours to answer."
            ),
        ),
    ),
    "differences": Topic(
        _("Differences"),
        (
            _(
                "When all ministries asked give the same answer, it becomes the country's by itself. When they "
                "differ, the focal point decides and gives the reason."
            ),
            _(
                "When a ministry changes its answer after a decision, the indicator waits to be confirmed. Nothing "
                "changes silently."
            ),
        ),
    ),
    "plan": Topic(
        _("Action plan"),
        (
            _(
                "An action starts from a gap: a measure of the Framework, in your words, with a lead ministry, a "
                "date, a cost and the help needed."
            ),
            _("The lead ministry keeps the status. The plan is sealed with the submission."),
        ),
    ),
    "submit": Topic(
        _("Submit"),
        (
            _(
                "Everything has to be settled first: no difference, nothing to confirm, and an answer everywhere; "
                "“no data” is one."
            ),
            _(
                "Submitting seals a copy that never changes. While the cycle is open, the focal point can reopen the "
                "assessment and submit again; the first copy stays."
            ),
            _("You choose who reads it beside UNODC. Confidential evidence is never shared."),
        ),
    ),
    "clarifications": Topic(
        _("Clarifications"),
        (
            _(
                "A reviewer asks about an indicator or objective and sets a date. The focal point answers, or first "
                "passes the question to a ministry; what that ministry writes stays within the country."
            ),
        ),
        "assessments:clarifications",
    ),
    "compare": Topic(
        _("Compare"),
        (
            _(
                "Only sealed submissions are compared, and only those that you may read. A country that does not "
                "share looks as if it had not submitted."
            ),
            _(
                "Read each score with its coverage and bounds. “No data” and “not applicable” are never counted as "
                "0. These are self-assessments, not a ranking."
            ),
        ),
        "assessments:compare",
    ),
    "reports": Topic(
        _("Reports"),
        (
            _(
                "Ask for a report on the page of an assessment, submission, cycle or comparison. Its file appears "
                "here when it is ready. A draft says so on every page."
            ),
        ),
        "reports:index",
    ),
    "spreadsheets": Topic(
        _("Work without a line"),
        (
            _(
                "Download your questions, fill in answers and justifications, and upload the file. You see what "
                "would change; nothing is written before you confirm."
            ),
            _("If somebody changed the same answer meanwhile, you see both and choose."),
        ),
    ),
    "people": Topic(
        _("People"),
        (
            _(
                "An invitation works once, for ten days, and only for the address that it was sent to. When somebody "
                "leaves, end the membership: what the person entered stays."
            ),
            _("A country always keeps one focal point: hand the role over before you leave."),
            _("A focal point can ask everybody who acts for the country for a second factor."),
        ),
    ),
    "privacy": Topic(
        _("Personal data"),
        (
            _(
                "Kept of you are: name, e-mail address, language and roles; how you sign in (never the password "
                "itself), from which browser and address; mails sent to you; what you changed and wrote, in which "
                "role."
            ),
            _(
                "It is kept so that a country can show who gave an answer, and to keep accounts safe. It is used for "
                "nothing else and given to nobody else."
            ),
            _(
                "Your country's people see your name beside what you did. Reviewers and the secretariat see who "
                "submitted and who answered a clarification. The secretariat sees names, addresses and roles."
            ),
            _("You can download your data and leave, on your page “My data”."),
        ),
        "accounts:my_data",
    ),
}

KEPT: dict[str, Words] = {
    "mails": _("Mails"),
    "invitations": _("Invitations"),
    "imports": _("Uploaded spreadsheets"),
    "tokens": _("API tokens that have expired"),
    "people-without-role": _("Accounts without a role"),
    "former-people": _("Names of those who have left"),
}
"""Kinds of `settings.KEEP_DAYS` in words."""
