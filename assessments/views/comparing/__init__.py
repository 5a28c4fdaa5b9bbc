"""Pages that compare sealed submissions. Everybody may open them; what they show is what the reader may see."""

from .data_gaps import data_gaps
from .distribution import distribution
from .matrix import matrix
from .needs import needs
from .side_by_side import side_by_side
from .spread import spread
from .trend import trend

__all__ = ["data_gaps", "distribution", "matrix", "needs", "side_by_side", "spread", "trend"]
