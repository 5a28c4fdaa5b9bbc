"""Evidence of answers: who adds, replaces and withdraws it, what it has to say, and what history keeps."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assessments import selectors, services
from assessments.models import Change, Evidence, StoredFile
from assessments.services import evidence as evidence_services
from assessments.services import files
from tests.assessments.calling import settle
from tests.assessments.conftest import make_team
from tests.assessments.evidencing import FILE, LAW, LINK, PDF, kept_files, pdf, store  # noqa: F401

CODE = "1.1.E1"

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def asked(team):
    team.assign(CODE, team.interior)
    return team


def add(team, actor=None, ministry=None, record=LINK, upload=None, code=CODE):
    actor = actor or team.interior_official
    return services.add_evidence(
        actor=actor,
        assessment=team.assessment,
        indicator=team.indicator(code),
        ministry=ministry if ministry is not None else actor.ministry,
        record=record,
        upload=upload,
    )


def faults(error):
    return set(error.value.message_dict)


def test_a_ministry_adds_a_link_a_law_and_a_file(asked):
    link = add(asked)
    law = add(asked, record=replace(LAW, dated_on=datetime.date(2019, 3, 1), language="fr"))
    file = add(asked, record=FILE, upload=pdf())
    assert selectors.evidence_of(selectors.state_of(asked.assessment), [CODE]) == {CODE: [link, law, file]}
    assert (law.issuer, law.article, law.language) == ("Parliament", "art. 4", "fr")
    assert (file.file_name, file.file.content_type, file.file.size) == ("circular.pdf", "application/pdf", len(PDF))
    assert file.file.scan == StoredFile.Scan.NOT_SCANNED


def test_history_keeps_the_whole_piece_and_replays(asked):
    first = add(asked, record=FILE, upload=pdf())
    second = services.replace_evidence(
        actor=asked.interior_official, evidence=first, record=replace(FILE, title="Circular, corrected")
    )
    services.withdraw_evidence(actor=asked.focal, evidence=second)
    third = add(asked)
    changes = Change.objects.filter(action=Change.Action.EVIDENCE).order_by("pk")
    state = {}
    for change in changes:
        assert change.before == state.get(change.thing)
        state[change.thing] = change.after
    assert {thing: one for thing, one in state.items() if one} == {third.pk: evidence_services.evidence_state(third)}
    added, ended, put, withdrawn, _last = changes
    assert added.after["file_sha256"] == first.file_id
    assert (ended.batch, ended.thing, put.thing) == (put.batch, first.pk, second.pk)
    assert put.after["replaces"] == str(first.pk)
    assert (withdrawn.user, withdrawn.ministry, withdrawn.indicator.code) == (asked.focal.user, asked.interior, CODE)


def test_a_replaced_file_may_stay_the_same_file(asked):
    first = add(asked, record=FILE, upload=pdf())
    second = services.replace_evidence(
        actor=asked.interior_official, evidence=first, record=replace(FILE, visibility="confidential")
    )
    first.refresh_from_db()
    assert (second.file_id, second.file_name, second.is_confidential) == (first.file_id, "circular.pdf", True)
    assert (first.is_current, first.replaced_by, second.is_current) == (False, second, True)


def test_what_was_withdrawn_is_withdrawn_once(asked):
    piece = add(asked)
    services.withdraw_evidence(actor=asked.interior_official, evidence=piece)
    with pytest.raises(services.NotWritable):
        services.withdraw_evidence(actor=asked.interior_official, evidence=piece)
    with pytest.raises(services.NotWritable):
        services.replace_evidence(actor=asked.interior_official, evidence=piece, record=LINK)
    assert Evidence.objects.count() == 1


def test_only_the_asked_ministry_and_the_focal_point_add(asked):
    with pytest.raises(PermissionDenied):
        add(asked, actor=asked.justice_official)  # not asked
    with pytest.raises(PermissionDenied):
        add(asked, actor=asked.justice_official, ministry=asked.interior)
    with pytest.raises(PermissionDenied):
        add(asked, actor=asked.observer, ministry=asked.interior)
    with pytest.raises(PermissionDenied):
        add(asked, actor=make_team("XTB", asked.cycle).focal, ministry=asked.interior)
    with pytest.raises(PermissionDenied):
        add(asked, actor=asked.focal, ministry=asked.justice)
    assert add(asked, actor=asked.focal, ministry=asked.interior).ministry == asked.interior


def test_the_countrys_own_evidence_is_the_focal_points(asked):
    piece = add(asked, actor=asked.focal)
    assert piece.ministry is None
    with pytest.raises(PermissionDenied):
        services.withdraw_evidence(actor=asked.interior_official, evidence=piece)
    with pytest.raises(PermissionDenied):
        services.add_evidence(
            actor=asked.interior_official,
            assessment=asked.assessment,
            indicator=asked.indicator(CODE),
            ministry=None,
            record=LINK,
        )


def test_nothing_changes_while_the_assessment_is_submitted(asked):
    piece = add(asked)
    settle(asked)
    services.submit(actor=asked.focal, assessment=asked.assessment)
    for write in (
        lambda: add(asked),
        lambda: services.replace_evidence(actor=asked.interior_official, evidence=piece, record=LAW),
        lambda: services.withdraw_evidence(actor=asked.interior_official, evidence=piece),
    ):
        with pytest.raises(services.NotWritable):
            write()
    piece.refresh_from_db()
    assert piece.is_current


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (replace(LINK, title=" \x00 "), "title"),
        (replace(LINK, title="a" * 301), "title"),
        (replace(LINK, kind="video"), "kind"),
        (replace(LINK, visibility="secret"), "visibility"),
        (replace(LINK, url=""), "url"),
        (replace(LINK, url="stats.example/cases"), "url"),
        (replace(LINK, url="javascript:alert(1)"), "url"),
        (replace(LINK, url="ftp://stats.example/"), "url"),
        (replace(LINK, url="https://user:secret@stats.example/"), "url"),
        (replace(LINK, url="https://[stats"), "url"),
        (replace(LINK, url="https://stats.example/" + "a" * 1000), "url"),
        (replace(LINK, language="klingonese"), "language"),
        (replace(LINK, language="xx"), "language"),
        (replace(LAW, issuer=""), "issuer"),
        (replace(LAW, article=""), "dated_on"),
        (FILE, "file"),
        (replace(FILE, url="https://stats.example/"), "url"),
    ],
)
def test_what_a_record_has_to_say(asked, record, field):
    with pytest.raises(ValidationError) as error:
        add(asked, record=record)
    assert field in faults(error)
    assert not Evidence.objects.exists()


def test_a_link_has_no_file(asked):
    with pytest.raises(ValidationError) as error:
        add(asked, record=LINK, upload=pdf())
    assert faults(error) == {"file"}


def test_evidence_of_a_ministry_no_longer_asked_takes_no_part(asked):
    add(asked)
    own = add(asked, actor=asked.focal)
    services.unassign(
        actor=asked.focal, assessment=asked.assessment, indicators=[asked.indicator(CODE)], ministry=asked.interior
    )
    assert selectors.evidence_of(selectors.state_of(asked.assessment), [CODE]) == {CODE: [own]}


def test_evidence_of_takes_one_query(asked, django_assert_num_queries):
    for _n in range(3):
        add(asked)
    state = selectors.state_of(asked.assessment)
    with django_assert_num_queries(1):
        found = selectors.evidence_of(state, [CODE, "1.1.E2"])
        assert [(str(one.ministry), str(one.added_by)) for one in found[CODE]] == [
            ("Ministry of the Interior", str(asked.interior_official.user))
        ] * 3
    assert found["1.1.E2"] == []


def test_the_same_bytes_are_one_file(asked, store):  # noqa: F811
    first, second = add(asked, record=FILE, upload=pdf()), add(asked, record=FILE, upload=pdf("other.pdf"))
    assert first.file == second.file
    assert kept_files(store) == [first.file_id]
    assert selectors.files_of(asked.assessment) == {first.file_id: len(PDF)}


def test_an_assessment_has_room_for_so_much(asked, store, monkeypatch):  # noqa: F811
    monkeypatch.setattr(evidence_services, "ASSESSMENT_LIMIT", len(PDF) + 10)
    first = add(asked, record=FILE, upload=pdf())
    with pytest.raises(ValidationError) as error:
        add(asked, record=FILE, upload=pdf(more=b"% more"))
    assert faults(error) == {"file"}
    assert kept_files(store) == [first.file_id]
    again = add(asked, record=FILE, upload=pdf())  # takes no further room
    services.withdraw_evidence(actor=asked.focal, evidence=again)
    second = services.replace_evidence(
        actor=asked.interior_official, evidence=first, record=FILE, upload=pdf(more=b"%")
    )
    assert second.file_id != first.file_id


def test_withdrawn_files_count_where_a_submission_sealed_them(asked, store):  # noqa: F811
    sealed = add(asked, record=FILE, upload=pdf())
    settle(asked)
    services.submit(actor=asked.focal, assessment=asked.assessment)
    services.reopen(actor=asked.focal, assessment=asked.assessment)
    asked.assessment.refresh_from_db()
    sealed.refresh_from_db()
    services.withdraw_evidence(actor=asked.focal, evidence=sealed)
    never_sealed = add(asked, record=FILE, upload=pdf(more=b"%"))
    services.withdraw_evidence(actor=asked.focal, evidence=never_sealed)
    assert selectors.files_of(asked.assessment) == {sealed.file_id: len(PDF)}


def test_a_refused_write_leaves_no_file(asked, store, monkeypatch):  # noqa: F811
    monkeypatch.setattr(evidence_services, "_keep", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(asked, record=FILE, upload=pdf())
    assert kept_files(store) == []
    assert not StoredFile.objects.exists()


def test_orphans_are_removed_when_they_are_old(asked, store, monkeypatch):  # noqa: F811
    kept = add(asked, record=FILE, upload=pdf())
    with transaction.atomic():
        add(asked, record=FILE, upload=pdf(more=b"%"))
        transaction.set_rollback(True)
    (store / "incoming" / "half.part").write_bytes(b"half")
    assert len(kept_files(store)) == 3
    assert files.remove_orphans() == 0
    monkeypatch.setattr(files, "ASIDE_FOR", datetime.timedelta(seconds=-60))
    assert files.remove_orphans() == 2
    assert kept_files(store) == [kept.file_id]
    assert files.is_whole(kept.file)
