"""From ILCD+EPD datasets to an arrangement: results with their keys, the declared unit, who is who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswalk.bridge.assembly import Move
from crosswalk.bridge.crossing import at
from crosswalk.bridge.epd.groups import Datasets, Plain, Usage, disagreements
from crosswalk.bridge.epd.product import Product, product_of
from crosswalk.bridge.epd.programmes import Told, name_of, programme_of, told_elsewhere
from crosswalk.core.findings import Fate, Finding
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
    told: dict[str, Told] = field(default_factory=dict)
    """Facts that the programme's datasets hold in another place than the format's own field."""
    taken: dict[str, str] = field(default_factory=dict)
    """Values of the arrangement that were taken from there, by their pointer."""


def part(datasets: Datasets, uuid: str) -> Parting:
    """The arrangement of one EPD. ``process`` and the contacts in it are the given objects, not copies."""
    process = datasets[("process", uuid)]
    done = Parting({"process": process, "type": "epd"})
    done.moves.append(Move("process", "process", uuid, ""))
    programme = programme_of(process)
    done.told = told_elsewhere(process, programme)
    _compliance(done, process, uuid)
    sheet = done.arrangement["type"] == "climate"
    done.results = results_of(Process.model_validate(process), totals=sheet)
    done.arrangement["results"] = [*_cells(done, uuid)]
    _unit(done, datasets, uuid)
    _people(done, datasets, process, uuid)
    _registration(done, process, uuid)
    _period(done, process, uuid)
    _account_for_told(done, uuid, programme)
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
    product = product_of(datasets, uuid)
    unit: dict[str, Any] = {"kind": "declared"} if product.facts else {}
    for name, fact in product.facts.items():
        unit[name] = {key: value for key, value in fact.amount.items() if value is not None}
        done.moves.extend(Move(f"unit/{name}", *spot, fact.fate) for spot in fact.spots)
    if unit:
        done.arrangement["unit"] = unit
    if "unit" not in unit.get("quantity", {}) and done.results is not None and done.results.rows:
        done.findings.append(finding("XW-E120", dataset=uuid))
    done.findings.extend(product.findings)
    done.findings.extend(disagreements(datasets, uuid, _usages(done, product)))


def _usages(done: Parting, product: Product) -> Iterator[Usage]:
    """The unit groups of the declared unit and of the results."""
    if product.group and "quantity" in product.facts:
        yield Usage(product.group, None, product.facts["quantity"].spots[0][2])
    for row in done.results.rows if done.results is not None else ():
        if row.clue.unit_group:
            yield Usage(row.clue.unit_group, row.clue.unit, f"{row.pointer}/unit_group")


_ROLES = (
    ("owner", "publication/owner"),
    ("operator", "publication/registration_authority"),
    ("developer", "generators/0"),
    ("developer", "entry/person"),
    ("verifier", "reviews/0/reviewers/0"),
    ("rule", "method/details/0"),
)


def _people(done: Parting, datasets: Datasets, process: Plain, uuid: str) -> None:
    """Owner, programme operator, author and verifier by their contact datasets, else as references name them."""
    told = done.told.get("operator")
    roles = [(role, at(process, pointer), pointer) for role, pointer in _ROLES]
    if told is not None:  # who enters the data for a programme is not the author of the study
        roles = [(role, reference, pointer) for role, reference, pointer in roles if pointer != told.pointer]
        roles.append(("operator", told.value, told.pointer))
    for role, reference, pointer in roles:
        if role in done.arrangement or not isinstance(reference, Mapping):
            continue
        contact = datasets.get(("contact", str(reference.get("id", ""))), {})
        if told is not None and pointer == told.pointer:
            done.taken["operator"] = "operator"
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


def _is_placeholder(name: Plain) -> bool:
    """A name without any letter, such as ``00.00.001``."""
    return not any(character.isalpha() for _, words in name["items"] for character in words)


def _registration(done: Parting, process: Plain, uuid: str) -> None:
    """Registration number and publication date: the format's own fields, else where the programme says them."""
    found: dict[str, Any] = {}
    for name, fact, section, member in (
        ("number", "registration_number", "publication", "registration_number"),
        ("published", "published", "epd", "published"),
    ):
        if (stated := process.get(section, {}).get(member)) is not None:
            found[name] = stated
            done.moves.append(Move(f"registration/{name}", "process", uuid, f"{section}/{member}"))
        elif fact in done.told:
            found[name] = done.told[fact].value
            done.taken[f"registration/{name}"] = fact
    if found:
        done.arrangement["registration"] = found


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
    elif "expires" in done.told:
        period["valid_until"] = done.told["expires"].value
        done.taken["period/valid_until"] = "expires"
    elif time.get("valid_until") is not None:
        period["valid_until"] = str(time["valid_until"])
        done.moves.append(Move("period/valid_until", "process", uuid, "time/valid_until"))
    if period:
        done.arrangement["period"] = period


def _account_for_told(done: Parting, uuid: str, programme: str | None) -> None:
    """A move and a finding (XW-E125) for each value that was taken from another place than the format's own field."""
    for pointer, fact in done.taken.items():
        told = done.told[fact]
        shown = told.value
        if isinstance(told.value, Mapping):
            shown = told.value["name"]["items"][0][1]
        else:  # a part of a text
            done.moves.append(Move(pointer, "process", uuid, told.pointer, Fate.APPROXIMATED))
        place = Place(pointer=told.pointer)
        made = finding("XW-E125", dataset=uuid, source=place, after=shown, fact=fact, programme=name_of(str(programme)))
        done.findings.append(made)
