"""An EPD's datasets as a declaration and back, with every value's way through it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from crosswalk.bridge.assembly import Move
from crosswalk.bridge.crossing import SYNTAX, Crossing, Key, Link, Ways, forward, native, places_of
from crosswalk.bridge.disassembly import choose
from crosswalk.bridge.epd.joining import join, rejoin, thaw
from crosswalk.bridge.epd.parting import part
from crosswalk.bridge.epd.rows import EPD
from crosswalk.bridge.resolved import flow_of, is_reference, resolve
from crosswalk.core.findings import Fate
from crosswalk.formats.engine import get, put
from crosswalk.model.base import plain
from crosswalk.model.flow import Flow
from crosswalk.model.process import Process
from crosswalk.model.schema import MODELS

Datasets = Mapping[Key, Mapping[str, Any]]


def epd_to_declaration(datasets: Datasets, select: str | None = None) -> Crossing:
    """The declaration that an EPD process and what it refers to amount to; the datasets travel in ``carried``.

    Raises CannotExpress where the package holds no single EPD and ``select`` names none.
    """
    epds = {key: data for key, data in datasets.items() if key[0] != "process" or is_epd(data)}
    uuid = choose(epds or datasets, select)
    parting = part(datasets, uuid)
    reading = get(parting.arrangement, EPD, SYNTAX)
    places = places_of(parting.arrangement)
    key, ways = ("declaration", uuid), Ways(parting.moves)
    crossing = Crossing({key: reading.data}, findings=parting.findings)
    for entry in reading.takes:
        inside = native(places, entry.parent, entry.key, entry.node)
        for source, fate in forward(ways, inside) if inside is not None else ():
            if fate is Fate.APPROXIMATED:  # a part of it: what travels along is the whole
                whole = (key, f"carried/0/data/{source[1]}")
                crossing.links.append(Link(source, whole, Fate.KEPT, deep=True))
            crossing.links.append(Link(source, (key, entry.pointer), fate or Fate.CARRIED))
    reading.data["carried"] = [*_carried(datasets, uuid)]
    for spot, (kind, identifier) in enumerate(_order(datasets, uuid)):
        for name in datasets[kind, identifier]:
            target = (key, f"carried/{spot}/data/{name}")
            crossing.links.append(Link(((kind, identifier), name), target, Fate.KEPT, deep=True))
    return crossing


def is_epd(process: Mapping[str, Any]) -> bool:
    """Whether a process (plain data) is an EPD: it says so, or it has results by module."""
    rows = (*process.get("lcia_results", ()), *process.get("exchanges", ()))
    return process.get("method", {}).get("dataset_type") == "EPD" or any(row.get("modules") for row in rows)


def epd_to_datasets(declaration: Mapping[str, Any], key: Key, kinds: tuple[str, ...]) -> Crossing:
    """The datasets of an EPD, of the kinds that the target holds: those that the declaration carries with its values
    put in, else new ones.
    """
    base = _base(declaration)
    uuid = declaration.get("identity", {}).get("uuid")
    if ("process", uuid) in base:
        return _into_base(declaration, key, base, kinds)
    arrangement: dict[str, Any] = {}
    writing = put(declaration, EPD, SYNTAX, arrangement)
    joined = join(arrangement)
    crossing = Crossing(joined.datasets, [], joined.findings)
    _link(crossing, writing.wrote, places_of(arrangement), joined.moves, key)
    _settle_product(crossing, key, next(uuid for kind, uuid in joined.datasets if kind == "process"), kinds)
    return crossing


def _into_base(
    declaration: Mapping[str, Any], key: Key, base: dict[Key, dict[str, Any]], kinds: tuple[str, ...]
) -> Crossing:
    uuid = str(declaration["identity"]["uuid"])
    parting = part(base, uuid)
    before = copy.deepcopy({name: parting.arrangement.get(name) for name in ("unit", "period")})
    writing = put(declaration, EPD, SYNTAX, parting.arrangement)
    places = places_of(parting.arrangement)
    joined = rejoin(base, parting, before)
    crossing = Crossing(joined.datasets, [], [*parting.findings, *joined.findings])
    _link(crossing, writing.wrote, places, joined.moves, key)
    for spot, item in enumerate(declaration["carried"]):
        identity = item["data"].get("identity", {}).get("uuid", "")
        source = (key, f"carried/{spot}/data")
        crossing.links.append(Link(source, ((item["kind"], identity), ""), Fate.KEPT, deep=True))
    _settle_product(crossing, key, uuid, kinds)
    return crossing


def _settle_product(crossing: Crossing, key: Key, uuid: str, kinds: tuple[str, ...]) -> None:
    """What is known of the product, where the target holds it: in its flow dataset, or beside the reference to it."""
    process = crossing.datasets["process", uuid]
    model = Process.model_validate(process)
    for spot, row in enumerate(process.get("exchanges", ())):
        if row.get("modules"):
            continue
        exchange = model.exchanges[spot]
        there = ("flow", row.get("flow", {}).get("id", ""))
        if "flow" in kinds:
            flow = flow_of(exchange)
            if flow is not None and there not in crossing.datasets:
                crossing.datasets[there] = thaw(plain(flow))
                source = (key, f"carried/0/data/exchanges/{spot}/resolved")
                crossing.links.append(Link(source, (there, ""), Fate.CARRIED))
        elif there in crossing.datasets and exchange.resolved is None:
            flow = Flow.model_validate(crossing.datasets[there])
            whole = resolve(exchange, flow, reference=is_reference(model, exchange))
            process["exchanges"][spot] = thaw(plain(whole))
    for other in [other for other in crossing.datasets if other[0] not in kinds]:
        del crossing.datasets[other]


def _link(crossing: Crossing, wrote: Any, places: Mapping[int, str], moves: list[Move], key: Key) -> None:
    ways = Ways(moves)
    for entry in wrote:
        inside = native(places, entry.parent, entry.key, entry.node)
        for target, fate in forward(ways, inside) if inside is not None else ():
            crossing.links.append(Link((key, entry.pointer), target, fate or Fate.CARRIED))


def _order(datasets: Datasets, uuid: str) -> list[Key]:
    """The EPD first, then the rest in the order of the package."""
    first = ("process", uuid)
    return [first, *(key for key in datasets if key != first)]


def _carried(datasets: Datasets, uuid: str) -> list[dict[str, Any]]:
    return [{"kind": key[0], "data": _without_cells(datasets[key])} for key in _order(datasets, uuid)]


def _without_cells(data: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset without its results: those stand in the declaration itself."""
    found = dict(data)
    for name in ("exchanges", "lcia_results"):
        if name in found:
            found[name] = tuple(_skeleton(row) for row in found[name])
    return found


def _skeleton(row: Mapping[str, Any]) -> Mapping[str, Any]:
    if not row.get("modules"):
        return row
    bare = tuple({name: value for name, value in item.items() if name != "cell"} for item in row["modules"])
    return {**row, "modules": bare}


def _base(declaration: Mapping[str, Any]) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    for item in declaration.get("carried", ()):
        data = plain(MODELS[item["kind"]].model_validate(item["data"]))
        found[item["kind"], data.get("identity", {}).get("uuid", "")] = thaw(data)
    return found


__all__ = ["epd_to_datasets", "epd_to_declaration", "is_epd"]
