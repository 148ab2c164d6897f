"""Answers on their way into a dataset: they fill what it lacks, and contradict it only where that was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from crosswalk.context.answers import Answer, Context, parse
from crosswalk.context.slots import Slot, slots_of
from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats.spec import Table
from crosswalk.model.base import plain


@dataclass
class Completed:
    """A dataset with its answers, and what was done: ``filled`` counts fields that got a value."""

    model: BaseModel
    filled: int = 0
    findings: list[Finding] = field(default_factory=list)


def complete(model: BaseModel, kind: str, rows: Table, context: Context, place: Place) -> Completed:
    """A dataset completed by the answers of a context.

    What the dataset states stays, and an answer that differs is a finding (XW-Q002), unless it says ``replace``
    (XW-Q003). Nothing is defaulted. A claim that the dataset's other parts contradict is named (XW-Q004), not mended.
    Raises InputError for an answer that fits no field or no choice.
    """
    uuid = str(getattr(getattr(model, "identity", None), "uuid", None) or "")
    answers = context.of(kind, uuid)
    if not answers:
        return Completed(model)
    data = plain(model)
    done = Completed(model)
    asked = [(answer, _slot(answer, rows, kind)) for answer in answers]
    blocks = _blocks(asked)
    for answer, slot in asked:
        _put(data, answer, slot, blocks, done, place)
    done.model = type(model).model_validate(data)
    done.findings.extend(_contradictions(done.model, place))
    return done


def _slot(answer: Answer, rows: Table, kind: str) -> Slot:
    slot = slots_of(rows, kind).get(answer.plain_path)
    if slot is None:
        raise InputError("XW-Q010", answer.place, path=answer.path, kind=kind)
    return slot


def _blocks(asked: Sequence[tuple[Answer, Slot]]) -> Mapping[str, tuple[str, Any]]:
    """What the answers say that blocks are about: the key field and its value, by the list."""
    keys = {f"{row['path']}.{row['key']}": row for row in table("context/blocks.csv")}
    return {
        keys[answer.path]["path"]: (keys[answer.path]["key"], parse(answer, slot))
        for answer, slot in asked
        if answer.path in keys
    }


def _put(
    data: dict[str, Any],
    answer: Answer,
    slot: Slot,
    blocks: Mapping[str, tuple[str, Any]],
    done: Completed,
    place: Place,
) -> None:
    value = parse(answer, slot)
    marks = [step.endswith("[]") for step in slot.path.split(".")]
    steps = [(name, spot, mark) for (name, spot), mark in zip(answer.steps, marks, strict=True)]
    said = len(done.findings)
    for holder in list(_holders(data, steps[:-1], answer, blocks)):
        _fill(holder, steps[-1][0], steps[-1][1], value, (answer, slot, done, place))
    if any(is_list and spot is None for _, spot, is_list in steps[:-1]):  # meant for the items that lack it
        done.findings[said:] = [found for found in done.findings[said:] if found.code != "XW-Q002"]


def _holders(
    data: dict[str, Any],
    steps: list[tuple[str, int | None, bool]],
    answer: Answer,
    blocks: Mapping[str, tuple[str, Any]],
) -> Iterator[dict[str, Any]]:
    """The objects that a field stands in: of a list without a position all items, or a first one where it is empty.

    Where the form says what a block is about, blocks about something else are none of its business.
    """
    if not steps:
        yield data
        return
    (name, spot, is_list), rest = steps[0], steps[1:]
    if not is_list:
        inner = data[name] = dict(data.get(name) or {})
        yield from _holders(inner, rest, answer, {})
        return
    items = [dict(item) for item in data.get(name) or ()]
    if spot is not None and spot > len(items) + 1:
        raise InputError("XW-Q014", answer.place, path=answer.path, count=len(items))
    if (spot is not None and spot == len(items) + 1) or not items:
        items.append({})
    data[name] = tuple(items)
    key, about = blocks.get(name, ("", None))
    for item in items if spot is None else [items[spot - 1]]:
        if spot is not None or not key or item.get(key) is None or _is_same(item[key], about):
            yield from _holders(item, rest, answer, {})


def _is_same(present: Any, about: Any) -> bool:
    """Whether a block is about what an answer says: references by what they lead to, whatever their version."""
    if isinstance(present, dict) and isinstance(about, dict):
        return bool(present.get("id") == about.get("id"))
    return bool(present == about)


def _fill(
    holder: dict[str, Any],
    name: str,
    spot: int | None,
    value: Any,
    about: tuple[Answer, Slot, Completed, Place],
) -> None:
    answer, slot, done, place = about
    present = holder.get(name)
    if slot.many:
        items = list(present or ())
        if not items or (spot is not None and spot == len(items) + 1):
            holder[name] = (*items, value)
            _note(done, "XW-Q001", answer, place, None, value)
        elif value not in items:
            _note(done, "XW-Q002", answer, place, str(len(items)), value)
        return
    if slot.takes == "text" and present:
        _fill_languages(holder, name, value, about)
    elif present in (None, "", ()):
        holder[name] = value
        _note(done, "XW-Q001", answer, place, None, value)
    elif _says(present) != _says(value):
        if answer.replace:
            holder[name] = value
        _note(done, "XW-Q003" if answer.replace else "XW-Q002", answer, place, _says(present), value)


def _fill_languages(
    holder: dict[str, Any], name: str, value: Any, about: tuple[Answer, Slot, Completed, Place]
) -> None:
    """A text lacks languages one by one."""
    answer, _, done, place = about
    items = list(holder[name]["items"])
    for language, text in value["items"]:
        spot = next((n for n, (present, _) in enumerate(items) if present == language), None)
        if spot is None:
            items.append((language, text))
            _note(done, "XW-Q001", answer, place, None, text)
        elif items[spot][1] != text:
            _note(done, "XW-Q003" if answer.replace else "XW-Q002", answer, place, items[spot][1], text)
            if answer.replace:
                items[spot] = (language, text)
    holder[name] = {"items": tuple(items)}


def _note(done: Completed, code: str, answer: Answer, place: Place, before: str | None, value: Any) -> None:
    done.filled += code != "XW-Q002"
    done.findings.append(
        finding(code, source=place, target=answer.place, before=before, after=_says(value), path=answer.path)
    )


def _says(value: Any) -> str:
    """A value in words, for comparing and for a finding."""
    if isinstance(value, dict):
        if "items" in value:
            return " / ".join(text for _, text in value["items"])
        return " ".join(str(value[name]) for name in ("id", "version", "value") if value.get(name) is not None)
    return str(value)


def _contradictions(model: BaseModel, place: Place) -> Iterator[Finding]:
    """Claims of full compliance without a review, or with a part that is not compliant."""
    for spot, declared in enumerate(getattr(model, "compliance", ()), 1):
        if getattr(declared, "overall", None) != "Fully compliant":
            continue
        if hasattr(model, "reviews") and not model.reviews:
            yield finding("XW-Q004", source=place, path=f"compliance[{spot}].overall", reason="reviews")
        for name in ("nomenclature", "method", "review", "documentation", "quality"):
            if getattr(declared, name, None) == "Not compliant":
                yield finding("XW-Q004", source=place, path=f"compliance[{spot}].overall", reason=name)
