"""From an uploaded file to answers: shown first, confirmed by the person, written as one change."""

import errno
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import observing
from accounts.models import Membership, User
from assessments import selectors, services
from assessments.models import AnswerImport, Change, NationalScore, Score
from tests.assessments.spreadsheets import (
    ask_everything,
    confirm,
    counts,
    download,
    filled,
    stored,
    upload,
)

CODES = ("1.1.E1", "1.1.E2", "1.2.E1", "2.1.E1")
LAW = "Law of 2019."


@pytest.fixture
def asked(team):
    """The Ministry of the Interior is asked four indicators and has answered the first two."""
    ask_everything(team, *CODES)
    team.score(team.interior_official, "1.1.E1", 1, justification="First.")
    team.score(team.interior_official, "1.1.E2", 2, justification="Second.")
    return team


def test_a_preview_writes_nothing(asked):
    history = Change.objects.count()
    pending = upload(
        asked, filled(download(asked), {"1.1.E1": ("3", LAW), "1.2.E1": ("0", None)}), name="C:\\x\\a.xlsx"
    )
    assert counts(pending) == {"new": 1, "changed": 1, "unchanged": 1}
    assert (pending.state, pending.file_name, pending.uploaded_by) == (
        "preview",
        "a.xlsx",
        asked.interior_official.user,
    )
    assert Score.objects.count() == 2
    assert Change.objects.count() == history
    assert stored(asked, "1.1.E1") == ("level", 1, "First.", 1)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "too large for the portal's memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "no room left"),
        (KeyError(LAW), "a fault of the portal"),
    ],
)
def test_a_file_that_the_portal_fails_to_read_is_not_the_persons_fault(asked, monkeypatch, caplog, error, words):
    def fails(*_arguments, **_options):
        raise error

    monkeypatch.setattr("assessments.services.importing.read_upload", fails)
    with observing.working_for("request-4711"), pytest.raises(ValidationError) as refusal:
        upload(asked, download(asked))
    (said,) = refusal.value.message_dict["file"]
    assert words in said
    assert "reference: request-4711" in said
    assert LAW not in said
    assert "import_failed" in caplog.text
    assert not AnswerImport.objects.exists()


def test_confirming_writes_new_and_changed_answers_as_one_change(asked):
    pending = upload(asked, filled(download(asked), {"1.1.E1": ("3", LAW), "1.2.E1": ("No data", None)}))
    applied = confirm(asked, pending)
    assert (applied.state, [row["outcome"] for row in applied.rows]) == ("applied", ["written", "unchanged", "written"])
    assert stored(asked, "1.1.E1") == ("level", 3, LAW, 2)
    assert stored(asked, "1.2.E1") == ("no_data", None, "", 1)
    assert stored(asked, "1.1.E2") == ("level", 2, "Second.", 1)
    changes = Change.objects.filter(batch=pending.pk)
    assert {(change.action, change.indicator.code) for change in changes} == {
        ("scored", "1.1.E1"),
        ("scored", "1.2.E1"),
        ("national", "1.1.E1"),
        ("national", "1.2.E1"),
    }
    assert {change.user for change in changes} == {asked.interior_official.user}
    change = changes.get(action="scored", indicator__code="1.1.E1")
    assert (change.before["version"], change.after["version"]) == (1, 2)


def test_national_scores_follow(asked):
    asked.assign("1.2.E1", asked.justice)
    asked.score(asked.justice_official, "1.2.E1", 1)
    asked.decide("1.1.E2", 2)
    confirm(
        asked,
        upload(asked, filled(download(asked), {"1.1.E1": ("0", None), "1.1.E2": ("1", None), "1.2.E1": ("2", None)})),
    )
    states = {code: asked.national(code).state for code in CODES}
    STATE = NationalScore.State  # noqa: N806
    assert states == {
        "1.1.E1": STATE.AGREED,
        "1.1.E2": STATE.TO_CONFIRM,
        "1.2.E1": STATE.CONFLICT,
        "2.1.E1": STATE.UNANSWERED,
    }
    assert asked.national("1.1.E1").level == 0


