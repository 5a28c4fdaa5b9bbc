"""A cycle as CSV and as JSON: streams of text, one piece a submission, so that memory does not grow with the cycle."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assessments.harmless import harmless
from assessments.sealing import moment

from .columns import SCHEMA, columns_of, names_of
from .cycle import CycleData, SealedCopy
from .observations import IndicatorTexts, Observation, of_nodes

LINE_END = "\r\n"
Justifications = Mapping[str, str]
"""By indicator code, of one submission."""


def csv_chunks(data: CycleData, justifications: Iterable[Justifications] | None = None) -> Iterator[str]:
    """RFC 4180: a header line, then one line an observation, nodes before indicators.

    `justifications` has one for each copy, in their order; with None there is no such column.
    """
    columns = [column.name for column in columns_of(nodes=data.nodes, justifications=justifications is not None)]
    first, last = columns.index("type"), columns.index("submission")
    observed = [name for name in columns[first:last] if name != "justification"]
    yield _line(columns) + LINE_END
    whole = _whole(data)
    texts = {key: IndicatorTexts(tree, lambda one: _cells(one, observed)) for key, tree in data.trees.items()}
    for copy, said in _with(data.copies, justifications):
        values = whole | _sealed(copy)
        before = _line([values[name] for name in columns[:first]]) + ","
        after = "," + _line([values[name] for name in columns[last:]]) + LINE_END
        lines = texts[copy.layout].of(copy.letters)
        tree = data.trees[copy.layout]
        nodes = [_cells(one, observed) for one in of_nodes(tree, copy.letters)] if data.nodes else []
        if said is not None:
            lines = [f"{line}{_line(['', said.get(code)])}" for line, code in zip(lines, tree.places, strict=True)]
            nodes = [f"{line}," for line in nodes]
        yield "".join([f"{before}{line}{after}" for line in nodes + lines])


def json_chunks(data: CycleData, justifications: Iterable[Justifications] | None = None) -> Iterator[str]:
    """One object: what the data are, then `submissions`, each with its `observations`, nodes before indicators.

    `justifications` has one for each copy, in their order; with None there is no such key.
    """
    columns = columns_of(nodes=data.nodes, justifications=justifications is not None)
    observed = [name for name in names_of(columns, "observation") if name != "justification"]
    head = {
        **{name: _whole(data)[name] for name in ("schema", "cycle", "synthetic")},
        "cycle_name": data.cycle.name,
        "target_level": data.cycle.target_level,
        "licence": data.licence,
        "citation": data.citation,
        "columns": [column.name for column in columns],
        "count": data.count,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "submissions": ['
    texts = {key: IndicatorTexts(tree, lambda one: _object(one, observed)) for key, tree in data.trees.items()}
    separator = "\n"
    for copy, said in _with(data.copies, justifications):
        tree = data.trees[copy.layout]
        observations = texts[copy.layout].of(copy.letters)
        nodes = [_object(one, observed) for one in of_nodes(tree, copy.letters)] if data.nodes else []
        if said is not None:
            observations = [
                f'{text[:-1]}, "justification": {json.dumps(said.get(code, ""), ensure_ascii=False)}}}'
                for text, code in zip(observations, tree.places, strict=True)
            ]
            nodes = [f'{text[:-1]}, "justification": null}}' for text in nodes]
        about = json.dumps(_sealed(copy), ensure_ascii=False)
        yield f'{separator}{about[:-1]}, "observations": [\n' + ",\n".join(nodes + observations) + "]}"
        separator = ",\n"
    yield "]}\n"


def _whole(data: CycleData) -> dict[str, Any]:
    return {"cycle": data.cycle.slug, "synthetic": data.cycle.synthetic, "schema": SCHEMA}


def _sealed(copy: SealedCopy) -> dict[str, Any]:
    return {
        "country": copy.country,
        "country_name": copy.country_name,
        "submission": str(copy.submission),
        "number": copy.number,
        "sealed_at": moment(copy.sealed_at),
        "sha256": copy.sha256,
        "framework_edition": copy.framework_edition,
    }


def _with(
    copies: Sequence[SealedCopy], justifications: Iterable[Justifications] | None
) -> Iterator[tuple[SealedCopy, Justifications | None]]:
    if justifications is None:
        return ((copy, None) for copy in copies)
    return zip(copies, justifications, strict=True)


def _object(one: Observation, names: Sequence[str]) -> str:
    values = one._asdict()
    return json.dumps({name: values[name] for name in names})


def _cells(one: Observation, names: Sequence[str]) -> str:
    values = one._asdict()
    return _line([values[name] for name in names])


def _line(values: Sequence[Any]) -> str:
    """Cells as CSV without the end of the line; true and false as JSON writes them, None as nothing."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=LINE_END).writerow(
        [str(value).lower() if isinstance(value, bool) else harmless(value) for value in values]
    )
    return buffer.getvalue().removesuffix(LINE_END)
