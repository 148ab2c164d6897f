"""From ILCD+EPD datasets to an arrangement: results with their keys, the declared unit, who is who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.bridge.assembly import Move
from crosswalk.bridge.epd.product import Datasets, Plain, facts_of
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.model.process import Process
from crosswalk.model.results import TOTAL, ResultRow, Results, results_of


@dataclass
class Parting:
    """The arrangement, the moves that led to it, and what must be said."""

    arrangement: dict[str, Any]
    moves: list[Move] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    results: Results | None = None


def part(datasets: Datasets, uuid: str) -> Parting:
    """The arrangement of one EPD. ``process`` and the contacts in it are the given objects, not copies."""
    process = datasets[("process", uuid)]
    done = Parting({"process": process, "type": "epd"})
    done.moves.append(Move("process", "process", uuid, ""))
    _compliance(done, process, uuid)
    sheet = done.arrangement["type"] == "climate"
    done.results = results_of(Process.model_validate(process), totals=sheet)
    done.arrangement["results"] = [*_cells(done, uuid)]
    _unit(done, datasets, uuid)
    _people(done, datasets, process, uuid)
    _period(done, process, uuid)
    return done


def _cells(done: Parting, uuid: str) -> Iterator[dict[str, Any]]:
    assert done.results is not None
    for spot, row in enumerate(done.results.cells):
        start, holder = f"results/{spot}", row.row.pointer
        if row.stage == TOTAL:
            done.moves.append(Move(f"{start}/amount", "process", uuid, row.pointer))
        else:
            done.moves.append(Move(f"{start}/amount", "process", uuid, f"{row.pointer}/cell"))
            done.moves.append(Move(f"{start}/stage", "process", uuid, f"{row.pointer}/module"))
            done.moves.append(Move(f"{start}/scenario", "process", uuid, f"{row.pointer}/scenario"))
        done.moves.append(Move(f"{start}/indicator", "process", uuid, f"{holder}/{row.row.subject}"))
        done.moves.append(Move(f"{start}/amount/unit", "process", uuid, f"{holder}/unit_group"))
        yield cell_of(row)


def cell_of(row: ResultRow) -> dict[str, Any]:
    """A result as plain data of a declaration."""
    resolved = row.row.resolved
    amount = {"value": row.cell.value, "raw": row.cell.raw, "unit": resolved.unit or row.row.clue.unit}
    made: dict[str, Any] = {
        "indicator": row.indicator,
        "stage": row.stage,
        "state": row.cell.state,
        "amount": {name: value for name, value in amount.items() if value is not None},
    }
    more = {"method": row.method, "scenario": row.scenario, "unit_source": resolved.unit_source}
    return made | {name: value for name, value in more.items() if value}


def _compliance(done: Parting, process: Plain, uuid: str) -> None:
    systems = [(spot, item["system"]) for spot, item in enumerate(process.get("compliance", ())) if item.get("system")]
    done.arrangement["compliance"] = [system for _, system in systems]
    for number, (spot, _) in enumerate(systems):
        done.moves.append(Move(f"compliance/{number}", "process", uuid, f"compliance/{spot}/system"))
    own = {row["uuid"] for row in table("epd/standards.csv") if row["sheet"] == "yes"}
    if any(system.get("id") in own for _, system in systems):
        done.arrangement["type"] = "climate"


def _unit(done: Parting, datasets: Datasets, uuid: str) -> None:
    facts = facts_of(datasets, uuid)
    unit: dict[str, Any] = {"kind": "declared"} if facts else {}
    for name, fact in facts.items():
        unit[name] = {key: value for key, value in fact.amount.items() if value is not None}
        done.moves.extend(Move(f"unit/{name}", *spot) for spot in fact.spots)
    if unit:
        done.arrangement["unit"] = unit
    elif done.results is not None and done.results.rows:
        done.findings.append(finding("XW-E120", dataset=uuid))


_ROLES = (
    ("owner", ("publication", "owner")),
    ("operator", ("publication", "registration_authority")),
    ("developer", ("generators", 0)),
    ("developer", ("entry", "person")),
    ("verifier", ("reviews", 0, "reviewers", 0)),
    ("rule", ("method", "details", 0)),
)


def _people(done: Parting, datasets: Datasets, process: Plain, uuid: str) -> None:
    """Owner, programme operator, author and verifier by their contact datasets, else as references name them."""
    for role, path in _ROLES:
        reference = _at(process, path)
        if role in done.arrangement or not isinstance(reference, Mapping):
            continue
        contact = datasets.get(("contact", str(reference.get("id", ""))), {})
        pointer = "/".join(str(step) for step in path)
        if contact.get("name"):
            done.arrangement[role] = contact
            done.moves.append(Move(role, "contact", str(reference["id"]), ""))
        elif reference.get("name"):
            done.arrangement[role] = reference
            done.moves.append(Move(role, "process", uuid, pointer))
            if _is_placeholder(reference["name"]):
                words = reference["name"]["items"][0][1]
                place = Place(pointer=f"{pointer}/name")
                done.findings.append(finding("XW-E121", dataset=uuid, source=place, before=words, role=role))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        if isinstance(step, int):
            if not isinstance(data, (list, tuple)) or len(data) <= step:
                return None
            data = data[step]
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _is_placeholder(name: Plain) -> bool:
    """A name without any letter, such as ``00.00.001``."""
    return not any(character.isalpha() for _, words in name["items"] for character in words)


def _period(done: Parting, process: Plain, uuid: str) -> None:
    """The reference year; the expiry date, else the year that the dataset is valid until."""
    time, epd = process.get("time", {}), process.get("epd", {})
    period: dict[str, Any] = {}
    if time.get("reference_year") is not None:
        period["end"] = str(time["reference_year"])
        done.moves.append(Move("period/end", "process", uuid, "time/reference_year"))
    if epd.get("expires"):
        period["valid_until"] = epd["expires"]
        done.moves.append(Move("period/valid_until", "process", uuid, "epd/expires"))
    elif time.get("valid_until") is not None:
        period["valid_until"] = str(time["valid_until"])
        done.moves.append(Move("period/valid_until", "process", uuid, "time/valid_until"))
    if period:
        done.arrangement["period"] = period
