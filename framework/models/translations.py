"""The content in the other languages of the United Nations, beside the English statements."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import ContentManager, not_empty, one_of

TRANSLATED_LANGUAGES = ("ar", "es", "fr", "ru", "zh-hans")
"""Languages in which the content is kept beside English, in the order of their fixtures."""


class Translation(models.Model):
    """One text in one language; `code` is one of `selectors.wording_codes`.

    English is the content itself and alone makes its edition: a better translation changes no sealed copy.
    """

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("code", "language")

    code = models.CharField(_("code"), max_length=60)
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("text"))

    objects = ContentManager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["language", "code"], name="translation_said_once"),
            one_of("language", *TRANSLATED_LANGUAGES, name="translation_language_is_ours"),
            not_empty("code", "translation_code_not_empty"),
            not_empty("text", "translation_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.language}"

    def natural_key(self) -> tuple[Any, ...]:
        """Code and language."""
        return (self.code, self.language)
