"""Pages of evidence: beside the answers, the list, the form, files as attachments, sealed evidence."""

import json
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from assessments import services
from assessments.models import Clarification, ClarificationEntry, Evidence, StoredFile
from assessments.services.extracting import keep_extract
from assessments.services.files import received
from framework.models import Indicator
from tests.assessments.calling import settle
from tests.assessments.conftest import make_team
from tests.assessments.evidencing import FILE, LAW, LINK, PDF, kept_files, pdf, store  # noqa: F401

CODE = "1.1.E1"
SENT = {"kind": "link", "title": "Register of cases", "visibility": "public", "url": "https://stats.example/cases"}

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def asked(team):
    team.assign(CODE, team.interior)
    return team


def browser(actor):
    client = Client()
    if actor is not None:
        client.force_login(actor.user)
    return client


def page(team, name, *args, query=""):
    return reverse(f"assessments:{name}", args=[team.assessment.pk, *args]) + query


def add(team, record=LINK, upload=None, ministry=True):
    return services.add_evidence(
        actor=team.focal,
        assessment=team.assessment,
        indicator=team.indicator(CODE),
        ministry=team.interior if ministry else None,
        record=record,
        upload=upload,
    )


def body(response):
    """The file of a response."""
    return b"".join(response.streaming_content)


def status(client, address):
    """The status of an answer, which is read to its end."""
    answer = client.get(address)
    if answer.streaming:
        body(answer)
    return answer.status_code


def test_a_contributor_adds_evidence_by_a_plain_form(asked):
    client = browser(asked.interior_official)
    form = client.get(page(asked, "evidence_add", CODE))
    assert 'enctype="multipart/form-data"' in form.content.decode()
    answer = client.post(
        page(asked, "evidence_add", CODE),
        {"kind": "file", "title": "Circular", "visibility": "confidential", "url": "left over", "file": pdf()},
    )
    assert answer["Location"].endswith(f"/objectives/1.1/#i-{CODE}")
    piece = Evidence.objects.get()
    assert (piece.ministry, piece.is_confidential, piece.file.size) == (asked.interior, True, len(PDF))
    card = client.get(page(asked, "objective", "1.1")).content.decode()
    assert "Circular" in card
    assert "Confidential" in card
    assert page(asked, "evidence_replace", piece.pk) in card
    assert page(asked, "evidence_withdraw", piece.pk) in card


