"""What the choice between two flows means: their characterisation factors side by side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

Vector = Mapping[str, Decimal]
"""Impact of one reference unit of a flow by method; methods without a factor are left out."""
ZERO = Decimal(0)
PLACES = Decimal("0.0001")


class Vectors(Protocol):
    """Characterisation factors of target flows, from LCIA methods that somebody loaded."""

    climate: frozenset[str]
    """The methods of climate change."""

    def of(self, uuid: str) -> Vector:
        """The factors of a flow; empty where no method knows it."""
        ...


def alike(left: Vector, right: Vector) -> bool:
    """Whether two flows have the same factor, not zero, in every method that knows either: a choice without effect."""
    one, other = _without_zeros(left), _without_zeros(right)
    return bool(one) and one == other


def _without_zeros(vector: Vector) -> Vector:
    return {method: value for method, value in vector.items() if value}


def largest_difference(left: Vector, right: Vector) -> Decimal | None:
    """The largest relative difference over the methods, 0 to 1 of the larger factor; None where neither has factors."""
    methods = {*left, *right}
    if not methods:
        return None
    return max(_relative(left.get(method, ZERO), right.get(method, ZERO)) for method in methods).quantize(PLACES)


def _relative(one: Decimal, other: Decimal) -> Decimal:
    larger = max(abs(one), abs(other))
    return abs(one - other) / larger if larger else ZERO


def climate_difference(left: Vector, right: Vector, climate: frozenset[str]) -> Decimal:
    """The largest difference of climate factors, in kg CO2e per reference unit."""
    found = [abs(left.get(method, ZERO) - right.get(method, ZERO)) for method in climate]
    return max(found, default=ZERO)
