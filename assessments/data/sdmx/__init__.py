"""The data as SDMX 3.0: structure and data messages in SDMX-JSON 2.0.0, and SDMX-CSV 2.0.0.

Source: SDMX Technical Working Group, SDMX-JSON 2.0.0 field guides and schemas, SDMX-CSV 2.0.0 field guide.
"""

from .messages import csv_chunks, json_chunks
from .structure import structure_message

__all__ = ["csv_chunks", "json_chunks", "structure_message"]
