"""The questions of conversions as a form to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.context import Demand, Slot, slots_of, write_form
from crosswalk.formats import load
from crosswalk.pipeline.convert import Conversion

Demands = dict[tuple[str, str], tuple[Demand, str]]
"""Questions by kind and path, each with the format whose field it is."""


def gather(conversion: Conversion, demands: Demands) -> None:
    """Add the questions of a conversion that name a field; the same one of several runs is asked once."""
    for question, count in conversion.demands.values():
        path = str(question.params.get("path", ""))
        if not path:
            continue
        kind = str(question.params.get("kind"))
        words, who = str(question.params.get("field", "")), str(question.params.get("who", ""))
        before = demands.get((kind, path))
        total = count + (before[0].datasets if before else 0)
        demands[kind, path] = (Demand(kind, path, words, who, total), conversion.target.id)


def publish_form(path: Path, demands: Mapping[tuple[str, str], tuple[Demand, str]], now: str, *, force: bool) -> None:
    """Write the form. Raises UsageError (XW-Q020) for another suffix, Occupied where a file is in the way."""

    def slot_of(kind: str, field: str) -> Slot | None:
        target = next(
            target for (owner, name), (_, target) in demands.items() if (owner, name.partition("|")[0]) == (kind, field)
        )
        rows = load(target).tables().get(kind)
        return None if rows is None else slots_of(rows, kind).get(field)

    data = write_form((demand for demand, _ in demands.values()), slot_of, path.suffix.lower(), now)
    archive.publish(path, lambda made: _write(made, data), force)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
