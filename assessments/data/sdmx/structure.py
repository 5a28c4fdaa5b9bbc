"""The structure message: data structure, dataflow, concepts and code lists as SDMX-JSON 2.0.0."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.data.codes import Code, Item
from assessments.data.dictionary import CodeLists
from assessments.sealing import moment

from .names import (
    AGENCY,
    ARTEFACT,
    ATTRIBUTES,
    CONCEPTS,
    DATA_STRUCTURE_URN,
    DIMENSIONS,
    MEASURE,
    OF_CYCLE,
    OF_MEASURE,
    OF_OBSERVATION,
    OF_SUBMISSION,
    VERSION,
    item_id,
)

SCHEMA_URL = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
NAME = _("Framework for Action: self-assessments by States")
SDMX_AGENCY, STATUS_VERSION = "SDMX", "2.2"

CONCEPT_NAMES: Mapping[str, Any] = {
    "REF_AREA": pgettext_lazy("country", "State"),
    "CYCLE": _("Cycle of assessment"),
    "ITEM": _("Indicator or node of the tables"),
    "MEASURE": _("Measure"),
    "TIME_PERIOD": _("Year in which the cycle opened"),
    "OBS_VALUE": _("Observed value"),
    "OBS_STATUS": _("Observation status"),
    "ANSWER": _("Answer of the country"),
    "UNIT_MEASURE": _("Unit of measure"),
    "SUBMISSION": _("Identifier of the sealed copy"),
    "SUBMISSION_NUMBER": _("Number of the submission in the cycle"),
    "SEALED_AT": _("When the copy was sealed"),
    "SHA256": _("SHA-256 of the sealed copy"),
    "FRAMEWORK_EDITION": _("Edition of the Framework that was answered"),
    "SYNTHETIC": _("Whether the data are made up for trying the portal"),
    "SCHEMA": _("Version of the portal's data dictionary"),
}
CODE_LISTS: Mapping[str, str] = {
    "REF_AREA": "CL_AREA",
    "CYCLE": "CL_CYCLE",
    "ITEM": "CL_ITEM",
    "MEASURE": "CL_MEASURE",
    "OBS_STATUS": "CL_OBS_STATUS",
    "ANSWER": "CL_ANSWER",
    "UNIT_MEASURE": "CL_UNIT_MEASURE",
}
DATA_TYPES: Mapping[str, str] = {
    "TIME_PERIOD": "GregorianYear",
    "OBS_VALUE": "Decimal",
    "SUBMISSION_NUMBER": "Integer",
    "SEALED_AT": "DateTime",
    "SYNTHETIC": "Boolean",
}
MEASURE_CODES = (
    Code("LEVEL", _("Level of an indicator"), _("0 not in place to 4 fully in place.")),
    Code("SCORE", _("Score of a node"), _("The mean of what lies below and has a score.")),
    Code("COVERAGE", _("Coverage of a node"), _("Indicators with a level or not applicable, of all below.")),
    Code("LOWER", _("Lower bound of the score"), _("If every no-data and unanswered indicator were at level 0.")),
    Code("UPPER", _("Upper bound of the score"), _("If every no-data and unanswered indicator were at level 4.")),
)
UNIT_CODES = (Code("LEVEL", _("Level, 0 to 4")), Code("PT", _("Percent")))
STATUS_CODES = (
    Code("A", _("Normal value")),
    Code("L", _("Missing value; data exist but were not collected"), _("The country has no data.")),
    Code("M", _("Missing value; data cannot exist"), _("Not applicable to the country.")),
    Code("O", _("Missing value"), _("Unanswered, or a node without a score for more than one reason.")),
)


def structure_message(lists: CodeLists, *, prepared: datetime) -> dict[str, Any]:
    """The whole structure; the code list of observation status is the part of SDMX's own that we use."""
    code_lists = [
        _code_list("CL_AREA", _("States"), map(code_body, lists.countries)),
        _code_list("CL_CYCLE", _("Cycles of assessment"), map(code_body, lists.cycles)),
        _code_list("CL_ITEM", _("Indicators and nodes of the tables"), map(item_body, lists.items)),
        _code_list("CL_MEASURE", _("Measures"), map(code_body, MEASURE_CODES)),
        _code_list("CL_ANSWER", _("Answers"), map(code_body, lists.answers)),
        _code_list("CL_UNIT_MEASURE", _("Units of measure"), map(code_body, UNIT_CODES)),
        _code_list("CL_OBS_STATUS", _("Observation status"), map(code_body, STATUS_CODES))
        | {"agencyID": SDMX_AGENCY, "version": STATUS_VERSION, "isPartial": True},
    ]
    return {
        "meta": {
            "schema": SCHEMA_URL,
            "id": f"{ARTEFACT}-STRUCTURE",
            "test": False,
            "prepared": moment(prepared),
            "contentLanguages": ["en"],
            "sender": {"id": AGENCY},
        },
        "data": {
            # A code list has at least one code: no cycle, no code list of them.
            "codelists": [one for one in code_lists if one["codes"]],
            "conceptSchemes": [_artefact(CONCEPTS, _("Concepts")) | {"concepts": [*map(_concept, CONCEPT_NAMES)]}],
            "dataStructures": [_artefact(ARTEFACT, NAME) | {"dataStructureComponents": _components()}],
            "dataflows": [_artefact(ARTEFACT, NAME) | {"structure": DATA_STRUCTURE_URN}],
        },
    }


