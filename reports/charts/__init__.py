"""Charts of reports: Vega-Lite descriptions (`specs`), drawn (`drawing`) by a process of its own (`engine`)."""

from .drawing import Chart, DrawingFailed, Sketch, draw
from .specs import change_chart, objectives_chart, tables_chart

__all__ = ["Chart", "DrawingFailed", "Sketch", "change_chart", "draw", "objectives_chart", "tables_chart"]
