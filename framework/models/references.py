"""References into the tables: the cells they name, cross-references between items, and the index of topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import Content, not_empty
from framework.models.tables import Indicator, Measure, Objective, Part, Requirement, SpecificObjective

SOURCES = ("objective", "specific_objective", "requirement", "measure", "indicator")


def one_of(fields: tuple[str, ...]) -> models.Q:
    """Condition: exactly one of these foreign keys is set."""
    condition = models.Q()
    for chosen in fields:
        condition |= models.Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class Cell(Content):
    """A place in the tables as references name it.

    "2.6a.E" is column E of part 2.6a. "4.13.C" names an objective that has lettered parts: column C of all its
    parts, so `part` is empty. "2.14" is the whole objective, every column, so `column` is empty.
    """

    class Column(models.TextChoices):
        OBJECTIVE = "A", _("Objective")
        SPECIFIC_OBJECTIVES = "B", _("Specific objectives")
        REQUIREMENTS = "C", _("Minimum standards and requirements")
        MEASURES = "D", _("Measures")
        INDICATORS = "E", _("Indicators")

    code = models.CharField(_("code"), max_length=8, unique=True)
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="cells", verbose_name=_("objective"))
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="cells", verbose_name=_("part, if not all of them")
    )
    column = models.CharField(_("column, if not all of them"), max_length=1, blank=True, choices=Column)

    class Meta(Content.Meta):
        verbose_name = _("cell of the tables")
        verbose_name_plural = _("cells of the tables")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(column__in=["", "A", "B", "C", "D", "E"]), name="cell_column_a_to_e"
            ),
        ]


class CrossReference(Content):
    """The document's own "see also": from exactly one objective or item to a cell."""

    NATURAL_KEY = ("source", "target__code")

    source = models.CharField(_("code of the source"), max_length=12)
    objective = models.ForeignKey(Objective, models.PROTECT, null=True, blank=True, related_name="see_also")
    specific_objective = models.ForeignKey(
        SpecificObjective, models.PROTECT, null=True, blank=True, related_name="see_also"
    )
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, blank=True, related_name="see_also")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="see_also")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="see_also")
    target = models.ForeignKey(Cell, models.PROTECT, related_name="referred_from", verbose_name=_("target"))

    class Meta(Content.Meta):
        verbose_name = _("cross-reference")
        verbose_name_plural = _("cross-references")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="cross_reference_said_once"),
            models.CheckConstraint(condition=one_of(SOURCES), name="cross_reference_has_one_source"),
        ]


class Topic(Content):
    """An entry of the source's index of topics, with the cells and the paragraphs of Part one that it points to."""

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    paragraphs = models.CharField(_("paragraphs of Part one"), max_length=400, blank=True)
    cells = models.ManyToManyField(Cell, related_name="topics", blank=True, verbose_name=_("cells of the tables"))

    class Meta(Content.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [not_empty("name", "topic_name_not_empty")]