def test_a_refused_form_keeps_what_was_typed(asked):
    sent = {"kind": "law", "title": "Act 12 <b>", "article": "art. 4", "language": "fr", "visibility": "public"}
    answer = browser(asked.interior_official).post(page(asked, "evidence_add", CODE), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Say who made the law" in text
    assert 'value="Act 12 &lt;b&gt;"' in text
    assert 'value="art. 4"' in text
    assert re.search(r'value="law" checked', text)
    assert re.search(r'<option value="fr" selected', text)


def test_a_refused_file_says_why(asked, store):  # noqa: F811
    sent = {"kind": "file", "title": "Macro", "visibility": "public", "file": SimpleUploadedFile("a.exe", b"MZ\0")}
    answer = browser(asked.interior_official).post(page(asked, "evidence_add", CODE), sent)
    assert answer.status_code == 422
    assert "not taken" in answer.content.decode()
    assert kept_files(store) == []


def test_a_script_gets_the_form_and_then_the_card(asked):
    client, address = browser(asked.interior_official), page(asked, "evidence_add", CODE)
    form = client.get(address, headers={"X-Fragment": "1"})
    assert form.content.decode().lstrip().startswith("<form")
    assert "X-Fragment" in form["Vary"]
    assert client.post(address, {**SENT, "url": ""}, headers={"X-Fragment": "1"}).status_code == 422
    card = client.post(address, SENT, headers={"X-Fragment": "1"})
    assert card.content.decode().lstrip().startswith(f'<div class="evidence" id="evidence-{CODE}"')
    assert "Register of cases" in card.content.decode()


def test_the_focal_point_adds_for_a_ministry_or_for_the_country(asked):
    client = browser(asked.focal)
    answer = client.post(page(asked, "evidence_add", CODE, query=f"?for={asked.interior.pk}"), SENT)
    assert f"for={asked.interior.pk}" in answer["Location"]
    client.post(page(asked, "evidence_add", CODE), SENT)
    assert [piece.ministry for piece in Evidence.objects.order_by("added_at")] == [asked.interior, None]
    assert client.post(page(asked, "evidence_add", CODE, query=f"?for={asked.justice.pk}"), SENT).status_code == 403
    assert status(client, page(asked, "evidence_add", CODE, query="?for=nonsense")) == 404
    other = make_team("XTB", asked.cycle)
    assert status(client, page(asked, "evidence_add", CODE, query=f"?for={other.interior.pk}")) == 404


def test_replacing_and_withdrawing_lead_back(asked):
    client, piece = browser(asked.interior_official), add(asked, FILE, pdf())
    form = client.get(page(asked, "evidence_replace", piece.pk)).content.decode()
    assert 'value="Circular on documents"' in form
    sent = {"kind": "file", "title": "Circular, second", "visibility": "public"}
    answer = client.post(page(asked, "evidence_replace", piece.pk, query="?from=list"), sent)
    assert answer["Location"] == page(asked, "evidence")
    new = Evidence.objects.get(replaces=piece)
    assert (new.title, new.file_id) == ("Circular, second", piece.file_id)
    assert client.post(page(asked, "evidence_replace", piece.pk), sent).status_code == 409
    assert "Circular, second" in client.get(page(asked, "evidence_withdraw", new.pk)).content.decode()
    client.post(page(asked, "evidence_withdraw", new.pk))
    new.refresh_from_db()
    assert not new.is_current


def test_the_list_filters_and_says_how_much_room_is_left(asked):
    client = browser(asked.observer)
    add(asked, FILE, pdf())
    add(asked, replace(LAW, visibility="confidential"), ministry=False)
    gone = add(asked)
    services.withdraw_evidence(actor=asked.focal, evidence=gone)
    whole = client.get(page(asked, "evidence")).content.decode()
    assert "1 of 500 MB" in whole
    assert "Replace" not in whole.replace("Withdrawn or replaced", "")

    def shown(query):
        text = client.get(page(asked, "evidence", query=query)).content.decode()
        return {title for title in ("Circular on documents", "Act 12 of 2019", "Register of cases") if title in text}

    assert shown("") == {"Circular on documents", "Act 12 of 2019"}
    assert shown("?kind=law") == shown("?visibility=confidential") == shown("?ministry=country") == {"Act 12 of 2019"}
    assert shown(f"?ministry={asked.interior.pk}") == {"Circular on documents"}
    assert shown("?standing=ended") == {"Register of cases"}
    assert shown("?standing=all&objective=1.1") == {"Circular on documents", "Act 12 of 2019", "Register of cases"}
    assert shown("?ministry=nonsense&kind=%00") == {"Circular on documents", "Act 12 of 2019"}


def test_the_list_takes_the_same_queries_for_few_and_for_many(asked, django_assert_max_num_queries):
    client = browser(asked.focal)
    for _number in range(20):
        add(asked)
    client.get(page(asked, "evidence"))
    with django_assert_max_num_queries(12):
        client.get(page(asked, "evidence"))


def test_a_file_is_only_ever_an_attachment(asked):
    piece = add(asked, FILE, pdf("закон; №5.pdf"))
    answer = browser(asked.observer).get(page(asked, "evidence_file", piece.pk))
    assert body(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("unguarded")
def test_a_name_that_would_break_the_header_does_not(asked):
    piece = add(asked, FILE, pdf("a.pdf"))
    Evidence.objects.filter(pk=piece.pk).update(file_name='x"\r\nSet-Cookie: a=b.pdf')
    answer = browser(asked.focal).get(page(asked, "evidence_file", piece.pk))
    assert answer.status_code == 200
    assert body(answer) == PDF
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers


def test_text_says_its_encoding(asked):
    piece = add(asked, FILE, SimpleUploadedFile("note.txt", "ñ".encode()))
    answer = browser(asked.focal).get(page(asked, "evidence_file", piece.pk))
    assert body(answer) == "ñ".encode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_the_country_downloads_what_it_withdrew(asked):
    piece = add(asked, FILE, pdf())
    services.withdraw_evidence(actor=asked.focal, evidence=piece)
    assert status(browser(asked.interior_official), page(asked, "evidence_file", piece.pk)) == 200


def test_what_is_no_file_or_is_gone_is_not_found(asked, store):  # noqa: F811
    client, link, file = browser(asked.focal), add(asked), add(asked, FILE, pdf())
    assert status(client, page(asked, "evidence_file", link.pk)) == 404
    next(store.glob("evidence/*/*")).unlink()
    assert status(client, page(asked, "evidence_file", file.pk)) == 404


def test_what_is_not_scanned_waits_where_scanning_is_required(asked, settings):
    piece = add(asked, FILE, pdf())
    settings.SCAN_REQUIRED = True
    client = browser(asked.focal)
    answer = client.get(page(asked, "evidence_file", piece.pk))
    assert answer.status_code == 409
    assert "not scanned yet" in answer.content.decode()
    assert page(asked, "evidence_file", piece.pk) not in client.get(page(asked, "evidence")).content.decode()
    StoredFile.objects.update(scan="clean", scanned_at=F("stored_at"))
    assert status(client, page(asked, "evidence_file", piece.pk)) == 200


def test_evidence_of_another_assessment_is_not_found(asked):
    other = make_team("XTB", asked.cycle)
    piece = add(asked, FILE, pdf())
    for name in ("evidence_file", "evidence_replace", "evidence_withdraw"):
        assert status(browser(other.focal), page(asked, name, piece.pk)) == 404
        assert status(browser(other.focal), page(other, name, piece.pk)) == 404


@pytest.fixture
def sealed(asked):
    """A submission that sealed a public and a confidential file; both are withdrawn since, and a third is new."""
    public = add(asked, FILE, pdf())
    confidential = add(asked, replace(FILE, title="Names of witnesses", visibility="confidential"), pdf(more=b"%"))
    settle(asked)
    submission = services.submit(actor=asked.focal, assessment=asked.assessment)
    services.reopen(actor=asked.focal, assessment=asked.assessment)
    for piece in (public, confidential):
        piece.refresh_from_db()
        services.withdraw_evidence(actor=asked.focal, evidence=piece)
    new = add(asked, replace(FILE, title="Later than the seal"), pdf(more=b"%%"))
    return submission, public, confidential, new


def of_submission(submission, piece):
    return reverse("assessments:sealed_evidence_file", args=[submission.pk, piece.pk])


def test_readers_get_what_a_submission_sealed_and_nothing_of_the_draft(asked, sealed, reviewer):
    submission, public, confidential, new = sealed
    client = browser(reviewer)
    text = client.get(f"{submission.get_absolute_url()}?table=1").content.decode()
    assert "Circular on documents" in text
    assert "Names of witnesses" in text
    assert "Later than the seal" not in text
    assert "withdrawn" not in text
    assert body(client.get(of_submission(submission, public))) == PDF
    assert status(client, of_submission(submission, confidential)) == 200
    assert status(client, of_submission(submission, new)) == 404
    assert status(client, page(asked, "evidence_file", public.pk)) == 404


@pytest.mark.parametrize(("sharing", "reader"), [("states_parties", "foreign"), ("public", "visitor")])
def test_those_with_whom_it_is_shared_get_what_is_public(asked, sealed, sharing, reader):
    submission, public, confidential, _new = sealed
    client = browser(make_team("XTB", asked.cycle).observer if reader == "foreign" else None)
    assert status(client, of_submission(submission, public)) == 404
    services.share(actor=asked.focal, assessment=asked.assessment, sharing=sharing)
    text = client.get(submission.get_absolute_url()).content.decode()
    assert "Circular on documents" in text
    assert "Names of witnesses" not in text
    assert status(client, of_submission(submission, public)) == 200
    assert status(client, of_submission(submission, confidential)) == 404


def test_submissions_of_before_there_was_evidence_show_none(asked, sealed, reviewer):
    submission = sealed[0]
    content = {name: value for name, value in submission.sealed.items() if name != "evidence"}
    old = type(submission)(
        assessment=submission.assessment,
        number=2,
        sealed_at=submission.sealed_at,
        submitted_by=submission.submitted_by,
        capacity=submission.capacity,
        framework_edition=submission.framework_edition,
        content=json.dumps(content),
        sha256="0" * 64,
    )
    old.save()
    keep_extract(old, content)
    answer = browser(reviewer).get(f"{old.get_absolute_url()}?table=1")
    assert answer.status_code == 200
    assert "Circular on documents" not in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "readers"),
    [("answer", {"focal", "observer", "reviewer"}), ("contribution", {"focal", "observer"})],
)
def test_attachments_are_read_with_their_entry(asked, sealed, reviewer, kind, readers):
    submission = sealed[0]
    clarification = Clarification.objects.create(
        submission=submission,
        indicator=Indicator.objects.get(code=CODE),
        asked_at=submission.sealed_at,
        due_on=submission.sealed_at.date(),
    )
    entry = ClarificationEntry.objects.create(
        clarification=clarification,
        kind=kind,
        author=asked.focal.user,
        capacity="Focal point",
        at=submission.sealed_at,
        text="See the file.",
    )
    services.share(actor=asked.focal, assessment=asked.assessment, sharing="public")
    with received(pdf()) as file:
        piece = services.attach(actor=asked.focal, entry=entry, record=FILE, file=file)
    address = reverse("assessments:clarification_evidence_file", args=[clarification.pk, piece.pk])
    people = {
        "focal": asked.focal,
        "observer": asked.observer,
        "reviewer": reviewer,
        "foreign": make_team("XTB", asked.cycle).focal,
        "nobody": Membership(user=User.objects.create_user("nobody@u.example")),
    }
    answers = {name: status(browser(actor), address) for name, actor in people.items()}
    assert answers == {name: 200 if name in readers else 404 for name in people}
    with pytest.raises(services.NotWritable):
        services.withdraw_evidence(actor=asked.focal, evidence=piece)
    assert (
        page(asked, "evidence_file", piece.pk) not in browser(asked.focal).get(page(asked, "evidence")).content.decode()
    )


def test_a_body_that_is_too_large_is_refused_before_it_is_read(asked, settings, store):  # noqa: F811
    settings.UPLOAD_LIMIT = 2000
    sent = {**SENT, "kind": "file", "file": pdf(more=b"%" * 3000)}
    answer = browser(asked.interior_official).post(page(asked, "evidence_add", CODE), sent)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert kept_files(store) == []
