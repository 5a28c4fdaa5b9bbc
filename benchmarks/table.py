"""Writes var/bench.json into docs/performance.md and draws the growth curves: python -m benchmarks.table.

The tables go between markers; what stands outside them stays. Raises `SystemExit` where nothing has been measured yet.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.picture import picture

BASE_DIR = Path(__file__).resolve().parent.parent
RESULT, MACHINE = BASE_DIR / "var" / "bench.json", BASE_DIR / "var" / "bench-machine.json"
PAGE = BASE_DIR / "docs" / "performance.md"
PICTURE = BASE_DIR / "docs" / "images" / "growth.svg"

Row = Mapping[str, Any]


def main() -> None:
    """Write the tables and the picture."""
    if not RESULT.exists() or not MACHINE.exists():
        raise SystemExit("There is nothing measured yet: make bench.")
    rows = json.loads(RESULT.read_text())
    text = PAGE.read_text()
    text = between(text, "machine", machine_line(json.loads(MACHINE.read_text())))
    text = between(text, "numbers", table([row for row in rows if not row.get("curve")]))
    text = between(text, "growth", table([row for row in rows if row.get("curve")]))
    PAGE.write_text(text)
    if any(row.get("curve") for row in rows):
        PICTURE.write_bytes(picture(rows))


def between(text: str, name: str, content: str) -> str:
    """`text` with `content` between the markers of this name; raises `SystemExit` where they are missing."""
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(start)
    _old, ended, after = rest.partition(end)
    if not found or not ended:
        raise SystemExit(f"{PAGE.name} has no place for {name}: {start.strip()} … {end}")
    return f"{before}{start}{content}\n{end}{after}"


def machine_line(machine: Row) -> str:
    """Machine and versions in one line."""
    return (
        f"Measured {machine['measured_at'][:10]} on {machine['cores']} cores ({machine['processor']}, "
        f"{machine['memory_mebibytes']:,} MiB, {machine['system']}) with Python {machine['python']}, "
        f"Django {machine['django']}, SQLite {machine['sqlite']}, PostgreSQL {machine['postgresql']}."
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a table of Markdown: what, median, least and most of the runs, goal, whether it is met."""
    lines = ["| | median | least – most | runs | goal | |", "|---|---:|---:|---:|---:|---|"]
    for row in rows:
        spread = f"{figure(row['low'])} – {figure(row['high'])}" if row["runs"] > 1 else ""
        lines.append(
            f"| {row['name']} | {figure(row['value'])} {row['unit']} | {spread} | {row['runs']} "
            f"| {figure(row['goal'])} | {'met' if row['met'] else '**missed**'} |"
        )
    return "\n".join(lines)


def figure(value: float) -> str:
    """A number with as many digits as it deserves."""
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
