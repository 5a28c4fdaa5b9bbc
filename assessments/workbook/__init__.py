"""A ministry's part of an assessment as a file to work on without a line: written as a workbook, read from a workbook
or CSV. Nothing here reads or writes the database.
"""

from .about import Line, Part
from .manifest import answer_hash
from .results import Fault, Reading, RefusedFile, Row
from .uploads import LARGEST_FILE, read_upload
from .writing import FILE_TYPE, workbook_of

__all__ = [
    "FILE_TYPE",
    "LARGEST_FILE",
    "Fault",
    "Line",
    "Part",
    "Reading",
    "RefusedFile",
    "Row",
    "answer_hash",
    "read_upload",
    "workbook_of",
]
