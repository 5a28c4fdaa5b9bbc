"""Ministries' answers and the country's one answer to each indicator."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry
from assessments import scoring
from framework.models import Indicator
from framework.models.base import from_one

from .assessment import Assessment


class AnswerFields(models.Model):
    """An answer as it is stored: a level, not applicable, or no data, with its justification and version.

    `version` counts the changes of the row; a client that sends the version it saw is told when it is stale.
    """

    class Answer(models.TextChoices):
        LEVEL = "level", _("Level")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        NO_DATA = "no_data", _("No data")

    answer = models.CharField(_("answer"), max_length=15, choices=Answer.choices)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    justification = models.TextField(_("justification"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        abstract = True

    @property
    def as_answer(self) -> scoring.Answer:
        """The answer as `scoring` takes it; an empty `answer` is unanswered."""
        return scoring.Answer(scoring.AnswerKind(self.answer or "unanswered"), self.level)


class Score(AnswerFields):
    """One ministry's answer to one indicator of an assessment."""

    # Looked up by assessment through `score_once_a_ministry`.
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="scores")
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="scores")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ("indicator__order", "ministry__name")
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator", "ministry"], name="score_once_a_ministry"),
            models.CheckConstraint(
                name="score_level_goes_with_answer",
                condition=models.Q(answer="level", level__range=(0, 4))
                | models.Q(answer__in=["not_applicable", "no_data"], level__isnull=True),
            ),
            models.CheckConstraint(
                name="score_is_justified",
                condition=~models.Q(justification="")
                | models.Q(answer="no_data")
                | models.Q(answer="level", level__lte=2),
            ),
            from_one("version", "score_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}, {self.ministry}: {self.answer} {self.level}"


class NationalScore(AnswerFields):
    """The country's one answer to an indicator; there is a row for every indicator from the opening on.

    In the states *conflict* and *unanswered* there is no answer; *carried over* and *to confirm* hold one that does
    not count until the focal point confirms it. Only *agreed* and *decided* count in the profile.
    """

    class State(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        CONFLICT = "conflict", _("Conflict")
        DECIDED = "decided", _("Decided")
        TO_CONFIRM = "to_confirm", _("To confirm")
        CARRIED_OVER = "carried_over", _("Carried over")
        UNANSWERED = "unanswered", _("Unanswered")

    COUNTED = (State.AGREED, State.DECIDED)

    # Looked up by assessment through `national_score_once`.
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="national_scores", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="national_scores")
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.UNANSWERED)
    answer = models.CharField(_("answer"), max_length=15, choices=AnswerFields.Answer.choices, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        ordering = ("indicator__order",)
        verbose_name = _("national score")
        verbose_name_plural = _("national scores")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="national_score_once"),
            models.CheckConstraint(
                name="national_level_goes_with_answer",
                condition=models.Q(answer="level", level__range=(0, 4))
                | models.Q(answer__in=["", "not_applicable", "no_data"], level__isnull=True),
            ),
            models.CheckConstraint(
                name="national_answer_goes_with_state",
                condition=(models.Q(state__in=["conflict", "unanswered"], answer=""))
                | (models.Q(state__in=["agreed", "decided", "to_confirm", "carried_over"]) & ~models.Q(answer="")),
            ),
            models.CheckConstraint(
                name="national_decision_has_its_author",
                condition=~models.Q(state__in=["decided", "to_confirm"]) | models.Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="national_decision_is_justified",
                condition=~models.Q(state="decided")
                | ~models.Q(justification="")
                | models.Q(answer="no_data")
                | models.Q(answer="level", level__lte=2),
            ),
            from_one("version", "national_score_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.state} {self.answer} {self.level}"

    @property
    def counts(self) -> bool:
        """Whether the answer counts in the profile."""
        return self.state in self.COUNTED
