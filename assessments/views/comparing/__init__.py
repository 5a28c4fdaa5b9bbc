"""Pages that compare sealed submissions. Everybody may open them; what they show is what the reader may see."""

from .matrix import matrix

__all__ = ["matrix"]
