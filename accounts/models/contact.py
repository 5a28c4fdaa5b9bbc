"""Whom people turn to: one row, which the secretariat keeps."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Contact(models.Model):
    """The secretariat's contact line, shown at the foot of every page. The text may be given in each language; where
    one is missing, the English one is shown.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    text_en = models.CharField("English", max_length=300, blank=True)
    text_ar = models.CharField("العربية", max_length=300, blank=True)
    text_zh_hans = models.CharField("中文", max_length=300, blank=True)
    text_fr = models.CharField("Français", max_length=300, blank=True)
    text_ru = models.CharField("Русский", max_length=300, blank=True)
    text_es = models.CharField("Español", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact line")
        verbose_name_plural = _("contact line")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="contact_is_one")]

    def __str__(self) -> str:
        return self.email or self.telephone or self.text

    @property
    def text(self) -> str:
        """The words beside the address, in the active language or in English."""
        name = f"text_{(get_language() or 'en').replace('-', '_')}"
        return str(getattr(self, name, "") or self.text_en)
