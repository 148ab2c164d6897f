"""The impacts of one process: its elementary exchanges times the factors of each method, exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from enum import StrEnum

from crosswalk.core.numbers import MAX_LENGTH, sum_exact
from crosswalk.lcia.factors import Factor, FactorStore, MethodHead
from crosswalk.model.process import Exchange, Process

ELEMENTARY = "Elementary flow"
"""ILCD 1.1, FlowTypeValues: the type of flow that methods characterise."""
EXACT = Context(prec=4 * MAX_LENGTH)


class Reason(StrEnum):
    """Why an elementary exchange takes no part in any result."""

    NO_FACTOR = "no_factor"
    OTHER_DIRECTION = "other_direction"
    OTHER_LOCATION = "other_location"
    NO_AMOUNT = "no_amount"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An elementary exchange that no method characterises, and why."""

    internal_id: int | None
    flow: str
    name: str
    direction: str
    amount: Decimal | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class ImpactResult:
    """The result of one method, and what the dataset itself declares for it."""

    method: MethodHead
    value: Decimal
    exchanges: int
    """Exchanges that have a factor."""
    declared: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Computed minus declared, exact; None where nothing is declared."""
        with localcontext(EXACT):
            return None if self.declared is None else self.value - self.declared


@dataclass
class Characterisation:
    """All results of a process, and how much of its inventory they rest on."""

    results: list[ImpactResult]
    elementary: int = 0
    matched: int = 0
    unmatched: list[Unmatched] = field(default_factory=list)
    unknown: int = 0
    """Exchanges whose flow is not in the package and has no factor: elementary or not, nobody can tell."""
    others: int = 0
    """Exchanges with products, wastes and other flows."""

    @property
    def coverage(self) -> Decimal | None:
        """Share of the elementary exchanges that at least one method characterises; None where there are none."""
        return None if not self.elementary else Decimal(self.matched) / Decimal(self.elementary)


def characterise(
    process: Process, store: FactorStore, flow_type: Callable[[str], str | None] = lambda _: None
) -> Characterisation:
    """The result of every method of the store for one process.

    The amount of an exchange is its resulting amount, else its mean amount times the value of its variable
    (ILCD 1.1, exchange/resultingAmount). It is in the reference unit of the flow's reference property, as factors
    are. A factor for the location of the exchange (else of the process) goes before one without a location; one for
    another location never holds. ``flow_type`` tells the ILCD type of a flow of the package, or None. A flow of
    unknown type counts as elementary where a method has a factor for it. Sums keep every digit.
    """
    done = Characterisation([])
    parts: list[list[Decimal]] = [[] for _ in store.methods]
    for exchange in process.exchanges:
        _enter(exchange, process, store, flow_type, parts, done)
    declared = {result.method.id: result.mean for result in process.lcia_results if result.method is not None}
    for method, products in zip(store.methods, parts, strict=True):
        said = declared.get(method.uuid)
        value = sum_exact(products) if products else Decimal(0)
        done.results.append(ImpactResult(method, value, len(products), said.value if said else None))
    return done


def _enter(
    exchange: Exchange,
    process: Process,
    store: FactorStore,
    flow_type: Callable[[str], str | None],
    parts: list[list[Decimal]],
    done: Characterisation,
) -> None:
    flow = (exchange.flow.id if exchange.flow else None) or ""
    kind = flow_type(flow) if flow else None
    if kind is not None and kind != ELEMENTARY:
        done.others += 1
        return
    factors = store.of_flow(flow) if flow else []
    if kind is None and not factors:
        done.unknown += 1
        return
    done.elementary += 1
    amount = amount_of(exchange, process)
    chosen, reason = _choose(factors, exchange.direction or "", _place(exchange, process))
    if amount is None or not chosen:
        done.unmatched.append(_unmatched(exchange, flow, amount, Reason.NO_AMOUNT if amount is None else reason))
        return
    done.matched += 1
    with localcontext(EXACT):
        for factor in chosen:
            parts[factor.method].append(amount * factor.value)


def amount_of(exchange: Exchange, process: Process) -> Decimal | None:
    """The amount of an exchange, or None where it has none or its variable has no value: never a zero in its place."""
    if exchange.resulting is not None and exchange.resulting.value is not None:
        return exchange.resulting.value
    mean = exchange.mean.value if exchange.mean is not None else None
    if mean is None or not exchange.variable:
        return mean
    value = next((p.mean.value for p in process.parameters if p.name == exchange.variable and p.mean), None)
    with localcontext(EXACT):
        return None if value is None else mean * value


def _place(exchange: Exchange, process: Process) -> str:
    return exchange.location or process.geography.location or ""


def _choose(factors: Sequence[Factor], direction: str, place: str) -> tuple[list[Factor], Reason]:
    """One factor a method: for the place if there is one, else for everywhere; and why there is none."""
    if not factors:
        return [], Reason.NO_FACTOR
    facing = [factor for factor in factors if factor.direction in (direction, "")]
    chosen: dict[int, Factor] = {}
    for factor in facing:
        current = chosen.get(factor.method)
        here = bool(place) and factor.location == place
        if (here and (current is None or not current.location)) or (not factor.location and current is None):
            chosen[factor.method] = factor
    if chosen:
        return list(chosen.values()), Reason.NO_FACTOR
    return [], Reason.OTHER_LOCATION if facing else Reason.OTHER_DIRECTION


def _unmatched(exchange: Exchange, flow: str, amount: Decimal | None, reason: Reason) -> Unmatched:
    name = exchange.flow.name.best("zh", "en") if exchange.flow and exchange.flow.name else ""
    return Unmatched(exchange.internal_id, flow, name, exchange.direction or "", amount, reason)
