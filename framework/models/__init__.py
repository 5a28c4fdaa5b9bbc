"""The Framework for Action as rows: read-only content that `manage.py load_framework` brings from `fixtures/`.

Rooms: `tables` (the four tables and their five columns), `scale` (kinds of indicator and levels), `law` (instruments,
provisions, Protocol articles), `references` (cells, cross-references, topics), `annexes` (principles, challenges,
resources, recommendations, guidance), `translations` (the texts in the other languages) and `wording` (official wording
loaded at run time).
"""

from framework.models.annexes import (
    Challenge,
    Guidance,
    Principle,
    PrincipleQuestion,
    Recommendation,
    RecommendationPart,
    Resource,
    ResourceTool,
)
from framework.models.law import Instrument, ProtocolArticle, Provision
from framework.models.references import Cell, CrossReference, Topic
from framework.models.scale import AnswerWithoutLevel, IndicatorKind, LevelDescription, ScaleLevel
from framework.models.tables import Indicator, Measure, Objective, Part, Requirement, Section, SpecificObjective, Table
from framework.models.translations import TRANSLATED_LANGUAGES, Translation
from framework.models.wording import Wording

__all__ = [
    "TRANSLATED_LANGUAGES",
    "AnswerWithoutLevel",
    "Cell",
    "Challenge",
    "CrossReference",
    "Guidance",
    "Indicator",
    "IndicatorKind",
    "Instrument",
    "LevelDescription",
    "Measure",
    "Objective",
    "Part",
    "Principle",
    "PrincipleQuestion",
    "ProtocolArticle",
    "Provision",
    "Recommendation",
    "RecommendationPart",
    "Requirement",
    "Resource",
    "ResourceTool",
    "ScaleLevel",
    "Section",
    "SpecificObjective",
    "Table",
    "Topic",
    "Translation",
    "Wording",
]
