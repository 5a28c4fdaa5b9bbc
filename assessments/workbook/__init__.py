"""A ministry's part of an assessment as a file to work on without a line: written as a workbook, read from a workbook
or CSV. Nothing here reads or writes the database.

Writing is imported by its own name, `assessments.workbook.writing`: it brings openpyxl, 15 MB that workers of reports,
which import this package by way of the selectors, need not hold.
"""

from .about import Line, Part
from .manifest import answer_hash
from .results import Fault, Reading, RefusedFile, Row
from .uploads import LARGEST_FILE, read_upload

__all__ = [
    "LARGEST_FILE",
    "Fault",
    "Line",
    "Part",
    "Reading",
    "RefusedFile",
    "Row",
    "answer_hash",
    "read_upload",
]
