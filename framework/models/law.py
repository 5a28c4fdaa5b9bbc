"""The law that the tables rest on: instruments, the provisions cited, and the articles of the Protocol (annex I)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import Content, not_empty


class Instrument(Content):
    """A legal instrument that the tables cite, key "SOMP"; bibliographic facts are empty where the source has none."""

    NATURAL_KEY = ("key",)

    key = models.CharField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=120)
    adopted_year = models.PositiveSmallIntegerField(_("year of adoption"))
    treaty_series = models.CharField(_("treaty series"), max_length=120, blank=True)
    resolution = models.CharField(_("resolution"), max_length=120, blank=True)
    url = models.URLField(_("address"), max_length=300, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [not_empty("name", "instrument_name_not_empty")]


class Provision(Content):
    """A citation, "SOMP 6(1)(a)": an instrument, an article of it or none, and a path of paragraphs, "(1)(a)", or none.

    A source that is no instrument of ours is cited as "OTHER name": it has `name` and no instrument.
    """

    NATURAL_KEY = ("citation",)

    citation = models.CharField(_("citation"), max_length=120, unique=True)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="provisions", verbose_name=_("instrument")
    )
    article = models.CharField(_("article"), max_length=20, blank=True)
    paragraphs = models.CharField(_("path of paragraphs"), max_length=30, blank=True)
    name = models.CharField(_("name of another source"), max_length=120, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(instrument__isnull=False, name="")
                | (models.Q(instrument__isnull=True, article="", paragraphs="") & ~models.Q(name="")),
                name="provision_of_an_instrument_or_named_source",
            ),
            models.CheckConstraint(
                condition=models.Q(paragraphs="") | ~models.Q(article=""), name="provision_paragraphs_need_an_article"
            ),
        ]


class ProtocolArticle(Content):
    """An article of the Smuggling of Migrants Protocol with the cells of the tables that deal with it (annex I)."""

    NATURAL_KEY = ("number",)

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    chapter = models.CharField(_("chapter"), max_length=120)
    gist = models.TextField(_("gist"))
    paragraphs = models.CharField(_("paragraphs of Part one"), max_length=120, blank=True)
    cells = models.ManyToManyField(
        "framework.Cell", related_name="articles", blank=True, verbose_name=_("cells of the tables")
    )

    class Meta(Content.Meta):
        verbose_name = _("Protocol article")
        verbose_name_plural = _("Protocol articles")
        constraints = [not_empty("title", "protocol_article_title_not_empty")]
