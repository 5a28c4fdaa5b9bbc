"""Texts loaded at run time beside ours: the published official wording, and translations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import not_empty


class Wording(models.Model):
    """One text for one code in one language.

    `code` is what `services.wording_codes` lists: a table, section, objective or item, or one of the scale, such as
    "level.0", "kind.legislation.2" and "answer.no_data". `source` says where the text comes from and is shown with it.
    """

    class Origin(models.TextChoices):
        OFFICIAL = "official", _("Official wording")
        TRANSLATION = "translation", _("Translation")

    code = models.CharField(_("code"), max_length=60)
    language = models.CharField(_("language"), max_length=12)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    source = models.CharField(_("source"), max_length=300)
    text = models.TextField(_("text"))
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "language", "source"], name="wording_said_once_by_a_source"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["official", "translation"]), name="wording_origin_known"
            ),
            not_empty("text", "wording_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.language}"
