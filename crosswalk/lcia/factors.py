"""Characterisation factors of LCIA method datasets, found by flow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from crosswalk.bridge.quantities import flow_property_by_id
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import number_text
from crosswalk.core.places import Place
from crosswalk.index.package import rank_of
from crosswalk.lcia.flows import FlowShelf
from crosswalk.lcia.names import substance, take_apart
from crosswalk.model.impact_method import CharacterisationFactor, ImpactMethod

CACHE_KIB = 32768
HELD = 20000
"""Flows whose factors are held as objects; an inventory repeats a few hundred."""
_TABLES = """
CREATE TABLE factor (flow TEXT, direction TEXT, location TEXT, method INTEGER, value TEXT, unit TEXT);
CREATE TABLE substance (name TEXT, compartment TEXT, method INTEGER, UNIQUE (name, compartment, method));
"""


@dataclass(frozen=True, slots=True)
class MethodHead:
    """What identifies a method, and the quantity that its results are in."""

    uuid: str
    version: str
    name: str
    quantity: str
    """The reference quantity in the words of the method, such as ``kg CO2 Equivalents``."""
    quantity_uuid: str
    dimension: str = ""
    """The dimension of ``mappings/units/flow_properties.csv``; empty for a quantity that the table lacks."""
    factors: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """One characterisation factor: impact per reference unit of the flow, for a direction and perhaps a location."""

    method: int
    direction: str
    location: str
    raw: str
    """The characters of the dataset."""
    value: Decimal
    unit: str
    """The unit of the flow that the factor is per, where the method states it."""


class FactorStore:
    """The factors of any number of methods, in a temporary database that goes to disk where it grows.

    ILCD 1.1, LCIA method, ``characterisationFactors/factor``: ``meanValue`` is the impact of one reference unit of a
    flow, it holds for an ``exchangeDirection`` and, if it names one, a ``location``. Use as a context manager, or
    ``close`` it.
    """

    def __init__(self) -> None:
        self.methods: list[MethodHead] = []
        self.findings: list[Finding] = []
        """What is wrong with the methods: given twice, factors without a number, factors that contradict."""
        self.flows = FlowShelf()
        """Flow datasets that came with the methods."""
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE_KIB};")
        self._base.executescript(_TABLES + "BEGIN;")
        self._ready = False
        self._known: dict[str, tuple[Factor, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary databases back."""
        self._base.close()
        self.flows.close()

    def add(self, method: ImpactMethod, place: Place | None = None) -> None:
        """Enter a method with all its factors.

        Of two datasets of one UUID the newer counts (XW-M020). A factor without a flow or a number is left out
        (XW-M021), and so are factors of one flow, direction and location that contradict each other (XW-M022).
        """
        number = self._number(method, place)
        if number is None:
            return
        sound, lacking, contradicting = _sort(method.factors)
        for code, count in (("XW-M021", lacking), ("XW-M022", contradicting)):
            if count:
                self.findings.append(finding(code, source=place, count=count, method=_name(method)))
        self.methods[number] = _head(method, len(sound))
        names = [(factor, take_apart(_flow_name(factor))) for factor in sound]
        self._base.executemany(
            "INSERT INTO factor VALUES (?,?,?,?,?,?)",
            [(*_key(factor), number, _text(factor), name.unit) for factor, name in names],
        )
        self._base.executemany(
            "INSERT OR IGNORE INTO substance VALUES (?,?,?)",
            {(substance(name.name), name.compartment.casefold(), number) for _, name in names if name.name},
        )
        self._ready = False
        self._known.clear()

    def _number(self, method: ImpactMethod, place: Place | None) -> int | None:
        """The number of a new method, or of the older dataset that it replaces; None where it is the older itself."""
        uuid, version = method.identity.uuid or "", method.identity.version or ""
        spot = next((spot for spot, head in enumerate(self.methods) if head.uuid == uuid), None)
        if spot is None:
            self.methods.append(_head(method, 0))
            return len(self.methods) - 1
        held = self.methods[spot].version
        newer = rank_of(version) > rank_of(held)
        before, after = (held, version) if newer else (version, held)
        self.findings.append(finding("XW-M020", source=place, before=before, after=after, method=_name(method)))
        if not newer:
            return None
        self._base.execute("DELETE FROM factor WHERE method=?", (spot,))
        self._base.execute("DELETE FROM substance WHERE method=?", (spot,))
        return spot

    def of_flow(self, flow: str) -> tuple[Factor, ...]:
        """Every factor of a flow, in the order of the methods."""
        if flow not in self._known:
            if len(self._known) >= HELD:
                self._known.clear()
            self._known[flow] = tuple(self._read(flow))
        return self._known[flow]

    def _read(self, flow: str) -> Iterator[Factor]:
        if not self._ready:
            self._base.execute("CREATE INDEX IF NOT EXISTS by_flow ON factor (flow)")
            self._ready = True
        query = "SELECT method, direction, location, value, unit FROM factor WHERE flow=? ORDER BY method, rowid"
        facts = self.flows.of(flow)
        for method, direction, location, text, unit in self._base.execute(query, (flow,)):
            yield Factor(method, direction, location, text, Decimal(text), (facts.unit if facts else "") or unit)

    def compartments_of(self, name: str) -> tuple[str, ...]:
        """Where the methods have factors for a substance, in small letters; empty for one that they do not know.

        A compartment is empty where the method names none.
        """
        query = "SELECT DISTINCT compartment FROM substance WHERE name=?"
        return tuple(row[0] for row in self._base.execute(query, (substance(name),)))


def _head(method: ImpactMethod, factors: int) -> MethodHead:
    quantity = method.reference_quantity
    row = flow_property_by_id(quantity.id) if quantity else None
    return MethodHead(
        uuid=method.identity.uuid or "",
        version=method.identity.version or "",
        name=_name(method),
        quantity=quantity.name.best("en", "zh").strip() if quantity and quantity.name else "",
        quantity_uuid=(quantity.id or "") if quantity else "",
        dimension=row["dimension"] if row else "",
        factors=factors,
    )


def _name(method: ImpactMethod) -> str:
    return method.name.best("en", "zh").strip() if method.name else ""


def _sort(factors: tuple[CharacterisationFactor, ...]) -> tuple[list[CharacterisationFactor], int, int]:
    """Factors that can be used, one a flow, direction and location; how many lack something; how many contradict."""
    found: dict[tuple[str, str, str], CharacterisationFactor] = {}
    clashes: dict[tuple[str, str, str], int] = {}
    lacking = 0
    for factor in factors:
        if factor.flow is None or not factor.flow.id or factor.mean is None or factor.mean.value is None:
            lacking += 1
            continue
        key = _key(factor)
        held = found.setdefault(key, factor)
        if held.mean is not None and held.mean.value != factor.mean.value:
            clashes[key] = clashes.get(key, 1) + 1
    sound = [factor for key, factor in found.items() if key not in clashes]
    return sound, lacking, sum(clashes.values())


def _key(factor: CharacterisationFactor) -> tuple[str, str, str]:
    assert factor.flow is not None
    return factor.flow.id or "", factor.direction or "", factor.location or ""


def _flow_name(factor: CharacterisationFactor) -> str:
    name = factor.flow.name if factor.flow else None
    return name.best("en", "zh") if name else ""


def _text(factor: CharacterisationFactor) -> str:
    """The characters of the dataset where they are the number itself, else the number."""
    mean = factor.mean
    assert mean is not None
    assert mean.value is not None
    return number_text(mean.value, mean.raw, bare=False)
