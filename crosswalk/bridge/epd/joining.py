"""From an arrangement to ILCD+EPD datasets: into the datasets that a declaration was made of, or into new ones.

Nothing is invented: identifiers of indicators, unit groups and flow properties are those of the master data, those of
new datasets are derived (UUIDv5), and what has no identifier is left out with a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from crosswalk.bridge.assembly import Move, reference_to
from crosswalk.bridge.epd.groups import Plain
from crosswalk.bridge.epd.parting import Parting, cell_of
from crosswalk.bridge.quantities import bare, measure
from crosswalk.bridge.terms import best, standard_dataset
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.ids import derive_uuid
from crosswalk.core.messages import LANGUAGES, finding, term_of
from crosswalk.core.numbers import Scaled, scale
from crosswalk.core.tables import table
from crosswalk.core.units import UnitMismatch, convert, resolve
from crosswalk.formats.engine import covers
from crosswalk.model.indicator import identifier_of, indicators
from crosswalk.model.results import TOTAL, UNRESOLVED, ResultRow

PRODUCT_LINE = 0
"""Internal id of the product's exchange."""


@dataclass
class Joining:
    """Datasets as plain data by (kind, uuid), the moves that led there, and what must be said."""

    datasets: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def thaw(value: Any) -> Any:
    """Plain data that can be edited: lists for tuples of objects."""
    if isinstance(value, Mapping):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping):
        return [thaw(item) for item in value]
    return value


def rejoin(base: dict[tuple[str, str], dict[str, Any]], parting: Parting, before: Plain) -> Joining:
    """Bring an edited arrangement back into the datasets that it was parted from; ``before`` is it unedited."""
    arrangement, results = parting.arrangement, parting.results
    assert results is not None
    process = arrangement["process"]
    done = Joining(base, list(parting.moves))
    uuid = process["identity"]["uuid"]
    rows = _Rows(process, uuid, done)
    for spot, (edited, row) in enumerate(zip(arrangement["results"], results.cells, strict=False)):
        rows.know(row)
        entry = rows.fitted(edited, spot)
        if entry is None:
            continue
        if row.stage == TOTAL:
            kind, number, name = row.pointer.split("/")
            process[kind][int(number)][name] = bare(entry.get("amount", {}))
            continue
        holder, _, place = row.pointer.rpartition("/modules/")
        kind, _, number = holder.partition("/")
        module = process[kind][int(number)]["modules"][int(place)]
        if (cell := _cell(entry)) is not None:
            module["cell"] = cell
    known = len(results.cells)
    rows.add([(spot, entry) for spot, entry in enumerate(arrangement["results"]) if spot >= known])
    _return_dates(process, parting, before.get("period") or {}, done)
    if not covers(arrangement.get("unit"), before.get("unit")):
        done.findings.append(finding("XW-E122", dataset=uuid))
    return done


def _return_dates(process: dict[str, Any], parting: Parting, before: Plain, done: Joining) -> None:
    """Number and dates go to the format's own fields, unless the programme says the same in another place."""
    parts = {name: dict(parting.arrangement.get(name, {})) for name in ("registration", "period")}
    for pointer, fact in parting.taken.items():
        section, _, name = pointer.partition("/")
        if section not in parts:
            continue
        if parts[section].get(name) == parting.told[fact].value:
            del parts[section][name]
            continue
        done.moves = [move for move in done.moves if move.start != pointer]
        done.moves.append(Move(pointer, "process", process["identity"]["uuid"], PLACES[pointer]))
    until = parts["period"].get("valid_until")
    if until is not None and until != before.get("valid_until"):
        for section, member in (("time", "valid_until"), ("epd", "expires")):
            process.get(section, {}).pop(member, None)
        done.moves = [move for move in done.moves if move.start != "period/valid_until"]
        done.moves.append(_expiry_move(until, process["identity"]["uuid"]))
    _apply_registration(process, parts["registration"])
    _apply_period(process, parts["period"])


def join(arrangement: dict[str, Any]) -> Joining:
    """New datasets: the process, its product flow, contacts, and sources for standards that no dataset stands for."""
    return _Builder(arrangement).build()


