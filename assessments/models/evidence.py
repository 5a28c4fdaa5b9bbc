"""What supports an answer: files, links and citations of laws."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Ministry
from framework.models import Indicator
from framework.models.base import one_of

from .assessment import Assessment
from .clarifications import ClarificationEntry


class StoredFile(models.Model):
    """The bytes of an uploaded file, kept once under their SHA-256, whoever uploads them how often."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", _("Not scanned")
        CLEAN = "clean", _("Clean")
        INFECTED = "infected", _("Infected")

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("content type"), max_length=100)
    scan = models.CharField(_("scan"), max_length=15, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    finding = models.CharField(_("finding"), max_length=200, blank=True)
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_its_hash"),
            models.CheckConstraint(
                condition=models.Q(scan="not_scanned", scanned_at__isnull=True)
                | models.Q(scan__in=["clean", "infected"], scanned_at__isnull=False),
                name="file_scan_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class Evidence(models.Model):
    """One piece of evidence. What it says never changes: another version replaces it, or it is withdrawn.

    It supports a ministry's answer to an indicator, or the country's own where `ministry` is null; or it comes with
    an answer to a reviewer (`entry`). Submissions seal what was there: `sealing.evidence_record` has the hash.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        LINK = "link", _("Link")
        LAW = "law", _("Law")

    class Visibility(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("evidence", "Public")
        CONFIDENTIAL = "confidential", _("Confidential")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Looked up by assessment through `evidence_by_indicator`.
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    entry = models.ForeignKey(
        ClarificationEntry, on_delete=models.PROTECT, related_name="attachments", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    visibility = models.CharField(_("visibility"), max_length=15, choices=Visibility.choices)
    title = models.CharField(_("title"), max_length=300)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    article = models.CharField(_("article"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("BCP 47, for example fr."))
    url = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    ended_at = models.DateTimeField(_("withdrawn or replaced"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("added_at", "id")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["assessment", "indicator"], name="evidence_by_indicator")]
        constraints = [
            models.CheckConstraint(
                name="evidence_kind_has_its_place",
                condition=models.Q(kind="file", file__isnull=False, url="")
                | (models.Q(kind="link", file__isnull=True) & ~models.Q(url=""))
                | (models.Q(kind="law", file__isnull=True) & ~models.Q(issuer="")),
            ),
            models.CheckConstraint(
                name="evidence_supports_one_thing",
                condition=models.Q(indicator__isnull=False, entry__isnull=True)
                | models.Q(indicator__isnull=True, entry__isnull=False, ministry__isnull=True),
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="evidence_has_its_title"),
            models.CheckConstraint(
                name="evidence_ended_by_somebody",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            one_of("visibility", "public", "confidential", name="evidence_visibility_is_known"),
            models.CheckConstraint(
                name="evidence_file_has_its_name",
                condition=(models.Q(kind="file") & ~models.Q(file_name=""))
                | (~models.Q(kind="file") & models.Q(file_name="")),
            ),
            models.CheckConstraint(
                name="evidence_law_can_be_found",
                condition=~models.Q(kind="law") | ~models.Q(article="") | models.Q(dated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_of_an_entry_stands",
                condition=models.Q(entry__isnull=True) | models.Q(ended_at__isnull=True, replaces__isnull=True),
            ),
            models.CheckConstraint(
                name="evidence_replaces_another",
                condition=models.Q(replaces__isnull=True) | ~models.Q(replaces=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_current(self) -> bool:
        """Whether it stands: neither withdrawn nor replaced."""
        return self.ended_at is None

    @property
    def is_confidential(self) -> bool:
        """Whether only the country, reviewers and secretariat may see it."""
        return self.visibility == self.Visibility.CONFIDENTIAL
