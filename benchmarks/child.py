"""Runs one benchmark in a process of its own: python -m benchmarks.child MODULE writes its measures as JSON lines."""

import dataclasses
import importlib
import json
import sys

import django


def main(module: str) -> None:
    """Set Django up, take the measures of `benchmarks.<module>` and print them."""
    django.setup()
    for measure in importlib.import_module(f"benchmarks.{module}").measure():
        print(json.dumps(dataclasses.asdict(measure)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