def _cell(entry: Plain) -> dict[str, Any] | None:
    made = bare(entry.get("amount", {}))
    state = entry.get("state", "value")
    return None if state == "empty" and not made else {"state": state, **made}


PLACES = {
    "registration/number": "publication/registration_number",
    "registration/published": "epd/published",
    "period/valid_until": "epd/expires",
}
"""The format's own fields of number and dates."""


def _apply_registration(process: dict[str, Any], registration: Plain) -> None:
    for name, value in registration.items():
        section, _, member = PLACES[f"registration/{name}"].partition("/")
        process.setdefault(section, {})[member] = value


def _is_day(date: str) -> bool:
    return len(date) == len("2026-01-31")


def _expiry_move(until: str, uuid: str) -> Move:
    """A day goes to the extension; of a month ILCD's own field holds the year."""
    if _is_day(until):
        return Move("period/valid_until", "process", uuid, PLACES["period/valid_until"])
    fate = None if len(until) == len("2026") else Fate.APPROXIMATED
    return Move("period/valid_until", "process", uuid, "time/valid_until", fate)


def _apply_period(process: dict[str, Any], period: Plain) -> None:
    """ILCD holds the years; the expiry date stands in the extension."""
    time = process.setdefault("time", {})
    if (end := period.get("end")) is not None:
        time["reference_year"] = int(str(end)[:4])
    if (until := period.get("valid_until")) is not None:
        if _is_day(until):
            process.setdefault("epd", {})["expires"] = until
        time.setdefault("valid_until", int(until[:4]))
    if not time:
        del process["time"]


