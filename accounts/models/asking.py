"""What a country asks of the people who act for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .people import Country


class SecondFactorRule(models.Model):
    """Whether a country asks everybody who acts for it for a second factor; without a row it does not.

    Not a column of the country, whose rows are loaded anew from fixtures. The history says who changed it when.
    """

    country = models.OneToOneField(
        Country,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="second_factor_rule",
        verbose_name=_("country"),
    )
    asked = models.BooleanField(_("asked of everybody"), default=False, db_default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("country__name",)
        verbose_name = _("second factor of a country")
        verbose_name_plural = _("second factors of countries")

    def __str__(self) -> str:
        return str(self.country)
