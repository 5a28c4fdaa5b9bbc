"""The schema: every call of this app says what it does, shows an example, and names its errors."""

import warnings

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

OURS = tuple(f"/api/v1/{name}/" for name in ("assessments", "clarifications", "cycles", "data", "submissions"))
WITHOUT_VERSION = {
    "/api/v1/assessments/{assessment_id}/discussions/{code}/",
    "/api/v1/submissions/{submission_id}/marks/{code}/",
}
"""What is set to one of two values needs no version."""
NEVER_TOO_LATE = {
    f"/api/v1/assessments/{{assessment_id}}/{path}": {"409"}
    for path in ("actions/", "actions/{action_id}/", "actions/{action_id}/progress/")
} | {
    f"/api/v1/submissions/{{submission_id}}/{path}": {"409"} for path in ("notes/", "notes/{note_id}/", "marks/{code}/")
}
"""The action plan and reviewers' notes live on, whatever the status of the assessment."""


@pytest.fixture(scope="module")
def schema():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        GENERATOR_STATS.reset()
        return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        if path.startswith(OURS)
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_schema_is_valid_and_made_without_a_warning(schema):
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_all_calls_of_the_design_are_there(schema):
    there = {(method, path.removeprefix("/api/v1/")) for path, method, _operation in operations(schema)}
    assert there >= {  # that there are no others unseen is for the table of permissions
        ("get", "cycles/"),
        ("get", "cycles/{slug}/"),
        ("get", "cycles/{slug}/data/"),
        ("get", "data/"),
        ("get", "data/dictionary/"),
        ("get", "data/structure/"),
        ("get", "assessments/"),
        ("post", "assessments/"),
        ("get", "assessments/{assessment_id}/"),
        ("get", "assessments/{assessment_id}/scores/"),
        ("get", "assessments/{assessment_id}/scores/{code}/"),
        ("put", "assessments/{assessment_id}/scores/{code}/"),
        ("get", "assessments/{assessment_id}/national-scores/"),
        ("get", "assessments/{assessment_id}/national-scores/{code}/"),
        ("put", "assessments/{assessment_id}/national-scores/{code}/"),
        ("get", "assessments/{assessment_id}/profile/"),
        ("get", "assessments/{assessment_id}/gaps/"),
        ("get", "assessments/{assessment_id}/assignments/"),
        ("post", "assessments/{assessment_id}/assignments/"),
        ("post", "assessments/{assessment_id}/assignments/undo/"),
        ("get", "assessments/{assessment_id}/assignments/suggestion/"),
        ("get", "assessments/{assessment_id}/progress/"),
        ("post", "assessments/{assessment_id}/confirmations/"),
        ("get", "assessments/{assessment_id}/targets/"),
        ("put", "assessments/{assessment_id}/targets/{objective}/"),
        ("delete", "assessments/{assessment_id}/targets/{objective}/"),
        ("post", "assessments/{assessment_id}/submit/"),
        ("post", "assessments/{assessment_id}/reopen/"),
        ("get", "submissions/"),
        ("get", "submissions/{submission_id}/"),
        ("get", "submissions/{submission_id}/content/"),
        ("get", "submissions/{submission_id}/scores/"),
        ("post", "submissions/{submission_id}/accept/"),
        ("get", "assessments/{assessment_id}/workbook/"),
        ("post", "assessments/{assessment_id}/imports/"),
        ("get", "assessments/{assessment_id}/imports/{import_id}/"),
        ("post", "assessments/{assessment_id}/imports/{import_id}/confirm/"),
        ("post", "assessments/{assessment_id}/imports/{import_id}/discard/"),
        ("get", "assessments/{assessment_id}/evidence/"),
        ("post", "assessments/{assessment_id}/evidence/"),
        ("get", "assessments/{assessment_id}/evidence/{evidence_id}/"),
        ("post", "assessments/{assessment_id}/evidence/{evidence_id}/replace/"),
        ("post", "assessments/{assessment_id}/evidence/{evidence_id}/withdraw/"),
        ("get", "assessments/{assessment_id}/evidence/{evidence_id}/file/"),
        ("get", "submissions/{submission_id}/evidence/"),
        ("get", "submissions/{submission_id}/evidence/{evidence_id}/file/"),
        ("get", "submissions/{submission_id}/notes/"),
        ("post", "submissions/{submission_id}/notes/"),
        ("put", "submissions/{submission_id}/notes/{note_id}/"),
        ("delete", "submissions/{submission_id}/notes/{note_id}/"),
        ("get", "submissions/{submission_id}/marks/"),
        ("put", "submissions/{submission_id}/marks/{code}/"),
    }


def test_every_call_has_summary_description_example_and_errors(schema):
    for path, method, operation in operations(schema):
        where = f"{method} {path}"
        assert operation.get("summary"), where
        assert operation.get("description"), where
        answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        shown = [content for answer in answers for content in answer.get("content", {}).values()]
        assert (
            method == "delete"
            or path.endswith(("/file/", "/workbook/"))
            or any("examples" in content for content in shown)
        ), where
        errors = {status for status in operation["responses"] if status.startswith("4")}
        assert "401" in errors, where
        if "{" in path:
            assert "404" in errors, where
        if method != "get":
            assert {"403", "409"} <= errors | NEVER_TOO_LATE.get(path, set()), where
        if method == "put" and path not in WITHOUT_VERSION:
            assert {"400", "412", "428"} <= errors, where
            assert "examples" in operation["requestBody"]["content"]["application/json"], where
            assert "ETag" in operation["responses"]["200"]["headers"], where
        for status in errors:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], where


def test_visitors_may_read_submissions_and_data_and_nothing_else(schema):
    open_to_all = {path for path, method, operation in operations(schema) if {} in operation["security"]}
    assert open_to_all == {
        "/api/v1/cycles/{slug}/data/",
        "/api/v1/data/",
        "/api/v1/data/dictionary/",
        "/api/v1/data/structure/",
        "/api/v1/submissions/",
        "/api/v1/submissions/{submission_id}/",
        "/api/v1/submissions/{submission_id}/content/",
        "/api/v1/submissions/{submission_id}/scores/",
        "/api/v1/submissions/{submission_id}/evidence/",
        "/api/v1/submissions/{submission_id}/evidence/{evidence_id}/file/",
    }
