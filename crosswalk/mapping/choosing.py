"""The flow of a substance for a compartment and a unit: nothing crosses a medium or a direction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crosswalk.core.units import UnitMismatch, convert, resolve
from crosswalk.mapping.compartments import chain_of, compartments, covers, direction_of, medium_of
from crosswalk.mapping.index import TargetFlow


@dataclass(frozen=True, slots=True)
class Choice:
    """A flow, and what stands in the way of taking it."""

    flow: TargetFlow
    gates: tuple[str, ...] = ()
    factor: Decimal | None = Decimal(1)
    """Amount in the target's unit for one of the source's; None where the units do not convert."""


def choose_flow(
    flows: tuple[TargetFlow, ...], compartment: str, context: str, unit: str, offered: frozenset[str]
) -> Choice:
    """The best flow of a substance. ``offered`` holds the compartments that the list has at all.

    Where the source's compartment is not known, the plainest flow is shown, and the gate says so; where the substance
    has no flow in the medium, another is shown behind the gate ``medium``.
    """
    if not compartment:
        plainest = min(flows, key=lambda flow: (flow.compartment.count("."), not flow.compartment, flow.number))
        return _measured(plainest, unit, ("compartment",))
    for step, wanted in enumerate(chain_of(compartment)):
        inside = [flow for flow in flows if _within(wanted, flow.compartment)]
        if inside:
            best = min(inside, key=lambda flow: _order(flow, context, unit))
            return _measured(best, unit, _standing_in(step, compartment, wanted, offered))
    medium = medium_of(compartment)
    beside = [flow for flow in flows if medium_of(flow.compartment) == medium]
    best = min(beside or flows, key=lambda flow: _order(flow, context, unit, compartment))
    return _measured(best, unit, ("stand_in",) if beside else ("medium",))


def _standing_in(step: int, compartment: str, wanted: str, offered: frozenset[str]) -> tuple[str, ...]:
    """The gates of a flow that is some steps along the chain from the compartment of the source."""
    if not step:
        return ()
    if compartments()[compartment].disputed:
        return ("disputed_compartment",)
    return ("stand_in",) if _skips(compartment, wanted, offered) else ()


def _within(wanted: str, compartment: str) -> bool:
    """Whether a flow's compartment is the wanted one; a resource or land without a category holds its subclasses.

    *Resource from ground* is any of EF's five; *air, unspecified* is a category, not all of air.
    """
    return wanted == compartment or (direction_of(wanted) == "Input" and covers(wanted, compartment))


def _skips(compartment: str, wanted: str, offered: frozenset[str]) -> bool:
    """Whether a class nearer than the wanted one is in the list, only not for this substance."""
    for nearer in chain_of(compartment):
        if nearer == wanted:
            return False
        if any(_within(nearer, offer) for offer in offered):
            return True
    return False


def _order(flow: TargetFlow, context: str, unit: str, compartment: str = "") -> tuple[bool, bool, bool, int, int]:
    far = medium_of(flow.compartment).partition(".")[0] != compartment.partition(".")[0] if compartment else False
    return (
        far,
        flow.context != context,
        not _same_dimension(flow.unit, unit),
        flow.compartment.count("."),
        flow.number,
    )


def _same_dimension(left: str, right: str) -> bool:
    one, other = resolve(left), resolve(right)
    return left == right or (one is not None and other is not None and one.dimension == other.dimension)


def _measured(flow: TargetFlow, unit: str, gates: tuple[str, ...]) -> Choice:
    if not unit or not flow.unit:
        return Choice(flow, (*gates, "unit"))
    if unit == flow.unit:
        return Choice(flow, gates)
    try:
        scaled = convert(Decimal(1), unit, flow.unit)
    except UnitMismatch:
        return Choice(flow, (*gates, "dimension"), None)
    return Choice(flow, gates, scaled.value)
