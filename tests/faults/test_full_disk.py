"""The disk is full: whoever saves is told so, nothing is half there, and with room again everything works."""

import pytest

from assessments.models import Evidence
from benchmarks.stack import wait_until
from reports.models import ReportJob
from tests.assessments.evidencing import PDF
from tests.browser.conftest import People
from tests.faults.desk import desk_of, write_until_refused
from tests.faults.mounts import fill
from tests.faults.scenario import Scenario, database_answers
from tests.faults.world import World

TOO_MUCH = PDF + b"%" * (3 * 1024 * 1024)
LEFT = 64 * 1024  # bytes that are left on the full disk: enough to begin, not to end


@pytest.fixture(autouse=True)
def _small_disks(world: World) -> None:
    if not world.small:
        pytest.skip("Needs a mount namespace of its own: as root, or where users may have namespaces.")


def test_no_room_for_files(world: World, scenario: Scenario) -> None:
    files = world.var / "files"
    filler = fill(files, leave=LEFT)
    try:
        refused = scenario.upload(TOO_MUCH)
        print(f"Upload without room: {refused.status} {refused.content.decode()[:200]}")
        assert refused.status in (503, 507)
        assert b"room" in refused.content
        (job,) = scenario.ask_for_reports([{"kind": "gap_analysis", "format": "pdf"}])
        wait_until(ReportJob.objects.filter(pk=job, status="failed").exists, "The failure of the report", 120)
        assert "room" in ReportJob.objects.get(pk=job).error
        assert not Evidence.objects.filter(assessment=scenario.assessment).exists()
        assert world.left_half_written() == []
        assert not any((files / "incoming").iterdir())
        scenario.go_on()  # answers need no files
    finally:
        filler.unlink()
    accepted = scenario.upload(TOO_MUCH)
    assert accepted.status == 201
    assert world.evidence_is_whole(accepted.json["file"]["sha256"])
    assert scenario.call("POST", f"reports/{job}/retry/").status in (200, 202)
    wait_until(ReportJob.objects.filter(pk=job, status="done").exists, "The report", 120)
    scenario.reports.remove(job)  # it ended twice, as it was asked to
    scenario.ask_for_reports()
    scenario.go_on()
    scenario.prove()
    assert scenario.refusals() == {}


def test_no_room_for_the_database(world: World, scenario: Scenario, visitors: People) -> None:
    desk = desk_of(visitors)
    scenario.go_on()
    with full_database(world):
        wait_until(lambda: scenario.broken() > 20, "Answers that find no room", 120)
        words = write_until_refused(desk, "Written while the database had no room.")
        print(f"Without room for the database: {scenario.refusals()}, no word {scenario.broken()}")
    if not world.stack.postgresql.lives:  # it ends by itself where it cannot write its log
        world.stack.postgresql.start()
    wait_until(database_answers, "A connection to PostgreSQL")
    assert set(scenario.refusals()) - {412} <= {503, 507}, scenario.refusals()
    desk.expect_saved_once(words)
    scenario.go_on()
    scenario.prove()


class full_database:  # noqa: N801 (a context, used as one)
    """While the block runs, nothing more fits on the disk of the database."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __enter__(self) -> None:
        self.filler = fill(self.world.stack.folder / "postgresql")

    def __exit__(self, *_error: object) -> None:
        self.filler.unlink()