class _Rows:
    """Exchanges and LCIA results of a process, found by their indicator."""

    def __init__(self, process: dict[str, Any], uuid: str, done: Joining) -> None:
        self.process, self.uuid, self.done = process, uuid, done
        self.rows: dict[tuple[str, str | None], tuple[str, dict[str, Any]]] = {}
        self.units: dict[tuple[str, str | None], str | None] = {}
        """The unit of each row, None where a row that is there names none."""

    def know(self, row: ResultRow) -> None:
        """A row that is there."""
        kind, _, number = row.row.pointer.partition("/")
        key = (row.indicator, row.method)
        self.rows.setdefault(key, (row.row.pointer, self.process[kind][int(number)]))
        self.units.setdefault(key, cell_of(row)["amount"].get("unit"))

    def fitted(self, entry: Plain, spot: int) -> Plain | None:
        """A result in the unit of its row; one that does not convert is left out, and named (XW-E138)."""
        amount = entry.get("amount", {})
        unit, wanted = amount.get("unit"), self.units.get((entry["indicator"], entry.get("method")))
        if amount.get("value") is None or not unit or not wanted or _same_unit(unit, wanted):
            return entry
        here = f"results/{spot}/"
        try:
            scaled = convert(amount["value"], unit, wanted)
        except UnitMismatch:
            self.done.moves = [move for move in self.done.moves if not move.start.startswith(here)]
            before = f"{amount['value']} {unit}"
            told = {"indicator": entry["indicator"], "stage": entry["stage"], "unit": wanted}
            self.done.findings.append(finding("XW-E138", dataset=self.uuid, before=before, **told))
            return None
        fate = _fate_of(changed=True, exact=scaled.exact)
        self.done.moves = [replace(m, fate=fate) if m.start == f"{here}amount" else m for m in self.done.moves]
        return {**entry, "amount": {"value": scaled.value, "unit": wanted}}

    def add(self, entries: list[tuple[int, Plain]]) -> None:
        """Put each result into the row of its indicator, in a row of its own where there is none yet."""
        for spot, stated in entries:
            key = (stated["indicator"], stated.get("method"))
            if key not in self.rows and (made := self._row(stated, spot)) is not None:
                self.rows[key] = made
            if key not in self.rows:
                continue
            pointer, row = self.rows[key]
            self._name_unit(key, stated, spot)
            entry = self.fitted(stated, spot)
            if entry is None:
                continue
            fate = None if entry is stated else Fate.CONVERTED
            if entry["stage"] == TOTAL:
                row["mean"] = bare(entry.get("amount", {}))
                self._move(f"results/{spot}/amount", f"{pointer}/mean", fate)
                continue
            modules = row.setdefault("modules", [])
            here = f"{pointer}/modules/{len(modules)}"
            module = {"module": entry["stage"], "scenario": entry.get("scenario"), "cell": _cell(entry)}
            modules.append({name: value for name, value in module.items() if value is not None})
            self._move(f"results/{spot}/amount", f"{here}/cell", fate)
            for name, inner in (("stage", "module"), ("scenario", "scenario")):
                self._move(f"results/{spot}/{name}", f"{here}/{inner}")

    def _name_unit(self, key: tuple[str, str | None], entry: Plain, spot: int) -> None:
        """The unit group of a new row, by its first result that has a unit: of that unit, or of its dimension."""
        unit = entry.get("amount", {}).get("unit")
        if key in self.units or not unit:
            return
        found = _unit_group(unit)
        self.units[key] = found["unit"] if found is not None else unit
        if found is not None:
            pointer, row = self.rows[key]
            row["unit_group"] = {"kind": "unit group data set", "id": found["uuid"], "name": _english(found["unit"])}
            self._move(f"results/{spot}/amount/unit", f"{pointer}/unit_group")

    def _move(self, start: str, pointer: str, fate: Fate | None = None) -> None:
        self.done.moves.append(Move(start, "process", self.uuid, pointer, fate))

    def _row(self, entry: Plain, spot: int) -> tuple[str, dict[str, Any]] | None:
        indicator, method = entry["indicator"], entry.get("method")
        known = indicators().get(indicator)
        if known is None:
            uuid = indicator.removeprefix(UNRESOLVED).partition("#")[0] if indicator.startswith(UNRESOLVED) else ""
            version, kind, direction, name = "", "lcia", None, uuid
        else:
            found = identifier_of(indicator, method)
            uuid, version = found if found is not None else ("", "")
            kind, name = known.kind, f"{known.name('en')} ({known.code})"
            direction = {"input": "Input", "output": "Output"}.get(kind)
        if not uuid:
            self.done.findings.append(finding("XW-E123", dataset=self.uuid, indicator=indicator, method=method or "-"))
            return None
        return self._new_row(spot, kind, direction, (uuid, version, name))

    def _new_row(
        self, spot: int, kind: str, direction: str | None, who: tuple[str, str, str]
    ) -> tuple[str, dict[str, Any]]:
        uuid, version, name = who
        role, subject, holder = (
            ("LCIA method", "method", "lcia_results") if kind == "lcia" else ("flow", "flow", "exchanges")
        )
        rows = self.process.setdefault(holder, [])
        reference: dict[str, Any] = {"kind": f"{role} data set", "id": uuid, "name": _english(name)}
        if version:
            reference["version"] = version
        row: dict[str, Any] = {subject: reference}
        if kind != "lcia":
            numbers = [item.get("internal_id") or 0 for item in rows]
            row |= {"internal_id": max([PRODUCT_LINE, *numbers]) + 1, "function_type": "General reminder flow"}
            row |= {"direction": direction}
        rows.append(row)
        self._move(f"results/{spot}/indicator", f"{holder}/{len(rows) - 1}/{subject}")
        return f"{holder}/{len(rows) - 1}", row


def _same_unit(left: str, right: str) -> bool:
    units = resolve(left), resolve(right)
    return left == right or (units[0] is not None and units[0] == units[1])


def _unit_group(unit: str) -> Plain | None:
    """The group of a unit, else the one of its dimension."""
    rows = [row for row in table("units/unit_groups.csv") if row["unit"] and not row["deprecated"]]
    known = resolve(unit)
    exact = [row for row in rows if row["unit"] == unit]
    near = [row for row in rows if known is not None and row["dimension"] == known.dimension]
    return next(iter([*exact, *near]), None)


