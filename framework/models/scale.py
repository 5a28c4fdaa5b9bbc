"""The scale of answers: five levels, two answers without a level, and what each level means for a kind of indicator."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import Content, not_empty


class ScaleLevel(Content):
    """A level of the scale, 0 Not in place to 4 Fully in place; wording code "level.0"."""

    NATURAL_KEY = ("level",)

    level = models.PositiveSmallIntegerField(_("level"), unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta(Content.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        constraints = [models.CheckConstraint(condition=models.Q(level__lte=4), name="scale_level_at_most_4")]


class AnswerWithoutLevel(Content):
    """An answer apart from the scale, slug "not_applicable" or "no_data"; wording code "answer.no_data"."""

    NATURAL_KEY = ("slug",)

    slug = models.CharField(_("slug"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    rule = models.TextField(_("rule"))

    class Meta(Content.Meta):
        verbose_name = _("answer without a level")
        verbose_name_plural = _("answers without a level")


class IndicatorKind(Content):
    """A kind of indicator, such as "legislation"; `order` is its rank among equal gaps (DESIGN section 3)."""

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta(Content.Meta):
        verbose_name = _("kind of indicator")
        verbose_name_plural = _("kinds of indicator")
        constraints = [not_empty("name", "indicator_kind_name_not_empty")]


class LevelDescription(Content):
    """What a level means for a kind of indicator; wording code "kind.legislation.2"."""

    NATURAL_KEY = ("kind__slug", "level")

    kind = models.ForeignKey(IndicatorKind, models.PROTECT, related_name="levels", verbose_name=_("kind"))
    level = models.PositiveSmallIntegerField(_("level"))
    text = models.TextField(_("description"))

    class Meta(Content.Meta):
        verbose_name = _("level description")
        verbose_name_plural = _("level descriptions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "level"], name="level_description_unique_in_kind"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="level_description_at_most_4"),
            not_empty("text", "level_description_text_not_empty"),
        ]
