"""What comparison reads of sealed copies: extracts, which follow from the copy and can be made anew from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import AppendOnly, AppendOnlyQuerySet
from .submission import Submission


class Layout(AppendOnly):
    """Where the indicators stood when submissions were sealed; most share one.

    `places`: one list an indicator in document order: indicator, part, objective, section, table, kind_rank.
    `sha256` is that of the places as canonical JSON.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    places = models.JSONField(_("places"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("layout")
        verbose_name_plural = _("layouts")
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="layout_has_its_hash"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Extract(AppendOnly):
    """What comparison needs of one submission: `assessments.extracting` makes it, `verify_submissions` proves it.

    `letters`: the answers that counted, one of `scoring.LETTERS` an indicator, in the order of the layout.
    `own_targets`: levels by objective code. `needs`: the sealed actions that need technical assistance, as sealed.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="extract")
    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="extracts")
    letters = models.TextField(_("answers"))
    own_targets = models.JSONField(_("own targets"))
    needs = models.JSONField(_("technical assistance needed"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("extract")
        verbose_name_plural = _("extracts")
        constraints = [
            models.CheckConstraint(condition=models.Q(letters__regex=r"^[0-4nd-]+$"), name="extract_is_in_letters"),
        ]

    def __str__(self) -> str:
        return str(self.submission_id)
