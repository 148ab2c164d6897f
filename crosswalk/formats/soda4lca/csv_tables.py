"""The table of the CSV export: facts by row, results by module and scenario through a hook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crosswalk.core.tables import table
from crosswalk.formats.cells import read_cell, write_cell
from crosswalk.formats.codecs import amount_text, integer_text, string
from crosswalk.formats.reader import HookReader
from crosswalk.formats.soda4lca.csv import RESULTS, Column, columns, has_comma
from crosswalk.formats.spec import Codec, Field, Hook, Repeat, Row, Table, texts
from crosswalk.formats.writer import HookWriter
from crosswalk.model.indicator import versions

_KINDS = {"impact": "LCIA method data set", "input": "flow data set", "output": "flow data set"}
_MARKS = tuple(f"({method})" for method in sorted(versions()))
"""The marks of EN 15804+A2 by which one of two indicators is told, in the order of the table of columns."""
_Key = tuple[str | None, str | None, int]


def _split(text: str) -> list[str]:
    """The parts of a cell such as ``'Mineral' / 'Cement'`` or ``Mineral / Cement``."""
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return text[1:-1].split("' / '")
    return text.split(" / ")


def _joined(parts: list[str]) -> str:
    return " / ".join(f"'{part}'" for part in parts)


def _read_classes(text: str) -> list[dict[str, Any]]:
    return [{"entries": [{"level": level, "name": name} for level, name in enumerate(_split(text))]}]


def _write_classes(items: Any) -> str | None:
    names = [entry.get("name") or "" for entry in items[0].get("entries", ())] if items else []
    return _joined(names) if names else None


def _read_name(text: str) -> dict[str, Any]:
    return {"items": [(None, text)]}


def _write_name(value: Any) -> str | None:
    """One text of several: a column of one name has a cell for one language."""
    items = [pair for pair in value.get("items") or () if pair[1].strip()]
    chosen = (text for wanted in (None, "en", "de") for language, text in items if language == wanted)
    return next(chosen, items[0][1] if items else None)


def _read_systems(text: str) -> list[dict[str, Any]]:
    kind = "source data set"
    return [{"system": {"kind": kind, "name": {"items": [(None, name)]}}} for name in _split(text)]


def _write_systems(items: Any) -> str | None:
    names = [words[0][1] for item in items if (words := _words(item.get("system")))]
    return _joined(names) if names else None


def _words(reference: Any) -> Any:
    return ((reference or {}).get("name") or {}).get("items") or ()


name = Codec("name", _read_name, _write_name, lambda left, right: _write_name(left) == _write_name(right))
classes = Codec(
    "categories", _read_classes, _write_classes, lambda left, right: _write_classes(left) == _write_classes(right)
)
systems = Codec(
    "compliance", _read_systems, _write_systems, lambda left, right: _write_systems(left) == _write_systems(right)
)


def _properties() -> Iterator[Row]:
    """Flow properties and material properties of the product that have a column."""
    units = {row["name"]: row["unit"] for row in table("epd/material_properties.csv")}
    for column in columns("number"):
        known = column["column"]
        if column["ids"]:
            bound: dict[str, object] = {"uuid": column["ids"]}
            yield Repeat("resolved.properties", known, Table(Field("mean", ".", amount_text)), bound)
        elif known in units:
            bound = {"name": known, "unit": units[known]}
            yield Repeat("resolved.materials", known, Table(Field("value", ".", amount_text)), bound)


PRODUCT = Table(
    Field("flow.id", "flow UUID", string),
    Field("flow.name", "flow name", name),
    Field("resolved.amount", "quantity", amount_text),
    Repeat("resolved.properties", "unit", Table(Field("unit", ".", string)), {"reference": True}),
    *_properties(),
)
"""The exchange of the product: its flow, the declared quantity and the properties of its flow."""


def _read_product(hook: HookReader, node: Any) -> None:
    """The product is exchange 0, and what the results refer to."""
    exchanges = hook.out.setdefault("exchanges", [])
    where = f"exchanges/{len(exchanges)}"
    item: dict[str, Any] = {"internal_id": 0}
    exchanges.append(item)
    hook.read(node, PRODUCT, item, where)
    item.setdefault("resolved", {})["reference"] = True
    hook.out["quantitative_reference"] = {"reference_flows": [0]}


def _write_product(hook: HookWriter) -> None:
    wanted = (hook.data.get("quantitative_reference") or {}).get("reference_flows") or ()
    for spot, item in enumerate(hook.data.get("exchanges") or ()):
        if wanted and item.get("internal_id") == wanted[0]:
            if hook.found:
                hook.edit(item, PRODUCT, hook.found[0], f"exchanges/{spot}")
            else:
                hook.create(item, PRODUCT, f"exchanges/{spot}")
            return


def _read_results(hook: HookReader, node: Any) -> None:
    """Each indicator with a value in any row is a result; an empty cell of it is a place with nothing in it."""
    rows = node.get("rows", [])
    firsts: dict[int, str] = {}
    live = [column for column in columns(*RESULTS) if any(column["column"] in row for row in rows)]
    for column in sorted(live, key=lambda column: column["kind"] == "impact"):
        shelf = "lcia_results" if column["kind"] == "impact" else "exchanges"
        items = hook.out.setdefault(shelf, [])
        where = f"{shelf}/{len(items)}/modules"
        items.append(_subject(column, hook.out) | {"modules": [_result(row, column["column"]) for row in rows]})
        for spot, row in enumerate(rows):
            firsts.setdefault(spot, f"{where}/{spot}")
            if column["column"] in row:
                _at(hook, row, column["column"]).take(row[column["column"]], f"{where}/{spot}/cell")
    _read_keys(hook, rows, firsts)


def _read_keys(hook: HookReader, rows: Any, firsts: Mapping[int, str]) -> None:
    """Module and scenario of each row, descriptions of scenarios, and columns that nobody knows."""
    known = {column["column"] for column in columns(*RESULTS)}
    scenarios: dict[str, int] = {}
    for spot, row in enumerate(rows):
        name, words = row.get("scenario"), row.get("description")
        if name is not None and words is not None and name not in scenarios:
            holder = hook.out.setdefault("epd", {}).setdefault("scenarios", [])
            scenarios[name] = len(holder)
            holder.append({"name": name, "description": {"items": [(None, words)]}})
        for key, cell in row.items():
            here = _at(hook, row, key)
            if key in ("module", "scenario") and spot in firsts:
                here.take(cell, f"{firsts[spot]}/{key}")
            elif key == "description" and name in scenarios:
                items = hook.out["epd"]["scenarios"][scenarios[name]]["description"]["items"]
                same = items == [(None, cell)]
                here.take(cell, f"epd/scenarios/{scenarios[name]}/description") if same else here.leave(cell)
            elif key not in known:
                here.leave(cell)


def _at(hook: HookReader, row: Any, key: str) -> HookReader:
    return HookReader(hook.reader, row, key, hook.out, hook.prefix)


def _result(row: Mapping[str, str], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {key: row[key] for key in ("module", "scenario") if key in row}
    return found | ({"cell": read_cell(row[name])} if name in row else {})


def _subject(column: Column, out: Mapping[str, Any]) -> dict[str, Any]:
    """The indicator of a column; of two that share it the one that the compliance names, else by name only."""
    ids = column["ids"].split("|")
    said = [words[0][1] for item in out.get("compliance", ()) if (words := _words(item.get("system")))]
    named = [uuid for uuid, mark in zip(ids, _MARKS, strict=False) if any(mark in name for name in said)]
    wanted = ids[0] if len(ids) == 1 else named[0] if len(named) == 1 else None
    reference: dict[str, Any] = {"kind": _KINDS[column["kind"]], "name": {"items": [("en", column["name"])]}}
    if wanted is not None:
        reference["id"] = wanted
    if column["kind"] == "impact":
        return {"method": reference}
    return {"flow": reference, "direction": column["kind"].capitalize()}


def _write_results(hook: HookWriter) -> None:
    """The rows of a dataset, by module and scenario in the order in which they come first."""
    rows: dict[_Key, dict[str, str]] = {}
    notes: list[tuple[str, str, str]] = []
    said: dict[str, tuple[int, str]] = {}
    for spot, scenario in enumerate((hook.data.get("epd") or {}).get("scenarios") or ()):
        words = (scenario.get("description") or {}).get("items") or ()
        if scenario.get("name") is not None and words:
            said.setdefault(scenario["name"], (spot, words[0][1]))
    for pointer, name, key, result in _cells(hook.data):
        row = rows.get(key)
        if row is None:
            row = rows[key] = {part: text for part, text in zip(("module", "scenario"), key[:2], strict=True) if text}
            notes.extend((f"{pointer}/{part}", part, text) for part, text in row.items())
            if key[1] in said:
                spot, words = said[key[1]]
                row["description"] = words
                notes.append((f"epd/scenarios/{spot}/description", "description", words))
        text = write_cell(result["cell"]).strip() if result.get("cell") is not None else ""
        if (
            text and name not in row and not has_comma(text)
        ):  # a comma that nobody could read must not become a decimal one
            row[name] = text
            notes.append((f"{pointer}/cell", name, text))
    for child in hook.found:
        hook.remove(child, "lcia_results")
    if rows:
        hook.writer.syntax.insert(hook.node, hook.key, {"rows": list(rows.values())}, hook.step.order)
        for pointer, name, text in notes:
            hook.note(pointer, text, name)


def _cells(data: Mapping[str, Any]) -> Iterator[tuple[str, str, _Key, Mapping[str, Any]]]:
    """Pointer, column, row and value of each result that has a column; a module that comes twice has two rows."""
    for shelf, subject in (("exchanges", "flow"), ("lcia_results", "method")):
        for spot, item in enumerate(data.get(shelf) or ()):
            name = _column_of(item.get(subject) or {}, impact=shelf == "lcia_results")
            if name is None:
                continue
            times: Counter[tuple[str | None, str | None]] = Counter()
            for number, result in enumerate(item.get("modules") or ()):
                place = (result.get("module"), result.get("scenario"))
                yield f"{shelf}/{spot}/modules/{number}", name, (*place, times[place]), result
                times[place] += 1


def _column_of(reference: Mapping[str, Any], *, impact: bool) -> str | None:
    kinds = ("impact",) if impact else ("input", "output")
    wanted, words = reference.get("id"), _words(reference)
    for column in columns(*kinds):
        by_name = wanted is None and words and words[0][1] == column["name"] and "|" in column["ids"]
        if wanted in column["ids"].split("|") or by_name:
            return column["column"]
    return None


_F = "facts"
PROCESS = Table(
    Field("identity.uuid", f"{_F}/UUID", string),
    Field("identity.version", f"{_F}/version", string),
    Field("name.base", f"{_F}/name", texts),
    Field("classifications", f"{_F}/category", classes),
    Field("compliance", f"{_F}/compliance", systems),
    Field("geography.location", f"{_F}/location", string),
    Field("epd.sub_type", f"{_F}/type", string),
    Field("time.reference_year", f"{_F}/year", integer_text),
    Field("time.valid_until", f"{_F}/valid until", integer_text),
    Field("identity.uri", f"{_F}/URL", string),
    Field("publication.owner.name", f"{_F}/owner", name),
    Field("epd.published", f"{_F}/published", string),
    Field("publication.registration_number", f"{_F}/number", string),
    Field("publication.registration_authority.name", f"{_F}/authority", name),
    Repeat(
        "publication.preceding",
        f"{_F}/predecessor",
        Table(Field("id", "UUID", string), Field("version", "version", string), Field("uri", "URL", string)),
    ),
    Hook(("exchanges", "quantitative_reference"), "product", _read_product, _write_product),
    Hook(("lcia_results", "exchanges", "epd.scenarios"), "results", _read_results, _write_results),
)
TABLES: Mapping[str, Table] = {"process": PROCESS}
