"""The four tables: table, section, objective (column A), part, and the items of columns B, C, D and E."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import Content, from_one, not_empty
from framework.models.law import Provision
from framework.models.scale import IndicatorKind


class Table(Content):
    """One of the four tables, code "1" to "4"."""

    code = models.CharField(_("code"), max_length=1, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))

    class Meta(Content.Meta):
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        constraints = [
            not_empty("title", "table_title_not_empty"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^[1-9]$"), name="table_code_is_a_digit"),
        ]


class Section(Content):
    """A titled group of objectives, code "1.criminalization"; `paragraphs` of Part one of the Framework explain it."""

    table = models.ForeignKey(Table, models.PROTECT, related_name="sections", verbose_name=_("table"))
    code = models.CharField(_("code"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    paragraphs = models.CharField(_("paragraphs of Part one"), max_length=60, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["table", "slug"], name="section_slug_unique_in_table"),
            not_empty("title", "section_title_not_empty"),
        ]


class Objective(Content):
    """An objective, column A of the tables, code "1.16"; `number` is its place in its table."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="objectives", verbose_name=_("section"))
    code = models.CharField(_("code"), max_length=5, unique=True)
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.TextField(_("title"))
    provisions = models.ManyToManyField(Provision, related_name="objectives", blank=True, verbose_name=_("provisions"))

    class Meta(Content.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="objective_number_unique_in_section"),
            not_empty("title", "objective_title_not_empty"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9]\.[1-9][0-9]?$"), name="objective_code_has_its_form"
            ),
            from_one("number", "objective_number_from_1"),
        ]


class Part(Content):
    """A lettered row of an objective, code "2.6a", or the whole objective where it has no letters, code "2.1"."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="parts", verbose_name=_("objective"))
    code = models.CharField(_("code"), max_length=6, unique=True)
    letter = models.CharField(_("letter"), max_length=1, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [
            models.UniqueConstraint(fields=["objective", "letter"], name="part_letter_unique_in_objective"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9]\.[1-9][0-9]?[a-z]?$", letter__regex=r"^[a-z]?$"),
                name="part_code_has_its_form",
            ),
        ]


class Item(Content):
    """A statement in one of the columns B to E of a part."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="%(class)ss", verbose_name=_("part"))
    code = models.CharField(_("code"), max_length=12, unique=True)
    text = models.TextField(_("statement"))
    provisions = models.ManyToManyField(Provision, related_name="%(class)ss", blank=True, verbose_name=_("provisions"))

    class Meta(Content.Meta):
        abstract = True


class SpecificObjective(Item):
    """Column B: what the objective is for, code "1.1.B2"."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="specific_objectives", verbose_name=_("part"))
    provisions = models.ManyToManyField(  # type: ignore[assignment]  # the base has another name for the way back
        Provision, related_name="specific_objectives", blank=True, verbose_name=_("provisions")
    )

    class Meta(Item.Meta):
        verbose_name = _("specific objective")
        verbose_name_plural = _("specific objectives")
        constraints = [not_empty("text", "specific_objective_text_not_empty")]


class Requirement(Item):
    """Column C: the minimum standard, code "1.1.C1"."""

    class Meta(Item.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [not_empty("text", "requirement_text_not_empty")]


class Measure(Item):
    """Column D: what a State may do, code "1.1.D3"."""

    class Meta(Item.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [not_empty("text", "measure_text_not_empty")]


class Indicator(Item):
    """Column E: what shows that it is in place, code "2.6a.E3".

    `measures` bring it about; `evidence` is what a ministry would show.
    """

    kind = models.ForeignKey(IndicatorKind, models.PROTECT, related_name="indicators", verbose_name=_("kind"))
    measures = models.ManyToManyField(Measure, related_name="indicators", verbose_name=_("measures"))
    evidence = models.TextField(_("evidence"))

    class Meta(Item.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            not_empty("text", "indicator_text_not_empty"),
            not_empty("evidence", "indicator_evidence_not_empty"),
        ]
