"""Who changed what in an assessment, when and in what capacity."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Ministry
from framework.models import Indicator, Objective
from framework.models.base import not_empty, one_of

from .assessment import Assessment


class AppendOnly(models.Model):
    """A row that is written once: changing or deleting it raises `TypeError`, and the database refuses it as well."""

    written_once: ClassVar[bool] = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once and never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is never deleted")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is written once and never changed")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is never deleted")


class Change(AppendOnly):
    """One change of an assessment: append-only.

    `before` and `after` hold the fields that the action touches, as JSON; `before` is null where the thing is new and
    `after` is null where it is gone. `capacity` keeps the words of the moment, so that later changes of a membership
    do not rewrite history. `thing` is the id of what changed where an indicator and ministry do not name it: a piece
    of evidence, a comment, an action, a clarification. Changes of one `batch` were made by one click, and can be
    undone by one where they share indicators out.
    """

    class Action(models.TextChoices):
        OPENED = "opened", _("opened the assessment")
        ASSIGNED = "assigned", _("assigned")
        UNASSIGNED = "unassigned", _("took back")
        SCORED = "scored", pgettext_lazy("person did", "answered")
        NATIONAL = "national", _("national score followed")
        DECIDED = "decided", pgettext_lazy("person did", "decided")
        SUBMITTED = "submitted", pgettext_lazy("person did", "submitted")
        REOPENED = "reopened", _("reopened")
        ACCEPTED = "accepted", pgettext_lazy("person did", "accepted")
        SHARED = "shared", _("changed with whom it is shared")
        TARGETED = "targeted", _("set the country's own target")
        EVIDENCE = "evidence", _("changed evidence")
        COMMENTED = "commented", _("commented")
        RESOLVED = "resolved", _("resolved or opened a discussion")
        PLANNED = "planned", _("changed the action plan")
        CLARIFIED = "clarified", _("changed a clarification")

    # No index a foreign key: history is read by assessment, and every index costs each answer that is saved.
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="changes", db_index=False)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    capacity = models.CharField(_("capacity"), max_length=300)
    action = models.CharField(_("action"), max_length=15, choices=Action.choices)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    thing = models.UUIDField(_("thing"), null=True)
    batch = models.UUIDField(_("batch"), null=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["assessment", "-at"], name="change_by_time"),
            models.Index(fields=["assessment", "indicator", "-at"], name="change_by_indicator"),
            models.Index(fields=["assessment", "user", "-at"], name="change_by_person"),
            models.Index(fields=["batch"], name="change_by_batch", condition=models.Q(batch__isnull=False)),
            models.Index(fields=["at"], name="change_of_sharing", condition=models.Q(action="shared")),
        ]
        constraints = [
            one_of(
                "action",
                "opened",
                "assigned",
                "unassigned",
                "scored",
                "national",
                "decided",
                "submitted",
                "reopened",
                "accepted",
                "shared",
                "targeted",
                "evidence",
                "commented",
                "resolved",
                "planned",
                "clarified",
                name="change_action_is_known",
            ),
            not_empty("capacity", "change_says_in_what_capacity"),
            models.CheckConstraint(
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False), name="change_says_what"
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=False, ministry__isnull=False)
                | ~models.Q(action__in=["assigned", "unassigned", "scored"]),
                name="change_of_a_ministry_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=False)
                | ~models.Q(action__in=["national", "decided", "commented", "resolved", "planned"]),
                name="change_of_an_indicator_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(objective__isnull=False) | ~models.Q(action="targeted"),
                name="change_of_a_target_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(thing__isnull=False) | ~models.Q(action__in=["evidence", "commented", "planned"]),
                name="change_of_a_thing_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user}: {self.action} {self.indicator_id or ''}"
