"""From a job to the bytes of its file."""

from .gap_analysis import render_gap_analysis

__all__ = ["render_gap_analysis"]
