"""Evidence over the API: as JSON and as multipart, by filters, sealed, and what bad input is answered."""

import json
from dataclasses import replace

import pytest

from assessments import services
from assessments.models import Evidence
from tests.assessments.calling import API, Caller, errors_of, settle
from tests.assessments.evidencing import FILE, LINK, PDF, pdf, store  # noqa: F401

CODE = "1.1.E1"
BODY = {
    "indicator": CODE,
    "kind": "link",
    "title": "Register of cases",
    "visibility": "public",
    "url": "https://stats.example/cases",
}

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def asked(team):
    team.assign(CODE, team.interior)
    return team


@pytest.fixture
def path(asked):
    return f"assessments/{asked.assessment.pk}/evidence/"


def add(team, record=LINK, upload=None):
    return services.add_evidence(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior,
        record=record,
        upload=upload,
    )


def send(caller, path, body):
    """POST as multipart."""
    return caller.client.post(f"{API}/{path}", body, format="multipart")


def test_a_link_is_added_as_json(asked, path):
    answer = Caller(asked.interior_official).post(path, {**BODY, "dated_on": "2026-01-31", "language": "en"})
    assert answer.status_code == 201
    piece = Evidence.objects.get()
    assert answer.json() == {
        "id": str(piece.pk),
        "indicator": CODE,
        "ministry": str(asked.interior.pk),
        "kind": "link",
        "visibility": "public",
        "title": "Register of cases",
        "issuer": "",
        "dated_on": "2026-01-31",
        "article": "",
        "language": "en",
        "url": "https://stats.example/cases",
        "file": None,
        "added_at": answer.json()["added_at"],
        "added_by": str(asked.interior_official.user),
        "replaces": None,
        "ended_at": None,
    }
    assert Caller(asked.observer).client.get(answer["Location"]).json() == answer.json()


def test_a_file_is_added_as_multipart_and_comes_back(asked, path):
    body = {"indicator": CODE, "kind": "file", "title": "Circular", "visibility": "confidential", "file": pdf()}
    answer = send(Caller(asked.interior_official), path, body)
    assert answer.status_code == 201, answer.content
    piece = Evidence.objects.get()
    assert answer.json()["file"] == {
        "name": "circular.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
        "sha256": piece.file_id,
        "scan": "not_scanned",
    }
    file = Caller(asked.observer).get(f"{path}{piece.pk}/file/", headers={"Accept": "application/pdf"})
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="circular.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"


def test_focal_points_name_the_ministry_or_support_the_country(asked, path):
    caller = Caller(asked.focal)
    assert caller.post(path, BODY).json()["ministry"] is None
    named = caller.post(path, {**BODY, "ministry": str(asked.interior.pk)})
    assert named.json()["ministry"] == str(asked.interior.pk)
    nobody = {**BODY, "ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11"}
    assert errors_of(caller.post(path, nobody)).keys() == {"ministry"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "video"}, "kind"),
        ({"kind": "file"}, "file"),
        ({"kind": "law"}, "issuer"),
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"title": 7}, "title"),
        ({"visibility": "secret"}, "visibility"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": ""}, "url"),
        ({"dated_on": "yesterday"}, "dated_on"),
        ({"dated_on": 7}, "dated_on"),
        ({"dated_on": "2026-02-31"}, "dated_on"),
        ({"language": "xx"}, "language"),
        ({"indicator": "9.9.E9"}, "indicator"),
        ({"ministry": "nonsense"}, "ministry"),
        ({"file": "no file"}, "file"),
        ({"sha256": "0"}, "sha256"),
    ],
)
def test_bad_input_is_named_by_field(asked, path, change, field):
    answer = Caller(asked.interior_official).client.post(
        f"{API}/{path}", json.dumps({**BODY, **change}), content_type="application/json"
    )
    assert field in errors_of(answer)
    assert not Evidence.objects.exists()


