"""A whole portal in one file: written by `manage.py export_portal`, read into an empty one by `import_portal`.

`tables` says which rows go along and how a row is written, `files` which bytes, `archive` how the file is laid out.
docs/moving.md describes the format.
"""

from .exporting import Faulty, export_portal
from .importing import import_portal
from .refusal import Refused

__all__ = ["Faulty", "Refused", "export_portal", "import_portal"]
