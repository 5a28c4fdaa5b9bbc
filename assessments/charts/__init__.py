"""Pictures of comparisons: SVG written here, and PNG of it. Each has a title and a description in words."""

from .png import MOST_TEXTS, DrawingFailed, TooLarge, png_of
from .svg import COLOURS, INK, LINE, PAPER, SHADES, SOFT, Svg, shade_of, text_width

__all__ = [
    "COLOURS",
    "INK",
    "LINE",
    "MOST_TEXTS",
    "PAPER",
    "SHADES",
    "SOFT",
    "DrawingFailed",
    "Svg",
    "TooLarge",
    "png_of",
    "shade_of",
    "text_width",
]
