"""The growth curves as one SVG: a small chart for each, on scales of its own, time from zero upwards."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.charts.svg import COLOURS, INK, LINE, SOFT, Svg

PANEL_WIDTH, PANEL_HEIGHT, ACROSS = 460, 330, 2
LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 62, 44, 370, 180
DECADES = 2
"""A scale that spans more than so many powers of ten is logarithmic."""

Row = Mapping[str, Any]


def picture(rows: Sequence[Row]) -> bytes:
    """The picture of the measures that belong to a curve, as they stand in var/bench.json; a file of SVG."""
    curves: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("curve"):
            curves.setdefault(row["curve"], []).append(row)
    down = math.ceil(len(curves) / ACROSS)
    svg = Svg(
        PANEL_WIDTH * ACROSS,
        PANEL_HEIGHT * down,
        title="How time grows with what is in the database",
        description="The numbers are in the table below the picture.",
    )
    for number, (name, found) in enumerate(curves.items()):
        panel(svg, PANEL_WIDTH * (number % ACROSS), PANEL_HEIGHT * (number // ACROSS), name, found)
    return svg.document()


def panel(svg: Svg, x: float, y: float, name: str, rows: Sequence[Row]) -> None:
    """One chart with its upper left corner at a place: lines, axes, names of lines."""
    left, bottom = x + LEFT, y + TOP + PLOT_HEIGHT
    places = sorted({row["at"] for row in rows})
    logarithmic = places[-1] / max(places[0], 1) > 10**DECADES
    first, last = (math.log10(places[0]), math.log10(places[-1])) if logarithmic else (0, places[-1])
    most = round_up(max(row["high"] or row["value"] for row in rows))

    def across(at: float) -> float:
        value = math.log10(at) if logarithmic else at
        return left + PLOT_WIDTH * (value - first) / (last - first)

    def up(value: float) -> float:
        return bottom - PLOT_HEIGHT * value / most

    svg.text(left, y + 22, f"{name}: milliseconds", size=14, font_weight="bold")
    for share in (0, 0.25, 0.5, 0.75, 1):
        svg.line(left, up(most * share), left + PLOT_WIDTH, up(most * share))
        svg.text(left - 8, up(most * share) + 4, f"{most * share:g}", size=11, fill=SOFT, anchor="end")
    for at in spread_out(places, across):
        svg.line(across(at), bottom, across(at), bottom + 4, stroke=INK)
        svg.text(across(at), bottom + 18, f"{at:,g}", size=11, fill=SOFT, anchor="middle")
    svg.text(left + PLOT_WIDTH, bottom + 34, rows[0]["at_unit"], size=11, fill=SOFT, anchor="end")

    lines: dict[str, list[Row]] = {}
    for row in rows:
        lines.setdefault(row["line"], []).append(row)
    for number, (line, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        points.sort(key=lambda row: row["at"])
        steps = " L".join(f"{across(row['at']):.1f} {up(row['value']):.1f}" for row in points)
        dashes = None if number < len(COLOURS) else "4 3"
        svg.path(f"M{steps}", fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dashes)
        for row in points:
            svg.circle(across(row["at"]), up(row["value"]), 3, fill=colour)
        column, place = number % 2, number // 2
        beside, below = left + column * PLOT_WIDTH / 2, bottom + 50 + 14 * place
        svg.line(beside, below - 4, beside + 14, below - 4, stroke=colour, stroke_width=2, stroke_dasharray=dashes)
        svg.text(beside + 19, below, line, size=11)
    svg.line(left, bottom, left + PLOT_WIDTH, bottom, stroke=LINE)


def round_up(value: float) -> float:
    """The next number from above that begins with 1, 2, 4 or 8 and has zeros after it."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 4, 8) if step * power >= value), 10 * power)


def spread_out(places: Sequence[float], across: Any, room: float = 34) -> list[float]:
    """The places whose labels do not touch each other, the last one among them."""
    kept = [places[-1]]
    for at in reversed(places[:-1]):
        if across(kept[-1]) - across(at) >= room:
            kept.append(at)
    return kept
