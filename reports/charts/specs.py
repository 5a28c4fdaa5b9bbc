"""Charts of the gap analysis as Vega-Lite descriptions. Each reads in grey: shape and position tell, not colour.

Sizes are in CSS pixels, 96 to the inch: the page is 174 mm (658 pixels) wide between its margins.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.charts.fonts import FAMILY
from reports.contexts.figures import Named
from reports.contexts.summary import Moved

INK, SOFT, LINE, PALE, MIDDLE, DARK = "#16202c", "#4a5868", "#c3ccd6", "#dfe8f0", "#8fbddb", "#0b4a78"
OBJECTIVES_STEP = 20
"""Height of an objective's line, which the style sheet gives to its title."""


def tables_chart(rows: Sequence[Named], target_percent: int) -> dict[str, Any]:
    """Overall and tables: a bar from lower to upper bound, a thick tick at the score, the target dashed."""
    data = [
        {
            "label": _label(row),
            "score": row.figures.score,
            "lower": row.figures.lower,
            "upper": row.figures.upper,
            "text": row.figures.score_text,
        }
        for row in rows
    ]
    return _chart(
        width=330,
        step=28,
        data=data,
        label_width=240,
        layers=[
            {
                "mark": {"type": "bar", "height": 12, "color": PALE, "stroke": SOFT, "strokeWidth": 0.8},
                "encoding": {"x": _percent("lower"), "x2": {"field": "upper"}},
            },
            _target_rule(target_percent),
            {
                "transform": [{"filter": "datum.score != null"}],
                "mark": {"type": "tick", "thickness": 5, "size": 20, "color": DARK, "opacity": 1},
                "encoding": {"x": _percent("score")},
            },
            _values(346),
        ],
    )


def objectives_chart(rows: Sequence[Named], target_percent: int, own_percent: Mapping[str, int]) -> dict[str, Any]:
    """Objectives of a table: a dot at the score, a line from it to the target, a hollow dot there.

    `own_percent` has the targets that the country has set itself, by objective code; the dashed line is the cycle's.

    The template prints the objectives' titles beside it, one a line of `OBJECTIVES_STEP`: text is dear in an SVG.
    """
    data = [
        {
            "label": row.code,
            "score": row.figures.score,
            "target": own_percent.get(row.code, target_percent),
            "text": row.figures.score_text,
        }
        for row in rows
    ]
    below = {"transform": [{"filter": "datum.score != null && datum.score < datum.target"}]}
    return _chart(
        width=190,
        step=OBJECTIVES_STEP,
        data=data,
        label_width=0,
        layers=[
            {
                **below,
                "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1},
                "encoding": {"x": _percent("score"), "x2": {"field": "target"}},
            },
            _target_rule(target_percent),
            {
                **below,
                "mark": {
                    "type": "point",
                    "filled": True,
                    "color": "white",
                    "opacity": 1,
                    "stroke": SOFT,
                    "strokeWidth": 1.2,
                    "size": 40,
                },
                "encoding": {"x": _percent("target")},
            },
            {
                "transform": [{"filter": "datum.score != null"}],
                "mark": {"type": "point", "filled": True, "color": DARK, "opacity": 1, "size": 64},
                "encoding": {"x": _percent("score")},
            },
            _values(206),
        ],
    )


def change_chart(rows: Sequence[Moved]) -> dict[str, Any]:
    """Overall and tables: a hollow dot at the last cycle's score, a full one at this cycle's, a line between."""
    data = [
        {
            "label": f"{row.code}  {row.title}" if row.title else _("Overall"),
            "before": row.before,
            "now": row.now,
            "text": row.points_text,
        }
        for row in rows
    ]
    return _chart(
        width=330,
        step=28,
        data=data,
        label_width=240,
        layers=[
            {
                "mark": {"type": "rule", "color": SOFT, "strokeWidth": 2},
                "encoding": {"x": _percent("before"), "x2": {"field": "now"}},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "color": "white",
                    "opacity": 1,
                    "stroke": INK,
                    "strokeWidth": 1.2,
                    "size": 80,
                },
                "encoding": {"x": _percent("before")},
            },
            {
                "mark": {"type": "point", "filled": True, "color": DARK, "opacity": 1, "size": 90},
                "encoding": {"x": _percent("now")},
            },
            _values(346),
        ],
    )


def _label(row: Named) -> str:
    return f"{row.code}  {row.title}" if row.code else row.title


_PERCENT = {
    "type": "quantitative",
    "scale": {"domain": [0, 100], "nice": False},
    "axis": {"values": [0, 25, 50, 75, 100], "title": None, "format": "d"},
}


def _percent(field: str) -> dict[str, Any]:
    return {"field": field, **_PERCENT}


def _target_rule(target_percent: int) -> dict[str, Any]:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [3, 2], "strokeWidth": 1},
        "encoding": {"x": {"datum": target_percent, **_PERCENT}, "y": None},
    }


def _values(x: int) -> dict[str, Any]:
    """The figure of each row in words, in a column right of the chart, `x` pixels from its start."""
    return {
        "mark": {"type": "text", "align": "left", "x": x, "color": INK, "fontSize": 11.5, "fontWeight": 700},
        "encoding": {"text": {"field": "text", "type": "nominal"}},
    }


def _chart(
    *, width: int, step: int, data: list[dict[str, Any]], label_width: int, layers: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": {"step": step},
        "padding": {"left": 0, "right": 8, "top": 2, "bottom": 2},
        "data": {"values": data},
        "encoding": {
            # One order for all layers, also those that leave rows out.
            "y": {
                "field": "label",
                "type": "nominal",
                "sort": [row["label"] for row in data],
                "axis": {"title": None} if label_width else None,
            }
        },
        "layer": layers,
        "config": {
            "aria": False,
            "font": FAMILY,
            "background": None,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "labelFontSize": 11.5, "domain": False, "ticks": False},
            "axisX": {"gridColor": LINE, "gridWidth": 0.7, "labelColor": SOFT, "labelFontSize": 10.5},
            "axisY": {"labelLimit": label_width, "labelAlign": "left", "labelPadding": label_width, "grid": False},
        },
    }
