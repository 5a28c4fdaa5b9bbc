"""From a job to the bytes of its file."""

from .comparison import render_comparison
from .country_brief import render_country_brief
from .cycle import render_cycle
from .gap_analysis import render_gap_analysis

__all__ = ["render_comparison", "render_country_brief", "render_cycle", "render_gap_analysis"]
