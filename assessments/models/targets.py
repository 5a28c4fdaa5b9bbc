"""Target levels that a country sets for itself."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models import Objective
from framework.models.base import from_one

from .assessment import Assessment


class OwnTarget(models.Model):
    """The level that the country aims at for all indicators of an objective, instead of the cycle's, and why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="own_targets")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("target level"), validators=[MaxValueValidator(4)])
    reason = models.TextField(_("reason"))
    version = models.PositiveIntegerField(_("version"), default=1)
    updated_at = models.DateTimeField(_("changed"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("objective__order",)
        verbose_name = _("own target")
        verbose_name_plural = _("own targets")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "objective"], name="own_target_once_an_objective"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="own_target_is_a_level"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="own_target_has_its_reason"),
            from_one("version", "own_target_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.objective_id}: {self.level}"
