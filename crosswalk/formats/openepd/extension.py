"""``ext.crosswalk``: what openEPD has no place for, so that a declaration comes back whole.

The standard fields come first. What they say differently at writing (another language, a method without a name
of its own) stands in the extension beside what was written; where they no longer say so at reading, somebody has
edited them: they win, and a finding says so (XW-E084).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crosswalk.carriers.node import NumberText
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.engine import pick
from crosswalk.formats.openepd import vocabulary
from crosswalk.formats.openepd.cells import Address, copied, meaning, same_amount, same_unit
from crosswalk.formats.openepd.wording import EPD, shown
from crosswalk.model.base import Model, plain
from crosswalk.model.declaration import Declaration
from crosswalk.model.schema import MODELS

APART = ("results", "scenarios", "carried")
"""Parts that the extension holds under names of their own."""
_WHOLE = frozenset(name for name, item in Declaration.model_fields.items() if isinstance(item.default, Model))
"""Parts that a declaration always has: an empty one says nothing."""

_SHORT = 40
"""Characters of an order that a finding shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the extension's leaves: the model pointer that they belong to, and where they stand."""

    pointer: str
    parent: Any
    key: str
    node: Any


@dataclass(slots=True)
class Merged:
    """A declaration put together: data, parts of the extension, the new place of each cell, remarks."""

    data: dict[str, Any]
    parts: list[Part] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


# --- writing ---------------------------------------------------------------------------------


def mark(kind: str | None) -> dict[str, Any]:
    """What a document that is no EPD says of itself."""
    marks: dict[str, Any] = {} if kind == EPD else {"is_verified_epd": False}
    return {"climate_data_sheet": True, **marks} if kind == "climate" else marks


def _marked(node: Mapping[str, Any]) -> str | None:
    if node.get("climate_data_sheet") is True:
        return "climate"
    return None if node.get("is_verified_epd") is False else EPD


def compose(
    data: Mapping[str, Any],
    addresses: Sequence[Address | None],
    said: dict[str, Any],
    doctype: str,
) -> dict[str, Any]:
    """The extension for data of which the standard fields say ``said``. Empty where they say it all."""
    node = mark(data.get("type"))
    said = {**said, "type": _marked(node)}
    texts = list(_texts(data, said, doctype))
    if texts:
        node["texts"] = texts
    node.update(_cells(data, addresses, said.get("results", [])))
    scenarios = data.get("scenarios", ())
    if not like(scenarios, derived_scenarios(said.get("results", []))):
        node["scenarios"] = list(scenarios)
    places = frozenset(place.path for place in vocabulary.texts(doctype))
    missing, replaced = difference(_general(data), _general(said), places)
    if missing:
        node["declaration"] = missing
    if replaced:
        node["replaced"] = replaced
    if data.get("carried"):
        node["carried"] = list(data["carried"])
    return node


def _general(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k not in APART and not (k in _WHOLE and v == {})}


def _texts(data: Mapping[str, Any], said: Mapping[str, Any], doctype: str) -> Iterator[dict[str, Any]]:
    """Texts of which the standard field does not say all."""
    for place in vocabulary.texts(doctype):
        text, current = pick(data, place.path), pick(said, place.path)
        if text is not None and not like(text, current):
            items = [{"lang": own, "text": words} for own, words in text.get("items", ())]
            yield {"path": "/".join(place.path), "items": items}