class _Builder:
    def __init__(self, arrangement: dict[str, Any]) -> None:
        self.parts = arrangement
        self.done = Joining()
        self.process: dict[str, Any] = thaw(arrangement.get("process", {}))
        identity = self.process.setdefault("identity", {})
        if not identity.get("uuid"):
            maker = best(arrangement.get("owner", {}).get("name"))
            name = best(self.process.get("name", {}).get("base"))
            identity["uuid"] = derive_uuid("epd", maker, name, self.process.get("geography", {}).get("location") or "")
            self.done.findings.append(finding("XW-B010", after=identity["uuid"]))
        self.uuid: str = identity["uuid"]
        self.version: str | None = identity.get("version")

    def build(self) -> Joining:
        self._move("process", "process", self.uuid, "")
        self._administer()
        self._product()
        sheet = self.parts.get("type") == "climate"
        entries = [(n, cell) for n, cell in enumerate(self.parts.get("results", ())) if cell.get("method") or not sheet]
        _Rows(self.process, self.uuid, self.done).add(entries)
        period = self.parts.get("period", {})
        narrowed = Fate.APPROXIMATED if len(period.get("end", "")) > len("2026") else None
        self._move("period/end", "process", self.uuid, "time/reference_year", narrowed)
        self.done.moves.append(_expiry_move(period.get("valid_until", ""), self.uuid))
        _apply_period(self.process, period)
        for name in ("number", "published"):
            self._move(f"registration/{name}", "process", self.uuid, PLACES[f"registration/{name}"])
        _apply_registration(self.process, self.parts.get("registration", {}))
        self._compliance()
        if self.parts.get("type") == "climate":
            words = tuple((language, term_of("container", "climate", language)) for language in LANGUAGES)
            self.process["synonyms"] = {"items": words}
        self.done.datasets[("process", self.uuid)] = self.process
        self._stamp()
        return self.done

    def _move(self, start: str, kind: str, uuid: str, pointer: str, fate: Fate | None = None) -> None:
        self.done.moves.append(Move(start, kind, uuid, pointer, fate))

    def _administer(self) -> None:
        method = self.process.setdefault("method", {})
        if self.parts.get("type") == "climate":
            method["dataset_type"] = "EPD"  # what servers know the container by
            self.process.setdefault("epd", {})["sub_type"] = "specific dataset"
        method.setdefault("dataset_type", "EPD")
        publication = self.process.setdefault("publication", {})
        if owner := self._contact("owner"):
            publication["owner"] = owner
        if operator := self._contact("operator"):
            publication["registration_authority"] = operator
        if developer := self._contact("developer"):
            self.process["generators"] = [developer]
        if verifier := self._contact("verifier"):
            self.process["reviews"] = [{"reviewers": [verifier]}]
        if name := self.parts.get("rule", {}).get("name"):
            method["details"] = [self._source(best(name), "rule/name")]
        entry = self.process.setdefault("entry", {})
        entry["formats"] = [
            {name: row[name] for name in ("kind", "version")} | {"id": row["uuid"], "name": _english(row["name_en"])}
            for role in ("format", "epd_format")
            if (row := standard_dataset(role)) is not None
        ]

    def _contact(self, role: str) -> dict[str, Any] | None:
        part = self.parts.get(role, {})
        if not part.get("name"):
            return None
        uuid = derive_uuid("contact", best(part["name"]))
        data = {**part, "identity": {"uuid": uuid}, "short_name": part["name"]}
        self.done.datasets.setdefault(("contact", uuid), data)
        self._move(role, "contact", uuid, "")
        return self._reference("contact", uuid, part["name"])

    def _source(self, words: str, start: str | None) -> dict[str, Any]:
        uuid = derive_uuid("source", words)
        name = _english(words)
        self.done.datasets.setdefault(("source", uuid), {"identity": {"uuid": uuid}, "short_name": name})
        if start is not None:
            self._move(start, "source", uuid, "short_name")
        return self._reference("source", uuid, name)

    def _reference(self, kind: str, uuid: str, name: Any) -> dict[str, Any]:
        return reference_to(kind, uuid, self.version, name)

    def _product(self) -> None:
        """The product flow: its reference property by the unit, mass and biogenic carbon beside it."""
        unit = self.parts.get("unit", {})
        quantity = unit.get("quantity")
        name = self.process.get("name")
        if not quantity or not name:
            return
        measured = measure(quantity)
        uuid = derive_uuid("product", self.uuid)
        flow: dict[str, Any] = {
            "identity": {"uuid": uuid},
            "name": {part: name[part] for part in ("base", "treatment", "mix") if part in name},
            "dataset_type": "Product flow",
        }
        if measured.flow_property is not None:
            flow["reference_property"] = PRODUCT_LINE
            flow["flow_properties"] = [*self._properties(uuid, measured.flow_property, unit, measured.amount["value"])]
        else:
            self.done.findings.append(finding("XW-E124", before=str(quantity.get("unit") or "")))
        self.done.datasets[("flow", uuid)] = flow
        exchange = {
            "internal_id": PRODUCT_LINE,
            "flow": self._reference("flow", uuid, name.get("base")),
            "mean": measured.amount,
        }
        fate = _fate_of(changed=measured.changed, exact=measured.exact)
        fate = Fate.MAPPED if measured.renamed else fate
        self._move("unit/quantity", "process", self.uuid, "exchanges/0/mean", fate)
        self.process["exchanges"] = [exchange]
        self.process["quantitative_reference"] = {"kind": "Reference flow(s)", "reference_flows": (PRODUCT_LINE,)}

    def _properties(self, uuid: str, reference: Plain, unit: Plain, amount: Any) -> Iterator[dict[str, Any]]:
        yield {"internal_id": 0, "property": _property(reference["uuid"], reference["name"]), "mean": {"value": 1}}
        number = 0
        for row in table("epd/product_properties.csv"):
            fact = unit.get(row["role"], {})
            if fact.get("value") is None or row["uuid"] == reference["uuid"] or not amount:
                continue
            stated = _in_unit(fact, row["unit"])
            if stated is None:
                before = f"{fact['value']} {fact['unit']}"
                self.done.findings.append(finding("XW-E137", dataset=self.uuid, before=before, property=row["name"]))
                continue
            number += 1
            per = scale(stated.value, 1 / Fraction(amount))
            changed = per.value != fact["value"]
            mean = {"value": per.value} if changed else bare(fact)
            fate = _fate_of(changed=changed, exact=stated.exact and per.exact)
            yield {"internal_id": number, "property": _property(row["uuid"], row["name"]), "mean": mean}
            self._move(f"unit/{row['role']}", "flow", uuid, f"flow_properties/{number}/mean", fate)

    def _compliance(self) -> None:
        given = self.parts.get("compliance", ())
        self.process["compliance"] = [{"system": system} for system in given]
        for spot, system in enumerate(given):
            self._move(f"compliance/{spot}", "process", self.uuid, f"compliance/{spot}/system")
            row = next((row for row in table("epd/standards.csv") if row["uuid"] == system.get("id")), None)
            if row is not None and row["sheet"] == "yes":
                name = _english(row["name"])
                source = {"identity": {"uuid": row["uuid"]}, "short_name": name, "citation": row["name"]}
                self.done.datasets.setdefault(("source", row["uuid"]), source)

    def _stamp(self) -> None:
        """Time stamp and version: every dataset of a package carries those of its process."""
        stamp = self.process.get("entry", {}).get("timestamp")
        for data in self.done.datasets.values():
            if data is self.process:
                continue
            if stamp:
                data.setdefault("entry", {})["timestamp"] = stamp
            if self.version:
                data["identity"]["version"] = self.version


def _in_unit(fact: Plain, unit: str) -> Scaled | None:
    """A mass, or a mass of carbon, in a unit of the master data; None where it is stated in one of another kind."""
    for target in (unit, "kg"):  # carbon may be stated as a mass
        try:
            return convert(fact["value"], fact.get("unit") or target, target)
        except UnitMismatch:
            continue
    return None


def _fate_of(*, changed: bool, exact: bool) -> Fate | None:
    if not changed:
        return None
    return Fate.CONVERTED if exact else Fate.ROUNDED


def _property(uuid: str, name: str) -> dict[str, Any]:
    return {"kind": "flow property data set", "id": uuid, "name": _english(name)}


def _english(words: str) -> dict[str, Any]:
    return {"items": (("en", words),)}
