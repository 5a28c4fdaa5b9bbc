"""Data that travel: what a cycle's sealed submissions say, one observation a country and indicator, for other programs.

Pure functions over plain values: what is read comes from `selectors.data`, what is sent goes through `api.data`.
`docs/data-and-api.md` says how to use it.
"""

from .columns import COLUMNS, SCHEMA, Column, columns_of
from .cycle import CycleData, SealedCopy
from .observations import Observation

__all__ = ["COLUMNS", "SCHEMA", "Column", "CycleData", "Observation", "SealedCopy", "columns_of"]
