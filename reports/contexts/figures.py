"""Scores as a report writes them: whole percent, words where there is no score."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.scoring import Node, whole_percent


def percent_words(percent: int) -> str:
    """A percentage as the active language writes it."""
    return _("%(score)s%%") % {"score": percent}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says of one node; percentages are whole numbers, None where there is none.

    `open` counts the indicators without an answer that coverage counts: no data and unanswered.
    """

    score: int | None
    lower: int | None
    upper: int | None
    coverage: int
    answered: int
    total: int
    not_applicable: int
    no_data: int
    unanswered: int

    @classmethod
    def of(cls, node: Node) -> "Figures":
        """The figures of a node of a profile."""
        return cls(
            score=whole_percent(node.score),
            lower=whole_percent(node.lower),
            upper=whole_percent(node.upper),
            coverage=whole_percent(node.coverage) or 0,
            answered=node.answered,
            total=node.total,
            not_applicable=node.not_applicable,
            no_data=node.no_data,
            unanswered=node.unanswered,
        )

    @property
    def open(self) -> int:
        return self.no_data + self.unanswered

    @property
    def is_open(self) -> bool:
        """Whether the score depends on answers that are missing: exactly, the bounds differ."""
        return self.open > 0 and self.lower is not None

    @property
    def is_wide(self) -> bool:
        """Whether the bounds differ in print as well, in whole percent."""
        return self.is_open and self.lower != self.upper

    @property
    def score_text(self) -> str:
        """The score in percent, or that there is none."""
        return _("no score") if self.score is None else percent_words(self.score)

    @property
    def bounds_text(self) -> str:
        """The bounds where answers are missing, one number where both are the same in print; else an empty text."""
        if not self.is_open:
            return ""
        if self.lower == self.upper:
            return _("%(bound)s%%") % {"bound": self.lower}
        return _("%(lower)s–%(upper)s%%") % {"lower": self.lower, "upper": self.upper}

    @property
    def coverage_text(self) -> str:
        """How many indicators are answered, in words."""
        return _("%(answered)s of %(total)s") % {"answered": self.answered, "total": self.total}


@dataclass(frozen=True, slots=True)
class Named:
    """A table, section or objective by code and title, with its figures."""

    code: str
    title: str
    figures: Figures
