"""Characterisation factors of LCIA method datasets, found by flow."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import Self

from crosswalk.model.impact_method import ImpactMethod

CACHE_KIB = 32768


@dataclass(frozen=True, slots=True)
class MethodHead:
    """What identifies a method, and the quantity that its results are in."""

    uuid: str
    version: str
    name: str
    quantity: str
    quantity_uuid: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One characterisation factor: impact per reference unit of the flow, for a direction and perhaps a location."""

    method: int
    direction: str
    location: str
    value: Decimal


class FactorStore:
    """The factors of any number of methods, in a temporary database that goes to disk where it grows.

    ILCD 1.1, LCIA method, ``characterisationFactors/factor``: a factor holds for a flow, a direction and, if it
    names one, a location. Use as a context manager, or ``close`` it.
    """

    def __init__(self) -> None:
        self.methods: list[MethodHead] = []
        self.without_value: list[int] = []
        """How many factors of each method have no readable value."""
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{CACHE_KIB};"
            "CREATE TABLE factor (flow TEXT, direction TEXT, location TEXT, method INTEGER, value TEXT); BEGIN;"
        )
        self._ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary database back."""
        self._base.close()

    def add(self, method: ImpactMethod) -> None:
        """Enter a method with all its factors; a factor without a flow or a number is counted and left out."""
        number = len(self.methods)
        quantity = method.reference_quantity
        self.methods.append(
            MethodHead(
                method.identity.uuid or "",
                method.identity.version or "",
                method.name.best("en", "zh") if method.name else "",
                quantity.name.best("en", "zh") if quantity and quantity.name else "",
                (quantity.id or "") if quantity else "",
            )
        )
        rows = [
            (factor.flow.id, factor.direction or "", factor.location or "", number, str(factor.mean.value))
            for factor in method.factors
            if factor.flow is not None and factor.flow.id and factor.mean is not None and factor.mean.value is not None
        ]
        self.without_value.append(len(method.factors) - len(rows))
        self._base.executemany("INSERT INTO factor VALUES (?,?,?,?,?)", rows)
        self._ready = False

    def of_flow(self, flow: str) -> list[Factor]:
        """Every factor of a flow, in the order of the methods."""
        if not self._ready:
            self._base.execute("CREATE INDEX IF NOT EXISTS by_flow ON factor (flow)")
            self._ready = True
        query = "SELECT method, direction, location, value FROM factor WHERE flow=? ORDER BY method, rowid"
        return [
            Factor(method, direction, location, Decimal(value))
            for method, direction, location, value in self._base.execute(query, (flow,))
        ]
