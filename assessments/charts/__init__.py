"""Pictures of comparisons: SVG written here, and PNG of it. Each has a title and a description in words."""

from .png import DrawingFailed, png_of
from .svg import COLOURS, INK, LINE, PAPER, SHADES, SOFT, Svg, shade_of, text_width

__all__ = [
    "COLOURS",
    "INK",
    "LINE",
    "PAPER",
    "SHADES",
    "SOFT",
    "DrawingFailed",
    "Svg",
    "png_of",
    "shade_of",
    "text_width",
]