def test_what_was_changed_in_both_places_is_chosen_one_by_one(asked):
    content = filled(download(asked), {code: ("3", f"File {code}.") for code in CODES[:3]})
    for code, level in zip(CODES[:3], (4, 4, 4), strict=True):
        asked.score(asked.interior_official, code, level, justification=f"Portal {code}.")
    pending = upload(asked, content)
    assert counts(pending) == {"conflict": 3}
    (first, *_rest) = selectors.import_preview(pending).rows
    assert (first.given["justification"], first.stored.justification) == ("File 1.1.E1.", "Portal 1.1.E1.")
    applied = services.apply_import(
        actor=asked.interior_official,
        pending=pending,
        choices={"1.1.E1": "mine", "1.1.E2": "theirs"},
        expected=selectors.import_preview(pending).tag,
    )
    assert [row["outcome"] for row in applied.rows] == ["written", "kept", "not_chosen"]
    assert stored(asked, "1.1.E1") == ("level", 3, "File 1.1.E1.", 3)
    assert stored(asked, "1.1.E2") == ("level", 4, "Portal 1.1.E2.", 2)
    assert stored(asked, "1.2.E1") == ("level", 4, "Portal 1.2.E1.", 1)


def test_the_same_answer_in_both_places_is_no_conflict(asked):
    content = filled(download(asked), {"1.1.E1": ("3", LAW)})
    asked.score(asked.interior_official, "1.1.E1", 3, justification=LAW)
    assert counts(upload(asked, content)) == {"unchanged": 2}


def test_an_answer_that_nobody_touched_in_the_file_stays_as_the_portal_has_it(asked):
    content = filled(download(asked), {"1.1.E2": ("3", LAW)})
    asked.score(asked.interior_official, "1.1.E1", 4, justification="Meanwhile.")
    pending = upload(asked, content)
    assert counts(pending) == {"changed": 1, "unchanged": 1}
    confirm(asked, pending)
    assert stored(asked, "1.1.E1") == ("level", 4, "Meanwhile.", 2)


@pytest.mark.parametrize("text", [None, "First."])
def test_an_emptied_answer_stays_and_the_preview_says_so(asked, text):
    pending = upload(asked, filled(download(asked), {"1.1.E1": (None, text)}))
    row = selectors.import_preview(pending).rows[0]
    assert (row.indicator, row.verdict) == ("1.1.E1", "unchanged")
    assert "cannot be taken back" in row.message
    confirm(asked, pending)
    assert stored(asked, "1.1.E1") == ("level", 1, "First.", 1)


def test_nothing_is_written_if_something_changed_since_it_was_shown(asked):
    pending = upload(asked, filled(download(asked), {"1.1.E1": ("3", LAW), "1.2.E1": ("0", None)}))
    shown = selectors.import_preview(pending).tag
    asked.score(asked.interior_official, "1.1.E1", 4, justification="Meanwhile.")
    with pytest.raises(services.PreviewChanged) as refused:
        services.apply_import(actor=asked.interior_official, pending=pending, choices={}, expected=shown)
    assert refused.value.preview.counts["conflict"] == 1
    assert refused.value.preview.tag != shown
    assert not Score.objects.filter(indicator__code="1.2.E1").exists()
    pending.refresh_from_db()
    assert pending.state == "preview"


@pytest.mark.parametrize("choices", [{"1.1.E2": "mine"}, {"1.1.E1": "both"}, {"none": "mine"}])
def test_choices_are_for_what_was_changed_in_both_places(asked, choices):
    content = filled(download(asked), {"1.1.E1": ("3", LAW)})
    asked.score(asked.interior_official, "1.1.E1", 4)
    pending = upload(asked, content)
    tag = selectors.import_preview(pending).tag
    with pytest.raises(ValidationError) as refused:
        services.apply_import(actor=asked.interior_official, pending=pending, choices=choices, expected=tag)
    assert list(refused.value.message_dict) == ["choices"]


def test_an_import_is_applied_once(asked):
    pending = upload(asked, filled(download(asked), {"1.1.E1": ("3", LAW)}))
    confirm(asked, pending)
    with pytest.raises(services.ImportEnded):
        confirm(asked, pending)
    with pytest.raises(services.ImportEnded):
        services.discard_import(actor=asked.interior_official, pending=pending)
    assert stored(asked, "1.1.E1")[3] == 2