def relationship(attribute: str) -> dict[str, Any]:
    """What the value of an attribute depends on."""
    if attribute in OF_OBSERVATION:
        return {"observation": {}}
    if attribute in OF_MEASURE:
        return {"dimensions": ["MEASURE"]}
    if attribute in OF_SUBMISSION:
        return {"dimensions": ["REF_AREA", "CYCLE"]}
    return {"dimensions": ["CYCLE"]} if attribute in OF_CYCLE else {"dataflow": {}}


def code_body(code: Code) -> dict[str, Any]:
    """A code as messages hold it."""
    body = {"id": code.code, "name": str(code.name)}
    return body | {"description": str(code.meaning)} if code.meaning else body


def item_body(item: Item) -> dict[str, Any]:
    """An indicator or node as messages hold it; its name begins with the code that people know."""
    name = item.name if item.name == item.code or item.parent is None else f"{item.code} {item.name}"
    body = {"id": item_id(item.type, item.code), "name": name}
    return body | {"parent": item_id(*item.parent)} if item.parent else body


def _artefact(name: str, title: Any) -> dict[str, Any]:
    return {"id": name, "agencyID": AGENCY, "version": VERSION, "name": str(title)}


def _code_list(name: str, title: Any, codes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return _artefact(name, title) | {"codes": list(codes)}


def _concept(name: str) -> dict[str, Any]:
    return {"id": name, "name": str(CONCEPT_NAMES[name])}


def _components() -> dict[str, Any]:
    time = DIMENSIONS[-1]
    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": [_component(name) | {"position": place} for place, name in enumerate(DIMENSIONS[:-1])],
            "timeDimension": _component(time),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [_component(MEASURE) | {"usage": "optional"}]},
        "attributeList": {"id": "AttributeDescriptor", "attributes": _attributes(ATTRIBUTES)},
    }


def _attributes(names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        _component(name)
        | {
            "usage": "optional" if name == "ANSWER" else "mandatory",
            "attributeRelationship": relationship(name),
        }
        for name in names
    ]


def _component(name: str) -> dict[str, Any]:
    concept = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={AGENCY}:{CONCEPTS}({VERSION}).{name}"
    return {"id": name, "conceptIdentity": concept, "localRepresentation": _representation(name)}


def _representation(name: str) -> dict[str, Any]:
    if name not in CODE_LISTS:
        return {"format": {"dataType": DATA_TYPES.get(name, "String")}}
    code_list = CODE_LISTS[name]
    agency, version = (SDMX_AGENCY, STATUS_VERSION) if code_list == "CL_OBS_STATUS" else (AGENCY, VERSION)
    return {"enumeration": f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={agency}:{code_list}({version})"}
