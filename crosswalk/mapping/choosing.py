"""The flow of a substance for a compartment and a unit: nothing crosses a medium or a direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from crosswalk.core.units import UnitMismatch, convert, resolve
from crosswalk.mapping.compartments import LAND, RESOURCE, chain_of, compartments, covers, medium_of
from crosswalk.mapping.index import TargetFlow

WIDE = (LAND, RESOURCE)
"""Media whose classes hold what lies below them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A flow, and what stands in the way of taking it."""

    flow: TargetFlow
    gates: tuple[str, ...] = ()
    factor: Decimal | None = Decimal(1)
    """Amount in the target's unit for one of the source's; None where the units do not convert."""


def choose_flow(
    flows: Mapping[str, tuple[TargetFlow, ...]], compartment: str, context: str, unit: str, offered: frozenset[str]
) -> Choice:
    """The best of a substance's flows, which come by compartment. ``offered`` holds the compartments that the list has.

    Where the source's compartment is not known, the plainest flow is shown, and the gate says so; where the substance
    has no flow in the medium, another is shown behind the gate ``medium``.
    """
    if not compartment:
        every = [flow for held in flows.values() for flow in held]
        plainest = min(
            every, key=lambda flow: (flow.compartment.count("."), not flow.compartment, flow.context, flow.number)
        )
        return _measured(plainest, unit, ("compartment",))
    for step, wanted in enumerate(chain_of(compartment)):
        if inside := _inside(wanted, flows):
            best = inside[0] if len(inside) == 1 else min(inside, key=lambda flow: _order(flow, context, unit))
            return _measured(best, unit, _standing_in(step, compartment, wanted, offered))
    medium = medium_of(compartment)
    beside = [flow for held, found in flows.items() if medium_of(held) == medium for flow in found]
    others = beside or [flow for found in flows.values() for flow in found]
    best = min(others, key=lambda flow: _order(flow, context, unit, compartment))
    return _measured(best, unit, ("stand_in",) if beside else ("medium",))


def _inside(wanted: str, flows: Mapping[str, tuple[TargetFlow, ...]]) -> list[TargetFlow]:
    """The flows of a compartment; a resource or land without a category of its own holds its subclasses.

    *Resource from ground* is any of EF's five; *air, unspecified* is a category, not all of air.
    """
    if not wanted.startswith(WIDE):
        return list(flows.get(wanted, ()))
    return [flow for held, found in flows.items() if covers(wanted, held) for flow in found]


def _standing_in(step: int, compartment: str, wanted: str, offered: frozenset[str]) -> tuple[str, ...]:
    """The gates of a flow that is some steps along the chain from the compartment of the source."""
    if not step:
        return ()
    if compartments()[compartment].disputed:
        return ("disputed_compartment",)
    return ("stand_in",) if _skips(compartment, wanted, offered) else ()


@lru_cache(maxsize=5000)
def _skips(compartment: str, wanted: str, offered: frozenset[str]) -> bool:
    """Whether a class nearer than the wanted one is in the list, only not for this substance."""
    for nearer in chain_of(compartment):
        if nearer == wanted:
            return False
        if nearer in offered or (nearer.startswith(WIDE) and any(covers(nearer, offer) for offer in offered)):
            return True
    return False


def _order(flow: TargetFlow, context: str, unit: str, compartment: str = "") -> tuple[bool, bool, bool, int, str, int]:
    far = medium_of(flow.compartment).partition(".")[0] != compartment.partition(".")[0] if compartment else False
    return (
        far,
        flow.context != context,
        not _same_dimension(flow.unit, unit),
        flow.compartment.count("."),
        flow.context,
        flow.number,
    )


@lru_cache(maxsize=5000)
def _same_dimension(left: str, right: str) -> bool:
    one, other = resolve(left), resolve(right)
    return left == right or (one is not None and other is not None and one.dimension == other.dimension)


def _measured(flow: TargetFlow, unit: str, gates: tuple[str, ...]) -> Choice:
    if not unit or not flow.unit:
        return Choice(flow, (*gates, "unit"))
    if unit == flow.unit:
        return Choice(flow, gates)
    factor = ratio_of(unit, flow.unit)
    return Choice(flow, (*gates, "dimension"), None) if factor is None else Choice(flow, gates, factor)


@lru_cache(maxsize=5000)
def ratio_of(source: str, target: str) -> Decimal | None:
    """One of a unit in another; None where they do not convert."""
    try:
        return convert(Decimal(1), source, target).value
    except UnitMismatch:
        return None