def test_bad_files_are_named_too(asked, path):
    caller = Caller(asked.interior_official)
    body = {"indicator": CODE, "kind": "file", "title": "Circular", "visibility": "public"}
    assert "not taken" in errors_of(send(caller, path, {**body, "file": pdf("a.exe")}))["file"][0]
    broken = caller.client.post(f"{API}/{path}", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x")
    assert errors_of(broken)
    unbounded = caller.client.post(f"{API}/{path}", b"nonsense", content_type="multipart/form-data")
    assert unbounded.status_code == 400


def test_a_body_above_the_limit_is_a_problem(asked, path, settings):
    settings.UPLOAD_LIMIT = 100
    errors_of(Caller(asked.interior_official).post(path, {**BODY, "title": "a" * 200}), status=413)


def test_the_list_filters(asked, path):
    caller = Caller(asked.observer)
    link, law = add(asked), add(asked, replace(LINK, kind="law", issuer="Parliament", article="4"))
    services.withdraw_evidence(actor=asked.focal, evidence=link)

    def listed(query):
        answer = caller.get(path + query)
        assert answer.status_code == 200
        return {row["id"] for row in answer.json()["results"]}

    both = {str(link.pk), str(law.pk)}
    assert listed("") == listed(f"?indicator={CODE}") == listed("?objective=1.1") == both
    assert listed(f"?ministry={asked.interior.pk}") == both
    assert listed(f"?ministry={asked.justice.pk}") == listed("?objective=1.2") == set()
    assert listed("?current=true") == listed("?kind=law") == {str(law.pk)}
    assert listed("?current=false") == {str(link.pk)}
    assert errors_of(caller.get(path + "?ministry=nonsense&current=perhaps")).keys() == {"ministry", "current"}


def test_the_list_takes_the_same_queries_for_few_and_for_many(asked, path, django_assert_max_num_queries):
    caller = Caller(asked.observer)
    for _number in range(10):
        add(asked)
    caller.get(path)
    with django_assert_max_num_queries(6):
        assert caller.get(path).json()["count"] == 10


def test_replacing_and_withdrawing(asked, path):
    caller, first = Caller(asked.interior_official), add(asked, FILE, pdf())
    body = {"kind": "file", "title": "Circular, second", "visibility": "public"}
    second = caller.post(f"{path}{first.pk}/replace/", body)
    assert second.status_code == 201
    assert (second.json()["replaces"], second.json()["file"]["sha256"]) == (str(first.pk), first.file_id)
    assert caller.post(f"{path}{first.pk}/replace/", body).status_code == 409
    third = send(caller, f"{path}{second.json()['id']}/replace/", {**body, "file": pdf(more=b"%")}).json()
    assert third["file"]["sha256"] != first.file_id
    gone = caller.post(f"{path}{third['id']}/withdraw/")
    assert gone.json()["ended_at"]
    assert caller.post(f"{path}{third['id']}/withdraw/").status_code == 409


def test_files_wait_for_the_scanner(asked, path, settings):
    piece = add(asked, FILE, pdf())
    settings.SCAN_REQUIRED = True
    answer = Caller(asked.focal).get(f"{path}{piece.pk}/file/")
    errors_of(answer, status=409)
    assert "not scanned yet" in answer.json()["detail"]


def test_a_submission_lists_what_it_sealed(asked, path, reviewer):
    public = add(asked, FILE, pdf())
    confidential = add(asked, replace(FILE, visibility="confidential"), pdf(more=b"%"))
    settle(asked)
    submission = services.submit(actor=asked.focal, assessment=asked.assessment)
    services.share(actor=asked.focal, assessment=asked.assessment, sharing="public")
    sealed = f"submissions/{submission.pk}/evidence/"

    def listed(actor):
        return [row["id"] for row in Caller(actor).get(sealed).json()["results"]]

    assert listed(reviewer) == listed(asked.observer) == [str(public.pk), str(confidential.pk)]
    assert listed(None) == [str(public.pk)]
    row = Caller(None).get(sealed).json()["results"][0]
    assert (row["ministry"], row["file"]["sha256"]) == ("Ministry of the Interior", public.file_id)
    assert "added_by" not in row
    assert b"".join(Caller(None).get(f"{sealed}{public.pk}/file/").streaming_content) == PDF
    assert Caller(None).get(f"{sealed}{confidential.pk}/file/").status_code == 404
    assert Caller(reviewer).get(path).status_code == 404
