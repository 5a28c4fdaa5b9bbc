"""What the calls of the framework answer; each serializer takes an entry of the tree.

The context holds `official`, official wording by code.
"""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from framework.models import Recommendation, Resource
from framework.selectors import framework_tree
from framework.tree import (
    IndicatorEntry,
    ItemEntry,
    ObjectiveEntry,
    PartEntry,
    RecommendationEntry,
    ResourceEntry,
    SectionEntry,
)


def codes(entries: Iterable[Any]) -> list[str]:
    """Codes of these entries, in their order."""
    return [entry.code for entry in entries]


class OfficialWordingSerializer(serializers.Serializer[Any]):
    """Published wording that an operator has loaded, and where it comes from."""

    language = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF keeps declared fields apart


class EntrySerializer(serializers.Serializer[Any]):
    """Fields that look things up on an entry."""

    def get_provisions(self, entry: Any) -> list[str]:
        return [provision.citation for provision in entry.provisions]

    def get_see_also(self, entry: Any) -> list[str]:
        return codes(entry.see_also)

    def get_official_wording(self, entry: Any) -> list[dict[str, str]]:
        return [
            {"language": wording.language, "text": wording.text, "source": wording.source}
            for wording in self.context["official"].get(entry.code, ())
        ]


def _provisions() -> serializers.SerializerMethodField:
    return serializers.SerializerMethodField(
        help_text="Citations: the instrument's key and the article with its paragraphs, such as SOMP 6(1)(a)."
    )


def _see_also() -> serializers.SerializerMethodField:
    return serializers.SerializerMethodField(
        help_text="The document's own cross-references: a code, or a column of a part or objective, such as 2.6a.E."
    )


def _language(of: str) -> serializers.CharField:
    return serializers.CharField(help_text=f"Language of {of}: `en` where it is not translated.")


@extend_schema_field(OfficialWordingSerializer(many=True))
class OfficialWordingField(serializers.SerializerMethodField):
    """Official wording of the entry, empty where none is loaded."""


class SectionSerializer(EntrySerializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    language = _language("`title`")
    summary = serializers.CharField(help_text="In English.")
    paragraphs = serializers.CharField(help_text="Of Part one of the Framework.")
    objectives = serializers.SerializerMethodField()
    official_wording = OfficialWordingField()

    def get_objectives(self, entry: SectionEntry) -> list[str]:
        return codes(entry.objectives)


class TableSerializer(EntrySerializer):
    code = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    language = _language("`title`")
    summary = serializers.CharField(help_text="In English.")
    sections = SectionSerializer(many=True)
    official_wording = OfficialWordingField()


class ObjectiveSerializer(EntrySerializer):
    code = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField(help_text="Column A.")
    language = _language("`title`")
    table = serializers.CharField()
    section = serializers.CharField()
    parts = serializers.SerializerMethodField()
    provisions = _provisions()
    see_also = _see_also()
    official_wording = OfficialWordingField()

    def get_parts(self, entry: ObjectiveEntry) -> list[str]:
        return codes(entry.parts)


class ItemSerializer(EntrySerializer):
    code = serializers.CharField()
    text = serializers.CharField()
    language = _language("`text`")
    table = serializers.CharField()
    section = serializers.CharField()
    objective = serializers.CharField()
    part = serializers.CharField()
    provisions = _provisions()
    see_also = _see_also()
    official_wording = OfficialWordingField()


class RequirementSerializer(ItemSerializer):
    """Column C."""


class SpecificObjectiveSerializer(ItemSerializer):
    """Column B."""


class MeasureSerializer(ItemSerializer):
    """Column D."""

    indicators = serializers.SerializerMethodField(help_text="Indicators that the measure brings about.")

    def get_indicators(self, entry: ItemEntry) -> list[str]:
        return codes(framework_tree().brought_about.get(entry.code, ()))


class IndicatorSerializer(EntrySerializer):
    """Column E."""

    code = serializers.CharField()
    text = serializers.CharField()
    language = _language("`text`")
    kind = serializers.CharField(source="kind.slug")
    table = serializers.CharField()
    section = serializers.CharField()
    objective = serializers.CharField()
    part = serializers.CharField()
    provisions = _provisions()
    measures = serializers.SerializerMethodField(help_text="Measures that bring the indicator about.")
    evidence = serializers.CharField(help_text="What a ministry would show, in English.")
    see_also = _see_also()
    official_wording = OfficialWordingField()

    def get_measures(self, entry: IndicatorEntry) -> list[str]:
        return codes(entry.measures)


class PartSerializer(EntrySerializer):
    code = serializers.CharField()
    letter = serializers.CharField(help_text="Empty where the part is the whole objective.")
    table = serializers.CharField()
    section = serializers.CharField()
    objective = serializers.CharField()
    specific_objectives = SpecificObjectiveSerializer(many=True)
    requirements = serializers.SerializerMethodField()
    measures = serializers.SerializerMethodField()
    indicators = serializers.SerializerMethodField()

    def get_requirements(self, entry: PartEntry) -> list[str]:
        return codes(entry.requirements)

    def get_measures(self, entry: PartEntry) -> list[str]:
        return codes(entry.measures)

    def get_indicators(self, entry: PartEntry) -> list[str]:
        return codes(entry.indicators)


class RecommendationSerializer(EntrySerializer):
    code = serializers.CharField()
    paragraph = serializers.IntegerField(help_text="Of the secretariat's consolidated note of 25 August 2015.")
    area = serializers.ChoiceField(choices=Recommendation.Area.choices)
    session = serializers.IntegerField(help_text="Year of the meeting.")
    addressee = serializers.ChoiceField(choices=Recommendation.Addressee.choices)
    text = serializers.CharField(help_text="In English.")
    parts = serializers.SerializerMethodField(help_text="Parts it bears on, the most relevant first.")
    provisions = _provisions()

    def get_parts(self, entry: RecommendationEntry) -> list[str]:
        return list(entry.parts)


class ToolSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    name = serializers.CharField()


class ResourceSerializer(EntrySerializer):
    code = serializers.CharField()
    pillar = serializers.ChoiceField(choices=Resource.Pillar.choices)
    table = serializers.CharField(allow_null=True, help_text="Null in the list of legal instruments.")
    instrument = serializers.SerializerMethodField(help_text="Key, where the entry is an instrument that is cited.")
    group = serializers.CharField()
    author = serializers.CharField()
    title = serializers.CharField()
    publication = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    identifier = serializers.CharField()
    url = serializers.CharField()
    note = serializers.CharField()
    tools = serializers.SerializerMethodField(help_text="Numbered tools of a toolkit.")

    def get_instrument(self, entry: ResourceEntry) -> str | None:
        return entry.instrument.key if entry.instrument else None

    @extend_schema_field(ToolSerializer(many=True))
    def get_tools(self, entry: ResourceEntry) -> list[dict[str, str]]:
        return [{"number": number, "name": name} for number, name in entry.tools]
