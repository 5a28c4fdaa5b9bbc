"""How long personal data is kept: each kind goes when it has had its time, and not a day before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone
from knox.models import AuthToken

from accounts import retention, services
from accounts.models import BrowserSession, Invitation, Membership, Notice, User
from accounts.services import retention as applying
from assessments.models import AnswerImport, Assessment
from config.retention import DEFAULTS, days_of
from tests.factories import CycleFactory, MembershipFactory, MinistryFactory, UserFactory

pytestmark = pytest.mark.django_db


def mail(ended) -> object:
    return Notice.objects.create(
        kind="status",
        recipient=UserFactory(),
        address="a@people.example",
        context={},
        status="sent",
        created_at=ended,
        sent_at=ended,
    )


def failed_mail(ended) -> object:
    return Notice.objects.create(
        kind="status",
        recipient=UserFactory(),
        address="a@people.example",
        context={},
        status="failed",
        created_at=ended,
    )


def invitation(**times) -> object:
    ministry = MinistryFactory()
    return Invitation.objects.create(
        email="new@people.example",
        role="contributor",
        country=ministry.country,
        ministry=ministry,
        invited_by=UserFactory(),
        capacity="Focal point",
        **times,
    )


def accepted(ended) -> object:
    return invitation(accepted_at=ended, accepted_by=UserFactory(), expires_at=ended)


def revoked(ended) -> object:
    return invitation(revoked_at=ended, expires_at=ended)


def lapsed(ended) -> object:
    return invitation(expires_at=ended)


def token(ended) -> object:
    row, _text = AuthToken.objects.create(user=UserFactory())
    AuthToken.objects.filter(pk=row.pk).update(expiry=ended)
    return row


def imported(ended) -> object:
    ministry = MinistryFactory()
    assessment = Assessment.objects.create(country=ministry.country, cycle=CycleFactory())
    return AnswerImport.objects.create(
        assessment=assessment,
        ministry=ministry,
        uploaded_by=UserFactory(),
        uploaded_at=ended,
        file_name="a.xlsx",
        rows=[],
        state="applied",
        ended_at=ended,
    )


def without_role(ended) -> object:
    return UserFactory(date_joined=ended, last_login=ended)


def former(ended) -> object:
    return UserFactory(is_active=False, left_at=ended)


def session(ended) -> object:
    return Session.objects.create(session_key="a" * 32, session_data="", expire_date=ended)


MAKERS: list[tuple[str, Callable]] = [
    ("mails", mail),
    ("mails", failed_mail),
    ("invitations", accepted),
    ("invitations", revoked),
    ("invitations", lapsed),
    ("tokens", token),
    ("imports", imported),
    ("people-without-role", without_role),
    ("former-people", former),
    ("sessions", session),
]


@pytest.mark.parametrize(("kind", "make"), MAKERS, ids=lambda one: getattr(one, "__name__", one))
def test_each_kind_goes_when_it_has_had_its_time(kind, make, settings):
    days = settings.KEEP_DAYS.get(kind, 0)
    row = make(timezone.now() - timedelta(days=days) + timedelta(hours=1))
    due = next(one for one in retention.all_kinds() if one.name == kind)
    assert row not in due.due(due.before)
    services.apply_retention()
    assert not gone(row)
    settings.KEEP_DAYS = settings.KEEP_DAYS | {kind: days - 1}
    if kind == "sessions":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert services.due_of_retention()[kind] == 1
    assert services.apply_retention()[kind] == 1
    assert gone(row)
    assert services.due_of_retention()[kind] == 0


def gone(row) -> bool:
    """Whether it was removed: of people, whether the account is closed or the name replaced."""
    if not isinstance(row, User):
        return not type(row).objects.filter(pk=row.pk).exists()
    before, now = row, User.objects.get(pk=row.pk)
    return now.forgotten_at is not None if before.left_at else now.left_at is not None


def test_every_kind_is_tried_here():
    assert {kind.name for kind in retention.all_kinds()} == {kind for kind, _make in MAKERS} | {"browsers"}
    assert set(DEFAULTS) <= {kind.name for kind in retention.all_kinds()}


def test_browsers_go_when_their_session_is_over(settings):
    user = UserFactory()
    over = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)
    BrowserSession.objects.create(user=user, session_key="a" * 32, seen_at=over)
    BrowserSession.objects.create(user=user, session_key="b" * 32)
    assert services.apply_retention()["browsers"] == 1
    assert BrowserSession.objects.get().session_key == "b" * 32


def test_what_still_waits_stays():
    long_ago = timezone.now() - timedelta(days=4000)
    Notice.objects.create(
        kind="status", recipient=UserFactory(), address="a@people.example", context={}, created_at=long_ago
    )
    invitation(created_at=long_ago)
    services.apply_retention()
    assert Notice.objects.count() == 1
    assert Invitation.objects.count() == 1


def test_nobody_who_acts_or_acted_lately_is_closed_and_no_superuser():
    long_ago = timezone.now() - timedelta(days=4000)
    acts = MembershipFactory(user__date_joined=long_ago)
    acted = MembershipFactory(user__date_joined=long_ago)
    acted.active = False
    acted.save()
    UserFactory(date_joined=long_ago, is_superuser=True)
    assert services.apply_retention()["people-without-role"] == 0
    assert Membership.objects.get(pk=acts.pk).user.is_active


def test_a_dry_run_changes_nothing(capsys):
    mail(timezone.now() - timedelta(days=4000))
    call_command("apply_retention", "--dry-run")
    assert "mails: 1" in capsys.readouterr().out
    assert Notice.objects.count() == 1
    call_command("apply_retention")
    assert Notice.objects.count() == 0


def test_many_go_few_at_a_time(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 3)
    long_ago = timezone.now() - timedelta(days=4000)
    for number in range(8):
        Session.objects.create(session_key=f"{number:032}", session_data="", expire_date=long_ago)
    assert services.apply_retention()["sessions"] == 8


def test_a_run_that_takes_too_long_ends_and_the_next_goes_on(monkeypatch):
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now() - timedelta(days=1))
    monkeypatch.setattr(applying, "ONE_RUN", -1.0)
    assert services.apply_retention()["sessions"] == 0
    monkeypatch.undo()
    assert services.apply_retention()["sessions"] == 1


def test_days_come_from_the_environment():
    assert days_of({}) == DEFAULTS
    assert days_of({"former-people": "30", "mails": ""})["former-people"] == 30
    for wrong in ("0", "-1", "soon", "36501", "²"):
        with pytest.raises(ImproperlyConfigured, match="KEEP_MAILS_DAYS"):
            days_of({"mails": wrong})


def test_beat_rings_for_it_daily(settings):
    assert "accounts.tasks.apply_retention" in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
