"""The questions of conversions as a form to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.context import Demand, Slot, is_asked, parse_path, plain_path, slots_of, write_form
from crosswalk.core.tables import table
from crosswalk.formats import load
from crosswalk.formats.spec import Card
from crosswalk.pipeline.convert import Conversion

Demands = dict[tuple[str, str], tuple[Demand, str]]
"""Questions by kind and path, each with the format whose field it is."""


def gather(conversion: Conversion, demands: Demands) -> None:
    """Add the questions of a conversion that a form can ask; the same one of several runs is asked once."""
    for question, count in conversion.demands.values():
        path = str(question.params.get("path", "")).partition("|")[0]
        if not path:
            continue
        kind = str(question.params.get("kind"))
        words, who = str(question.params.get("field", "")), str(question.params.get("who", ""))
        why = str(question.params.get("why", "")) or _mandatory(conversion.target)
        for demand in _askable(Demand(kind, path, words, who, count, why), conversion.target.id):
            before = demands.get((kind, demand.path))
            total = demand.datasets + (before[0].datasets if before else 0)
            demands[kind, demand.path] = (replace(demand, datasets=total), conversion.target.id)


def _mandatory(target: Card) -> str:
    return f"{target.title_zh} 必填 / mandatory in {target.title_en}"


def _askable(demand: Demand, target: str) -> Iterator[Demand]:
    """The question itself, or for a block such as a review those for the parts that the target demands of it."""
    slots = _slots(target, demand.kind)
    if not is_asked(demand.path):
        return
    if _plain(demand.path) in slots:
        yield demand
        return
    for row in table("ilcd/required.csv"):
        part = row["path"]
        mine = (row["format"], row["kind"]) == (target, demand.kind) and part.startswith(demand.path + ".")
        if mine and part in slots:
            yield replace(demand, path=part, field=f"{row['zh']} / {row['en']}", who=row["who"])


def _plain(path: str) -> str:
    steps = parse_path(path)
    return path if steps is None else plain_path(steps)


def _slots(target: str, kind: str) -> Mapping[str, Slot]:
    rows = load(target).tables().get(kind)
    return {} if rows is None else slots_of(rows, kind)


def publish_form(path: Path, demands: Mapping[tuple[str, str], tuple[Demand, str]], now: str, *, force: bool) -> None:
    """Write the form. Raises UsageError (XW-Q020) for another suffix, Occupied where a file is in the way."""

    def slot_of(kind: str, field: str) -> Slot | None:
        return _slots(demands[kind, field][1], kind).get(_plain(field))

    data = write_form((demand for demand, _ in demands.values()), slot_of, path.suffix.lower(), now)
    archive.publish(path, lambda made: _write(made, data), force)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
