"""The observations as SDMX-CSV 2.0.0 and as a data message of SDMX-JSON 2.0.0: streams, one piece a submission.

In SDMX-JSON cycle and year, which all share, stand at the data set, and the observations are flat: a key of the
indexes of State, item and measure, then the value, the status and the answer. What belongs to a submission stands once.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.data.codes import ANSWERS, Code, Item
from assessments.data.columns import SCHEMA
from assessments.data.cycle import CycleData, SealedCopy
from assessments.data.observations import IndicatorTexts, Observation, of_nodes
from assessments.sealing import moment

from .names import (
    AGENCY,
    ARTEFACT,
    ATTRIBUTES,
    DATAFLOW_URN,
    DIMENSIONS,
    MEASURE,
    OF_CYCLE,
    OF_DATA,
    OF_MEASURE,
    OF_OBSERVATION,
    OF_SUBMISSION,
    STRUCTURE_ID,
    item_id,
    unit_of,
    values_of,
)
from .structure import (
    CONCEPT_NAMES,
    DATA_TYPES,
    MEASURE_CODES,
    NAME,
    STATUS_CODES,
    UNIT_CODES,
    code_body,
    item_body,
    relationship,
)

DATA_SCHEMA_URL = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
CSV_COLUMNS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, MEASURE, *ATTRIBUTES)
AT_DATA_SET, AT_OBSERVATION = ("CYCLE", "TIME_PERIOD"), ("REF_AREA", "ITEM", "MEASURE")


def csv_chunks(data: CycleData) -> Iterator[str]:
    """SDMX-CSV: every line names the dataflow and holds one observation with all its attributes.

    No value needs quotes: they are codes, numbers, times and hexadecimal digits.
    """
    yield ",".join(CSV_COLUMNS) + "\r\n"
    year = data.cycle.opens_on.year

    def lines(one: Observation) -> str:
        item = item_id(one.type, one.code)
        return "\n".join(
            f"{item},{measure},{year},{_cell(value)},{status},{_cell(answer)},{unit_of(measure)}"
            for measure, value, status, answer in values_of(one)
        )

    texts = {key: IndicatorTexts(tree, lines) for key, tree in data.trees.items()}
    for copy in data.copies:
        before = f"dataflow,{STRUCTURE_ID},I,{copy.country},{data.cycle.slug},"
        after = ",".join(["", *map(_cell, _of_submission(copy)), _cell(data.cycle.synthetic), SCHEMA]) + "\r\n"
        nodes = of_nodes(data.trees[copy.layout], copy.letters) if data.nodes else ()
        found = "\n".join([*map(lines, nodes), *texts[copy.layout].of(copy.letters)]).split("\n")
        yield "".join([f"{before}{line}{after}" for line in found])


def json_chunks(data: CycleData, items: Sequence[Item], countries: Sequence[Code], message: str) -> Iterator[str]:
    """SDMX-JSON; `items` and `countries` name what is observed, `message` identifies these data."""
    used = {copy.country for copy in data.copies}
    held = _held(data)
    there = [item for item in items if (item.type, item.code) in held]
    index = {(item.type, item.code): number for number, item in enumerate(there)}
    measures = [code for code in MEASURE_CODES if data.nodes or code.code == "LEVEL"]
    measure_at = {code.code: number for number, code in enumerate(measures)}
    status_at = {code.code: number for number, code in enumerate(STATUS_CODES)}
    answer_at = {code.code: number for number, code in enumerate(ANSWERS)}

    def observations(one: Observation) -> str:
        """What comes behind the index of the State, one piece a measure."""
        return "\n".join(
            f':{index[one.type, one.code]}:{measure_at[measure]}":'
            + json.dumps([value, status_at[status], *([] if answer is None else [answer_at[answer]])])
            for measure, value, status, answer in values_of(one)
        )

    areas = [code for code in countries if code.code in used]
    area_at = {code.code: number for number, code in enumerate(areas)}
    yield json.dumps({"meta": _meta(data, message)}, ensure_ascii=False)[:-1] + ',\n"data": {"structures": ['
    yield json.dumps(_described(data, areas, there, measures), ensure_ascii=False) + '],\n"dataSets": ['
    yield json.dumps(_data_set(data, area_at, measure_at))[:-1] + ', "observations": {'
    texts = {key: IndicatorTexts(tree, observations) for key, tree in data.trees.items()}
    separator = "\n"
    for copy in data.copies:
        area = area_at[copy.country]
        nodes = of_nodes(data.trees[copy.layout], copy.letters) if data.nodes else ()
        found = "\n".join([*map(observations, nodes), *texts[copy.layout].of(copy.letters)]).split("\n")
        yield separator + ",\n".join([f'"{area}{text}' for text in found])
        separator = ",\n"
    yield "}}]}}\n"


def _held(data: CycleData) -> set[tuple[str, str]]:
    held = {("indicator", code) for tree in data.trees.values() for code in tree.places}
    return held | {node for tree in data.trees.values() for node in tree.nodes} if data.nodes else held


def _meta(data: CycleData, message: str) -> dict[str, Any]:
    return {
        "schema": DATA_SCHEMA_URL,
        "id": f"{ARTEFACT}-{data.cycle.slug}-{message}",
        "test": data.cycle.synthetic,
        "prepared": _prepared(data),
        "contentLanguages": ["en"],
        "name": data.citation,
        "copyright": data.licence,
        "sender": {"id": AGENCY, "name": "United Nations Office on Drugs and Crime"},
    }


def _prepared(data: CycleData) -> str:
    """The state of the data and not the time of asking, so that equal data come with equal bytes."""
    at = data.as_of
    return f"{data.cycle.opens_on.isoformat()}T00:00:00Z" if at is None else moment(at)


def _described(
    data: CycleData, areas: Sequence[Code], items: Sequence[Item], measures: Sequence[Code]
) -> dict[str, Any]:
    year = str(data.cycle.opens_on.year)
    values: Mapping[str, list[dict[str, Any]]] = {
        "REF_AREA": [{"id": code.code, "name": str(code.name)} for code in areas],
        "CYCLE": [{"id": data.cycle.slug, "name": data.cycle.name}],
        "ITEM": [item_body(item) for item in items],
        "MEASURE": [*map(code_body, measures)],
        "TIME_PERIOD": [{"id": year, "name": year}],
        "OBS_STATUS": [*map(code_body, STATUS_CODES)],
        "ANSWER": [*map(code_body, ANSWERS)],
        "UNIT_MEASURE": [*map(code_body, UNIT_CODES)],
    }

    def component(name: str) -> dict[str, Any]:
        body: dict[str, Any] = {"id": name, "name": str(CONCEPT_NAMES[name])}
        if name in values:
            return body | {"values": values[name]}
        return body | {"format": {"dataType": DATA_TYPES.get(name, "String")}}

    def dimension(name: str) -> dict[str, Any]:
        return component(name) | {"keyPosition": DIMENSIONS.index(name)}

    def attribute(name: str) -> dict[str, Any]:
        return component(name) | {"isMandatory": name != "ANSWER", "relationship": relationship(name)}

    return {
        "links": [{"urn": DATAFLOW_URN, "rel": "dataflow"}],
        "name": str(NAME),
        "dimensions": {
            "dataSet": [*map(dimension, AT_DATA_SET)],
            "observation": [*map(dimension, AT_OBSERVATION)],
        },
        "measures": {"observation": [component(MEASURE)]},
        "attributes": {
            "dataSet": [*map(attribute, (*OF_CYCLE, *OF_DATA))],
            "dimensionGroup": [*map(attribute, (*OF_MEASURE, *OF_SUBMISSION))],
            "observation": [*map(attribute, OF_OBSERVATION)],
        },
        "dataSets": [0],
    }


def _data_set(data: CycleData, area_at: Mapping[str, int], measure_at: Mapping[str, int]) -> dict[str, Any]:
    unit_at = {code.code: number for number, code in enumerate(UNIT_CODES)}
    groups: dict[str, list[Any]] = {
        f":::{number}:": [unit_at[unit_of(measure)]] for measure, number in measure_at.items()
    }
    for copy in data.copies:
        groups[f"{area_at[copy.country]}:0:::"] = [None, *_of_submission(copy)]
    return {
        "structure": 0,
        "action": "Information",
        "links": [{"urn": DATAFLOW_URN, "rel": "dataflow"}],
        "attributes": [data.cycle.synthetic, SCHEMA],
        "dimensionGroupAttributes": groups,
    }


def _of_submission(copy: SealedCopy) -> tuple[str | int, ...]:
    return (str(copy.submission), copy.number, moment(copy.sealed_at), copy.sha256, copy.framework_edition)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
