"""Identifiers of the SDMX artefacts, and what the data say in the terms of the cross-domain code lists."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assessments.data.observations import INDICATOR, Observation

AGENCY = "UNODC"
VERSION = "1.0.0"
"""Of all our artefacts: the second number grows where codes or attributes come new, the first with `columns.SCHEMA`."""
ARTEFACT = "FRAMEWORK_FOR_ACTION"
"""Of the data structure and of the dataflow."""
CONCEPTS = f"CS_{ARTEFACT}"
STRUCTURE_ID = f"{AGENCY}:{ARTEFACT}({VERSION})"
DATAFLOW_URN = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={STRUCTURE_ID}"
DATA_STRUCTURE_URN = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={STRUCTURE_ID}"

DIMENSIONS = ("REF_AREA", "CYCLE", "ITEM", "MEASURE", "TIME_PERIOD")
MEASURE = "OBS_VALUE"
OF_OBSERVATION = ("OBS_STATUS", "ANSWER")
OF_MEASURE = ("UNIT_MEASURE",)
OF_SUBMISSION = ("SUBMISSION", "SUBMISSION_NUMBER", "SEALED_AT", "SHA256", "FRAMEWORK_EDITION")
OF_CYCLE = ("SYNTHETIC",)
OF_DATA = ("SCHEMA",)
ATTRIBUTES = (*OF_OBSERVATION, *OF_MEASURE, *OF_SUBMISSION, *OF_CYCLE, *OF_DATA)

MEASURES = ("LEVEL", "SCORE", "COVERAGE", "LOWER", "UPPER")
UNITS = ("LEVEL", "PT")
STATUSES = ("A", "L", "M", "O")

_PREFIXES = {"table": "TABLE", "section": "SECTION", "objective": "OBJECTIVE", "part": "PART", INDICATOR: "INDICATOR"}
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_@$-]")
_STATUS_OF_ANSWER = {"level": "A", "not_applicable": "M", "no_data": "L", "unanswered": "O"}
_STATUS_OF_STATE = {"score": "A", "not_applicable": "M", "no_data": "O"}


class Value(NamedTuple):
    """One observation of SDMX: `value` is None where `status` says why."""

    measure: str
    value: float | int | None
    status: str
    answer: str | None


def item_id(kind: str, code: str) -> str:
    """The code of an indicator or node in `CL_ITEM`: "INDICATOR_1_1_E1"; `_T`, the total, for all tables."""
    return "_T" if kind not in _PREFIXES else f"{_PREFIXES[kind]}_{_NOT_IN_IDS.sub('_', code)}"


def unit_of(measure: str) -> str:
    """The unit of a measure."""
    return "LEVEL" if measure == "LEVEL" else "PT"


def values_of(one: Observation) -> Iterator[Value]:
    """An observation of ours as SDMX has it: the level of an indicator; score, coverage and bounds of a node.

    Status (SDMX:CL_OBS_STATUS): A normal; M does not apply, so that data cannot exist; L the country has no data;
    O missing without an answer, or for more than one reason.
    """
    if one.answer is not None:
        yield Value("LEVEL", one.level, _STATUS_OF_ANSWER[one.answer], one.answer)
        return
    yield Value("SCORE", one.score, _STATUS_OF_STATE[one.state], None)
    yield Value("COVERAGE", one.coverage, "A", None)
    for measure, bound in (("LOWER", one.lower), ("UPPER", one.upper)):
        yield Value(measure, bound, "M" if bound is None else "A", None)
