"""What stands beside the tables: principles, challenges, resources (annex II), recommendations and guidance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models.base import Content, not_empty, one_of
from framework.models.law import Instrument, Provision
from framework.models.tables import Part, Table


class Principle(Content):
    """A guiding principle (Part one, section VI) with the questions that test a measure against it."""

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    letter = models.CharField(_("letter"), max_length=1, unique=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    paragraphs = models.CharField(_("paragraphs of Part one"), max_length=60, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
        constraints = [not_empty("text", "principle_text_not_empty")]


class PrincipleQuestion(Content):
    """A guiding question; `number` is its place under its principle, from 1."""

    NATURAL_KEY = ("principle__slug", "number")

    principle = models.ForeignKey(Principle, models.PROTECT, related_name="questions", verbose_name=_("principle"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("question"))

    class Meta(Content.Meta):
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        constraints = [
            models.UniqueConstraint(fields=["principle", "number"], name="principle_question_number_unique"),
            not_empty("text", "principle_question_text_not_empty"),
        ]


class Challenge(Content):
    """A cross-cutting challenge (Part one, section V)."""

    NATURAL_KEY = ("slug",)

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    letter = models.CharField(_("letter"), max_length=1, unique=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    paragraphs = models.CharField(_("paragraphs of Part one"), max_length=60, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [not_empty("text", "challenge_text_not_empty")]


class Resource(Content):
    """A publication or instrument of annex II, code "protection-12"; bibliographic facts, empty where none are given.

    The source lists resources by table, so `table` is all that ties them to indicators; the list of legal instruments
    has no table, and `instrument` is set where an entry is an instrument that the tables cite.
    """

    class Pillar(models.TextChoices):
        PROSECUTION = "prosecution", _("Prosecution")
        PROTECTION = "protection", _("Protection")
        PREVENTION = "prevention", _("Prevention")
        COOPERATION = "cooperation", _("Cooperation")
        INSTRUMENTS = "instruments", _("Legal instruments")

    code = models.CharField(_("code"), max_length=20, unique=True)
    pillar = models.CharField(_("pillar"), max_length=12, choices=Pillar)
    table = models.ForeignKey(
        Table, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("table")
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="resources", verbose_name=_("instrument")
    )
    group = models.CharField(_("group"), max_length=80, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=400)
    publication = models.CharField(_("publication"), max_length=250, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    identifier = models.CharField(_("identifier"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Content.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pillar="instruments", table__isnull=True)
                | (~models.Q(pillar="instruments") & models.Q(table__isnull=False)),
                name="resource_of_a_table_or_instrument",
            ),
            not_empty("title", "resource_title_not_empty"),
            one_of(
                "pillar",
                "prosecution",
                "protection",
                "prevention",
                "cooperation",
                "instruments",
                name="resource_pillar_is_known",
            ),
        ]


class ResourceTool(Content):
    """A numbered tool inside a toolkit that annex II names, such as tool "5.3"."""

    NATURAL_KEY = ("resource__code", "number")

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="tools", verbose_name=_("resource"))
    number = models.CharField(_("number"), max_length=10)
    name = models.CharField(_("name"), max_length=250)

    class Meta(Content.Meta):
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_tool_number_unique"),
            not_empty("name", "resource_tool_name_not_empty"),
        ]


class Recommendation(Content):
    """A recommendation of the Working Group, code "R5" for paragraph 5 of the consolidated note of 2015."""

    class Area(models.TextChoices):
        PREVENTION = "prevention", _("Prevention")
        PROTECTION = "protection", _("Protection")
        CRIMINALIZATION = "criminalization", _("Criminalization, investigation and prosecution")
        COOPERATION = "cooperation", _("Cooperation")
        RESEARCH = "research", _("Data and research")
        OTHER = "other", _("Other")

    class Addressee(models.TextChoices):
        STATES = "states", _("States")
        UNODC = "unodc", _("UNODC")
        CONFERENCE = "conference", _("Conference of the Parties")
        WORKING_GROUP = "working-group", _("Working Group")

    code = models.CharField(_("code"), max_length=6, unique=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraph of the note"), unique=True)
    area = models.CharField(_("area"), max_length=20, choices=Area)
    session = models.PositiveSmallIntegerField(_("year of the meeting"))
    addressee = models.CharField(_("addressee"), max_length=20, choices=Addressee)
    text = models.TextField(_("text"))
    provisions = models.ManyToManyField(
        Provision, related_name="recommendations", blank=True, verbose_name=_("provisions")
    )
    parts = models.ManyToManyField(
        Part, through="RecommendationPart", related_name="recommendations", verbose_name=_("parts")
    )

    class Meta(Content.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            not_empty("text", "recommendation_text_not_empty"),
            one_of(
                "area",
                "prevention",
                "protection",
                "criminalization",
                "cooperation",
                "research",
                "other",
                name="recommendation_area_is_known",
            ),
            one_of(
                "addressee",
                "states",
                "unodc",
                "conference",
                "working-group",
                name="recommendation_addressee_is_known",
            ),
        ]


class RecommendationPart(Content):
    """A part that a recommendation bears on; `rank` 1 is the part it bears on most."""

    NATURAL_KEY = ("recommendation__code", "part__code")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="ranked_parts")
    part = models.ForeignKey(Part, models.PROTECT, related_name="ranked_recommendations")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta(Content.Meta):
        verbose_name = _("part of a recommendation")
        verbose_name_plural = _("parts of a recommendation")
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "part"], name="recommendation_part_said_once"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="recommendation_part_rank_from_1"),
        ]


class Guidance(Content):
    """An obligation, a good practice or an issue from a background paper of the Working Group, code "G12"."""

    class Kind(models.TextChoices):
        OBLIGATION = "obligation", _("Obligation")
        GOOD_PRACTICE = "good_practice", _("Good practice")
        ISSUE = "issue", _("Issue")

    class Document(models.TextChoices):
        PROTECTION = "002", _("Background paper on protection of and assistance to smuggled migrants, 2012")
        PREVENTION = "004", _("Background paper on practical measures of prevention, 2015")

    code = models.CharField(_("code"), max_length=6, unique=True)
    document = models.CharField(_("document"), max_length=3, choices=Document)
    symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)
    paragraphs = models.CharField(_("paragraphs of the document"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.TextField(_("text"))
    provisions = models.ManyToManyField(Provision, related_name="guidance", blank=True, verbose_name=_("provisions"))
    parts = models.ManyToManyField(Part, related_name="guidance", blank=True, verbose_name=_("parts"))

    class Meta(Content.Meta):
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance")
        constraints = [
            models.UniqueConstraint(fields=["document", "title"], name="guidance_title_unique_in_document"),
            not_empty("text", "guidance_text_not_empty"),
            one_of("document", "002", "004", name="guidance_document_is_known"),
            one_of("kind", "obligation", "good_practice", "issue", name="guidance_kind_is_known"),
        ]