def derived_scenarios(cells: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The scenarios that results name."""
    names = dict.fromkeys(cell["address"].scenario for cell in cells if cell["address"].scenario is not None)
    return [{"name": name} for name in names]


def _cells(
    data: Mapping[str, Any], addresses: Sequence[Address | None], read: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Cells that stand nowhere else, those of which the standard does not say all, and the order of all."""
    cells = data.get("results", ())
    spots = {address: spot for spot, address in enumerate(addresses) if address is not None}
    common = _common([(address, cells[spot]) for address, spot in spots.items()])
    entries: list[dict[str, Any]] = []
    for cell in read:
        wanted = cells[spots[cell["address"]]]
        if not _tells(_understood(cell, common), wanted):
            entries.append({"at": cell["address"].text, **wanted})
    beside = [spot for spot, address in enumerate(addresses) if address is None]
    entries.extend(dict(cells[spot]) for spot in beside)
    order = [spots[cell["address"]] for cell in read] + beside
    found: dict[str, Any] = {"common": common} if common else {}
    if entries:
        found["cells"] = entries
    if beside or order != sorted(order):
        found["order"] = _ranges(order)
    return found


def _common(placed: Sequence[tuple[Address, Mapping[str, Any]]]) -> dict[str, Any]:
    """What most results share: where the unit was found, and the set of methods by name or group."""
    found: dict[str, Any] = {}
    sources = Counter(cell.get("unit_source") for _, cell in placed)
    if sources and (source := sources.most_common(1)[0][0]) is not None:
        found["unit_source"] = source
    counts: dict[str, Counter[str | None]] = {}
    for address, cell in placed:
        counts.setdefault(address.method or address.group, Counter())[cell.get("method")] += 1
    methods = {label: count.most_common(1)[0][0] for label, count in counts.items()}
    named = {label: method for label, method in methods.items() if method != _native(label)}
    return {**found, "methods": named} if named else found


def _native(label: str) -> str | None:
    return None if label in vocabulary.GROUPS else vocabulary.method_of(label)


def _understood(cell: dict[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    found = meaning(cell, common.get("methods", {}))
    if common.get("unit_source") is not None:
        found["unit_source"] = common["unit_source"]
    return found


def _tells(read: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a cell that was read says all of the wanted one, its characters included."""
    left, right = dict(read), dict(wanted)
    own, other = dict(left.pop("amount")), dict(right.pop("amount"))
    raw = own.pop("raw", None)
    return like(left, right) and other.pop("raw", raw) == raw and like(own, other)


def _ranges(order: Sequence[int]) -> str:
    """Whole numbers in short: ``3-5 0 1``."""
    runs: list[list[int]] = []
    for number in order:
        if runs and runs[-1][1] + 1 == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _numbers(text: str, limit: int) -> list[int]:
    """The numbers of such a text. Raises ValueError where they are no order of ``limit`` cells."""
    found: list[int] = []
    for run in text.split():
        first, _, last = run.partition("-")
        if int(last or first) >= limit:
            raise ValueError(run)
        found.extend(range(int(first), int(last or first) + 1))
    if sorted(found) != list(range(limit)):
        raise ValueError(text)
    return found


def difference(
    whole: Mapping[str, Any], said: Mapping[str, Any], places: frozenset[tuple[str, ...]], path: tuple[str, ...] = ()
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is in ``whole`` and not said, and what is said otherwise; ``places`` are left out."""
    missing: dict[str, Any] = {}
    replaced: list[dict[str, Any]] = []
    for name in dict.fromkeys([*whole, *said]):
        here = (*path, name)
        value, other = whole.get(name), said.get(name)
        if here in places or (value is None and (_is_nothing(other) or name == "raw")):
            continue
        if _is_nothing(other):
            missing[name] = value
        elif isinstance(value, Mapping) and value and isinstance(other, Mapping):
            inner, more = difference(value, other, places, here)
            replaced.extend(more)
            if inner:
                missing[name] = inner
        elif not like(value, other):
            entry = {"path": "/".join(here), "written": other}
            replaced.append(entry if value is None else {**entry, "value": value})
    return missing, replaced


def _is_nothing(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_is_nothing(part) for part in value.values())
    return value is None or value in ([], ())


def like(left: Any, right: Any) -> bool:
    """Whether two values are equal as JSON holds them: a list is a tuple, a number its text."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        names = {*left, *right}
        return all(like(left.get(name), right.get(name)) for name in names)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(like(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, (Decimal, NumberText, int)) and isinstance(right, (Decimal, NumberText, int)):
        return Decimal(left) == Decimal(right)
    return bool(left == right) or (left in (None, (), []) and right in (None, (), []))


def as_json(value: Any) -> Any:
    """Plain data as a JSON tree: lists, numbers as their text."""
    if isinstance(value, Mapping):
        return {name: as_json(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    return NumberText(value) if isinstance(value, (Decimal, int, NumberText)) else str(value)


# --- reading ---------------------------------------------------------------------------------


def merge(said: dict[str, Any], node: Mapping[str, Any], doctype: str, language: str | None) -> Merged:
    """A declaration from its standard fields and the extension.

    Raises ValueError, TypeError, KeyError or AttributeError for an extension that is none of ours.
    """
    merged = Merged(said)
    said["type"] = _marked(node)
    merged.parts += [Part("type", node, name, node[name]) for name in node if name in _MARKS]
    _merge_results(merged, node)
    _merge_texts(merged, node, doctype, language)
    _merge_general(merged, node)
    for spot, item in enumerate(node.get("carried", ())):
        said.setdefault("carried", []).append({"kind": item["kind"], "data": _restored(item["kind"], item["data"])})
        merged.parts.append(Part(f"carried/{spot}", node, "carried", item))
    merged.parts += [
        Part(name, node, name, part) for name, part in node.items() if part in ({}, []) and name in MEMBERS
    ]
    return merged


_MARKS = ("climate_data_sheet", "is_verified_epd")
MEMBERS = (*_MARKS, "texts", "common", "cells", "order", "scenarios", "declaration", "replaced", "carried")
"""What an extension of ours may hold."""


def _restored(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The plain data of a carried dataset, its numbers as numbers again."""
    return plain(MODELS[kind].model_validate(data)) if kind in MODELS else dict(data)


def _merge_results(merged: Merged, node: Mapping[str, Any]) -> None:
    said, common = merged.data, node.get("common", {})
    cells = said.get("results", [])
    scenarios = derived_scenarios(cells)
    by_address = {(cell["address"].text, cell["address"].scenario): spot for spot, cell in enumerate(cells)}
    found = [_understood(cell, common) for cell in cells]
    spots: list[tuple[int | None, Any]] = []
    for entry in [entry for entry in node.get("cells", ()) if "at" in entry]:
        cell = copied({name: part for name, part in entry.items() if name != "at"})
        spot = by_address.get((entry["at"], entry.get("scenario")))
        spots.append((spot, entry))
        if spot is not None and same_amount(cells[spot], cell):
            found[spot] = cell
        else:
            after = "" if spot is None else _shown(cells[spot])
            merged.findings.append(_edited(entry["at"], _shown(cell), after))
            if spot is not None and same_unit(cells[spot], cell):  # another number of the same thing
                found[spot].update({name: cell[name] for name in ("indicator", "method") if name in cell})
    standard = {key_of(cell): spot for spot, cell in enumerate(found)}
    for entry in [entry for entry in node.get("cells", ()) if "at" not in entry]:
        spot = standard.get(key_of(entry))
        if spot is None:
            spots.append((len(found), entry))
            found.append(copied(entry))
        else:  # somebody has filled in the standard field
            spots.append((spot, entry))
            after = _shown(cells[spot])
            merged.findings.append(_edited(cells[spot]["address"].text, _shown(entry), after))
    places = _ordered(merged, node, len(found))
    if found:
        said["results"] = [cell for _, cell in sorted(zip(places, found, strict=True), key=lambda item: item[0])]
    merged.moved = dict(enumerate(places[: len(cells)]))
    for spot, entry in spots:
        pointer = "results" if spot is None else f"results/{places[spot]}"
        merged.parts.append(Part(pointer, node, "cells", entry))
    for name in ("common", "order"):
        if node.get(name):
            merged.parts.append(Part("results", node, name, node[name]))
    said["scenarios"] = copied(list(node.get("scenarios", scenarios)))
    for spot, item in enumerate(node.get("scenarios", ())):
        merged.parts.append(Part(f"scenarios/{spot}", node, "scenarios", item))


def key_of(cell: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a result is found by."""
    return tuple(cell.get(name) for name in ("indicator", "method", "stage", "scenario", "basis"))


def _shown(cell: Mapping[str, Any]) -> str:
    """What a result says: its number, else its word or state."""
    amount = cell.get("amount") or {}
    return str(amount.get("value") or amount.get("raw") or cell.get("state"))


def _ordered(merged: Merged, node: Mapping[str, Any], count: int) -> list[int]:
    """The place of each cell; as they stand where cells were added or taken out since."""
    if "order" in node:
        try:
            return _numbers(node["order"], count)
        except ValueError:
            order = str(node["order"])
            before = order if len(order) <= _SHORT else f"{order[: _SHORT - 1]}…"
            merged.findings.append(_edited("results", before, str(count)))
    return list(range(count))


def _merge_texts(merged: Merged, node: Mapping[str, Any], doctype: str, language: str | None) -> None:
    places = {"/".join(place.path): place for place in vocabulary.texts(doctype)}
    for entry in node.get("texts", ()):
        place = places[entry["path"]]
        items = [(item.get("lang"), item["text"]) for item in entry["items"]]
        *owners, last = place.path
        holder = merged.data
        for name in owners:
            holder = holder.setdefault(name, {})
        current = (holder.get(last) or {}).get("items") or [(language, None)]
        before, after = shown(items, language, place), current[0][1]
        if before != after:
            merged.findings.append(_edited(entry["path"], before, after))
            items = _edit(items, before, after, language)
        holder[last] = {"items": items}
        merged.parts.append(Part(entry["path"], node, "texts", entry))


def _edit(
    items: list[tuple[str | None, str]], before: str | None, after: str | None, language: str | None
) -> list[tuple[str | None, str]]:
    """The texts of all languages with the one that a document shows replaced, added or taken out."""
    head = (before or "").removesuffix("…")
    spot = next((i for i, (_, text) in enumerate(items) if before is not None and text.startswith(head)), len(items))
    made = [] if after is None else [(items[spot][0] if spot < len(items) else language, after)]
    return items[:spot] + made + items[spot + 1 :]


def _merge_general(merged: Merged, node: Mapping[str, Any]) -> None:
    missing = node.get("declaration", {})
    _fill(merged, missing, merged.data, ())
    for name, part in missing.items():
        if isinstance(part, Mapping) and part:
            merged.parts += [Part(f"{name}/{inner}", part, inner, value) for inner, value in part.items()]
        else:
            merged.parts.append(Part(name, missing, name, part))
    for entry in node.get("replaced", ()):
        *owners, last = entry["path"].split("/")
        holder = merged.data
        for name in owners:
            holder = holder.setdefault(name, {})
        if not like(holder.get(last), entry["written"]):
            merged.findings.append(_edited(entry["path"], str(entry.get("value")), str(holder.get(last))))
        elif "value" in entry:
            holder[last] = copied(entry["value"])
        else:
            holder.pop(last, None)
        merged.parts.append(Part(entry["path"], node, "replaced", entry))


def _fill(merged: Merged, missing: Mapping[str, Any], data: dict[str, Any], path: tuple[str, ...]) -> None:
    for name, value in missing.items():
        current = data.get(name)
        if _is_nothing(current):
            data[name] = copied(value)
        elif isinstance(value, Mapping) and isinstance(current, dict):
            _fill(merged, value, current, (*path, name))
        elif not like(value, current):
            merged.findings.append(_edited("/".join((*path, name)), str(value), str(current)))


def _edited(path: str, before: str | None, after: str | None) -> Finding:
    return finding("XW-E084", source=Place(pointer=path), before=before, after=after, field=path)
