"""Last night's backup is restored: what was there at its moment is there, whole, and people sign in."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections

from assessments.models import StoredFile
from benchmarks.stack import programs_of_postgresql
from reports.models import ReportJob
from tests.assessments.evidencing import PDF
from tests.browser.conftest import People
from tests.faults.scenario import Scenario
from tests.faults.world import World


def test_restore_of_last_nights_backup(world: World, scenario: Scenario, visitors: People, tmp_path: Path) -> None:
    stack = world.stack
    kept = scenario.upload(PDF + b"% kept")
    assert kept.status == 201, kept.content
    scenario.ask_for_reports()
    scenario.go_on()
    backup = tmp_path / "portal.dump"
    program = programs_of_postgresql()
    subprocess.run([program / "pg_dump", "-Fc", "-d", stack.database_url, "-f", backup], check=True, timeout=120)
    files = shutil.copytree(world.var / "files", tmp_path / "files")  # after the database: no row without its file
    listed = subprocess.run([program / "pg_restore", "-l", backup], check=True, capture_output=True, timeout=60)
    assert b"assessments_score" in listed.stdout
    scenario.go_on()  # saved after the backup: lost with the machine
    scenario.stop()
    scenario.prove()

    for part in (stack.web, *stack.workers, stack.beat):
        part.stop()
    connections.close_all()
    server = stack._server("postgres")
    subprocess.run([program / "dropdb", "--force", "--maintenance-db", server, "portal"], check=True, timeout=60)
    subprocess.run([program / "createdb", "--maintenance-db", server, "portal"], check=True, timeout=60)
    subprocess.run(
        [program / "pg_restore", "--exit-on-error", "--single-transaction", "-d", stack.database_url, backup],
        check=True,
        timeout=120,
    )
    for path in (world.var / "files").iterdir():
        shutil.rmtree(path)
    shutil.copytree(files, world.var / "files", dirs_exist_ok=True)
    world.put_in_order()

    said = stack.manage("verify_submissions")
    print(said.strip().splitlines()[-1])
    counted = counts()
    print(f"{sum(counted.values())} rows in {len(counted)} tables")
    assert counted == counts_of_dump(program, backup)
    assert all(world.evidence_is_whole(pk) for pk in StoredFile.objects.values_list("pk", flat=True))
    for job in ReportJob.objects.filter(status="done"):
        assert world.report_is_whole(job.file_sha256, job.format)
    visitors.sign_in("interior@xaa.example")
    with world.crowd(4) as after:
        after.go_on()
        after.prove()


def counts() -> dict[str, int]:
    """Rows of every table of the portal, but for what a running portal writes by itself."""
    by_itself = {"django_session", "reports_reportjob", "accounts_notice", "accounts_user"}
    models: list[Any] = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table: model._base_manager.count() for model in models if model._meta.db_table not in by_itself
    }


def counts_of_dump(program: Path, backup: Path) -> dict[str, int]:
    """Rows of the same tables in the backup itself."""
    counted = dict.fromkeys(counts(), 0)
    sql = subprocess.run(
        [program / "pg_restore", "--data-only", "-f", "-", backup], check=True, capture_output=True, text=True
    ).stdout
    table = None
    for line in sql.splitlines():
        if line.startswith("COPY public."):
            name = line.split()[1].removeprefix("public.").strip('"')
            table = name if name in counted else None
        elif line == "\\.":
            table = None
        elif table:
            counted[table] += 1
    return counted