def test_a_discarded_import_forgets_what_it_held(asked):
    pending = upload(asked, filled(download(asked), {"1.1.E1": ("3", ""), "1.1.E2": ("3", LAW)}))
    discarded = services.discard_import(actor=asked.interior_official, pending=pending)
    assert (discarded.state, discarded.rows, discarded.faults) == ("discarded", [], [])
    with pytest.raises(services.ImportEnded):
        confirm(asked, pending)
    assert stored(asked, "1.1.E2") == ("level", 2, "Second.", 1)


@pytest.mark.usefixtures("unguarded")
def test_old_previews_are_discarded(asked):
    content = filled(download(asked), {"1.1.E1": ("3", LAW)})
    old, new = upload(asked, content), upload(asked, content)
    AnswerImport.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=15))
    assert services.discard_old_imports() == 1
    assert services.discard_old_imports() == 0
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.rows, new.state) == ("discarded", [], "preview")


# Who


def test_a_contributor_answers_for_the_own_ministry_only(asked):
    content = download(asked)
    for actor in (asked.justice_official, asked.observer):
        with pytest.raises(PermissionDenied):
            upload(asked, content, actor=actor)


def test_the_focal_point_answers_for_any_ministry_of_the_country(asked):
    content = filled(download(asked), {"1.2.E1": ("2", LAW)})
    pending = upload(asked, content, actor=asked.focal)
    confirm(asked, pending, actor=asked.focal)
    assert stored(asked, "1.2.E1") == ("level", 2, LAW, 1)
    assert Change.objects.get(batch=pending.pk, action="scored").user == asked.focal.user


def test_only_who_uploaded_it_sees_and_applies_an_import(asked):
    pending = upload(asked, filled(download(asked), {"1.2.E1": ("2", LAW)}))
    colleague = Membership.objects.create(
        user=User.objects.create_user("second@xa.example"),
        role=Membership.Role.CONTRIBUTOR,
        country=asked.country,
        ministry=asked.interior,
    )
    for actor in (colleague, asked.focal, asked.justice_official, asked.observer):
        assert not selectors.imports_for(actor, asked.assessment).exists()
        with pytest.raises(PermissionDenied):
            confirm(asked, pending, actor=actor)
        with pytest.raises(PermissionDenied):
            services.discard_import(actor=actor, pending=pending)
    assert selectors.imports_for(asked.interior_official, asked.assessment).get() == pending


def test_who_serves_another_ministry_now_applies_nothing(asked):
    pending = upload(asked, filled(download(asked), {"1.2.E1": ("2", LAW)}))
    asked.interior_official.ministry = asked.justice
    asked.interior_official.save()
    assert not selectors.imports_for(asked.interior_official, asked.assessment).exists()
    with pytest.raises(PermissionDenied):
        confirm(asked, pending)


# When


def test_a_submitted_assessment_takes_no_file(asked):
    content = filled(download(asked), {"1.2.E1": ("2", LAW)})
    pending = upload(asked, content)
    asked.decide_all()
    services.submit(actor=asked.focal, assessment=asked.assessment)
    with pytest.raises(services.NotWritable):
        upload(asked, content)
    with pytest.raises(services.NotWritable):
        confirm(asked, pending)
    assert not Score.objects.filter(indicator__code="1.2.E1").exists()


def test_an_indicator_taken_back_meanwhile_is_left_out(asked):
    pending = upload(asked, filled(download(asked), {"1.2.E1": ("2", LAW), "2.1.E1": ("1", None)}))
    services.unassign(
        actor=asked.focal, assessment=asked.assessment, indicators=[asked.indicator("1.2.E1")], ministry=asked.interior
    )
    assert counts(pending) == {"new": 1, "unchanged": 2, "error": 1}
    confirm(asked, pending)
    assert not Score.objects.filter(indicator__code="1.2.E1").exists()
    assert stored(asked, "2.1.E1") == ("level", 1, "", 1)


def test_queries_do_not_grow_with_the_answers(team, django_assert_max_num_queries):
    ask_everything(team)
    content = filled(download(team), {"1.1.E1": ("1", None)})
    with django_assert_max_num_queries(10):
        download(team)
    with django_assert_max_num_queries(12):
        pending = upload(team, content)
    with django_assert_max_num_queries(2):
        assert selectors.import_preview(pending).rows
