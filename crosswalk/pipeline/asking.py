"""The questions of conversions as a form to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.context import Demand, Slot, is_asked, known_slots, parse_path, plain_path, slots_of, write_form
from crosswalk.core.messages import Words
from crosswalk.core.tables import table
from crosswalk.formats import load
from crosswalk.formats.spec import Card
from crosswalk.pipeline.convert import Conversion

Demands = dict[tuple[str, str], Demand]
"""Questions by kind and path."""


def gather(conversions: Iterable[Conversion], demands: Demands) -> None:
    """Add the questions of conversions of one input that a form can ask.

    The same question for several targets or by several rules is asked once, of as many datasets as any of them asks
    it of; those of several inputs add up.
    """
    found: Demands = {}
    for conversion in conversions:
        for demand in _demands(conversion):
            before = found.get((demand.kind, demand.path))
            found[demand.kind, demand.path] = demand if before is None else _merged(before, demand)
    for key, demand in found.items():
        earlier = demands.get(key)
        total = demand.datasets if earlier is None else earlier.datasets + demand.datasets
        demands[key] = demand if earlier is None else replace(_merged(earlier, demand), datasets=total, scope="")


def _merged(one: Demand, other: Demand) -> Demand:
    why = one.why if other.why in one.why.split("\n") else f"{one.why}\n{other.why}"
    scope = one.scope if one.scope == other.scope else ""
    return replace(one, datasets=max(one.datasets, other.datasets), why=why, scope=scope)


def _demands(conversion: Conversion) -> Iterator[Demand]:
    for question, count in conversion.demands.values():
        path = str(question.params.get("path", "")).partition("|")[0]
        if not path:
            continue
        words, who = str(question.params.get("field", "")), str(question.params.get("who", ""))
        why = str(question.params.get("why", "")) or _mandatory(conversion.target)
        scope = question.dataset or "" if count == 1 else ""
        asked = Demand(str(question.params.get("kind")), path, words, who, count, why, scope)
        yield from _askable(asked, conversion.target.id)


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
            yield replace(demand, path=part, field=str(Words(row["zh"], row["en"])), who=row["who"])


def _plain(path: str) -> str:
    steps = parse_path(path)
    return path if steps is None else plain_path(steps)


def _slots(target: str, kind: str) -> Mapping[str, Slot]:
    rows = load(target).tables().get(kind)
    return {} if rows is None else slots_of(rows, kind)


def publish_form(path: Path, demands: Demands, now: str, *, force: bool) -> None:
    """Write the form. Raises UsageError (XW-Q020) for another suffix, Occupied where a file is in the way."""

    def slot_of(kind: str, field: str) -> Slot | None:
        return known_slots().get(kind, {}).get(_plain(field))

    data = write_form(demands.values(), slot_of, path.suffix.lower(), now)
    archive.publish(path, lambda made: _write(made, data), force)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
