"""Writes var/load.json into docs/performance-load.md, between its two marks: python -m benchmarks.load.table."""

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.load.__main__ import BASE_DIR, RESULT

PAGE = BASE_DIR / "docs" / "performance-load.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
TITLES = {
    "load": "Five minutes of ordinary work",
    "load_embedded": "The same on the embedded default",
    "evening": "The evening of a deadline",
    "evening_embedded": "The evening on the embedded default",
}


def main() -> None:
    """Replace what stands between the marks. Raises `ValueError` where the page has none."""
    results = json.loads(RESULT.read_text())
    before, _begin, rest = PAGE.read_text().partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE} has no {BEGIN} … {END}.")
    parts = ["\n".join(section(title, results[name])) for name, title in TITLES.items() if name in results]
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}")


def section(title: str, result: dict[str, Any]) -> Iterator[str]:
    """The lines of one result in Markdown."""
    answers = result["answers"]
    yield f"### {title}"
    yield ""
    yield (
        f"{result['seconds']} s on {result['database']}, {result['contributors']} contributors, a synthetic world of "
        f"{result['countries']} countries and {result['cycles']} cycles. **Acknowledged {answers['acknowledged']} "
        f"answers, stored {answers['stored']}**, lost {answers['lost']}, doubled {answers['doubled']}; turned away "
        f"{answers['times_turned_away']} times; {answers['reports']} reports, each made once."
    )
    yield ""
    yield "| requests | number | p50 ms | p95 ms | p99 ms | 429 | 503 | other 5xx | broken |"
    yield "| --- " * 9 + "|"
    for kind, row in result["kinds"].items():
        yield f"| {kind} | " + " | ".join("–" if value is None else f"{value}" for value in row.values()) + " |"
    yield ""
    if "steps" in result:
        yield "| requests a second | came | turned away | p50 ms | p95 ms |"
        yield "| --- " * 5 + "|"
        for step in (*result["steps"], result["recovery"]):
            share = f"{step['turned_away']} ({100 * step['share_turned_away']:.1f} %)"
            yield f"| {step['rate']:g} | {step['arrived']} | {share} | {step['p50_ms']} | {step['p95_ms']} |"
        yield ""
        yield (
            f"The last line is the recovery: {result['recovery']['seconds_to_recover']} s after the storm the last one "
            "was turned away."
        )
        yield ""
    if result["reports_seconds"]:
        yield f"Reports, from asking to the file: {', '.join(f'{one:g}' for one in result['reports_seconds'])} s."
        yield ""
    yield (
        f"Processor seconds: {listed(result['cpu_seconds'])}. Most memory of one process, MiB: "
        f"{listed(result['memory_mib'])}. Connections to the database at most: {result['connections_peak']}. "
        f"Deadlocks: {result['deadlocks']}. {' '.join(result['faults']) or 'All of it holds.'}"
    )


def listed(values: dict[str, Any]) -> str:
    """Names and numbers in one line."""
    return ", ".join(f"{name} {value:g}" for name, value in values.items())


if __name__ == "__main__":
    main()
