"""The impacts of one process: its elementary exchanges times the factors of each method, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from enum import StrEnum

from crosswalk.core.numbers import CONTEXT, MAX_LENGTH, sum_exact
from crosswalk.lcia.factors import Factor, FactorStore, MethodHead
from crosswalk.lcia.flows import ELEMENTARY, FlowFacts
from crosswalk.model.process import Exchange, LciaResult, Process

EXACT = Context(prec=4 * MAX_LENGTH)
SHARE = Decimal("0.0001")
"""Shares are given to a hundredth of a per cent."""


class Reason(StrEnum):
    """Why an exchange takes no part in any result."""

    NO_FACTOR = "no_factor"
    OTHER_DIRECTION = "other_direction"
    OTHER_LOCATION = "other_location"
    OTHER_UNIT = "other_unit"
    """The factors are per another unit than the flow is counted in."""
    NO_AMOUNT = "no_amount"
    UNKNOWN_FLOW = "unknown_flow"
    """The flow is not in the package and has no factor: elementary or not, nobody can tell."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An exchange that no method characterises, and why."""

    internal_id: int | None
    flow: str
    names: tuple[str, ...]
    direction: str
    amount: Decimal | None
    reason: Reason

    @property
    def name(self) -> str:
        """What the exchange calls its flow, in every language; its UUID where it has no name."""
        return " / ".join(self.names) or self.flow or "-"


@dataclass(frozen=True, slots=True)
class ImpactResult:
    """The result of one method, and what the dataset itself declares for it."""

    method: MethodHead
    value: Decimal | None
    """The sum; None where no exchange has a factor of the method, which is not the same as a result of zero."""
    exchanges: int
    """Exchanges that have a factor of the method."""
    elsewhere: int = 0
    """Those of them that take the factor for everywhere although the method has factors of the flow for places."""
    declared: Decimal | None = None
    declared_version: str = ""
    """The version of the method that the dataset names."""

    @property
    def difference(self) -> Decimal | None:
        """Computed minus declared, exact; None where either is lacking."""
        if self.declared is None or self.value is None:
            return None
        return sum_exact((self.value, self.declared.copy_negate()))

    @property
    def relative(self) -> Decimal | None:
        """The difference as a share of what is declared, to 34 digits; None where nothing or zero is declared."""
        difference = self.difference
        if difference is None or not self.declared:
            return None
        with localcontext(CONTEXT):
            return difference / abs(self.declared)

    @property
    def agrees(self) -> bool:
        """Whether the computed result, rounded to the digits of the declared one, is the declared one."""
        difference = self.difference
        if difference is None or self.declared is None:
            return True
        exponent = self.declared.as_tuple().exponent
        assert isinstance(exponent, int)
        with localcontext(EXACT):
            return abs(difference) * 2 <= Decimal((0, (1,), exponent))


@dataclass
class Characterisation:
    """All results of a process, and how much of its inventory they rest on."""

    results: list[ImpactResult] = field(default_factory=list)
    elementary: int = 0
    """Elementary exchanges: those of elementary flows of the package and those of flows that have factors."""
    matched: int = 0
    zeros: list[Exchange] = field(default_factory=list)
    """Elementary exchanges whose amount is zero: a measured zero, or one that nobody filled in."""
    unmatched: list[Unmatched] = field(default_factory=list)
    others: list[Exchange] = field(default_factory=list)
    """Exchanges with products, wastes and other flows."""
    unchecked: int = 0
    """Matched exchanges whose unit could not be checked against that of a factor."""
    misfits: int = 0
    """Factors that were not applied because they are per another unit than the flow is counted in."""
    uncompared: list[LciaResult] = field(default_factory=list)
    """Declared results under methods that are not at hand."""

    @property
    def coverage(self) -> Decimal | None:
        """Share of the elementary exchanges that at least one method characterises; None where there are none."""
        return share(self.matched, self.elementary)

    def reasons(self) -> Mapping[Reason, int]:
        """How many exchanges take no part, by reason."""
        return Counter(item.reason for item in self.unmatched)


def share(part: int, whole: int) -> Decimal | None:
    """A share of a number of exchanges, to a hundredth of a per cent; None of nothing."""
    with localcontext(CONTEXT):
        return (Decimal(part) / Decimal(whole)).quantize(SHARE) if whole else None


def characterise(
    process: Process, store: FactorStore, flows: Callable[[str], FlowFacts | None] = lambda _: None
) -> Characterisation:
    """The result of every method of the store for one process.

    The amount of an exchange is its resulting amount, else its mean amount times the value of its variable
    (ILCD 1.1, process, exchange/resultingAmount). It is in the reference unit of the flow's reference property, and
    so is what a factor is per (ILCD 1.1, LCIA method, factor/meanValue): where both units are known and differ, the
    factor is not applied. A factor for the location of the exchange (else of the process) goes before one without a
    location; one for another location never holds. ``flows`` tells what the package says of a flow. A flow that it
    does not hold counts as elementary where a method has a factor for it. Sums keep every digit; an exchange without
    an amount is listed, never taken as zero.
    """
    run = _Run(process, store, flows)
    for exchange in process.exchanges:
        run.enter(exchange)
    return run.finish()


class _Run:
    def __init__(self, process: Process, store: FactorStore, flows: Callable[[str], FlowFacts | None]) -> None:
        self.process, self.store, self.flows = process, store, flows
        self.done = Characterisation()
        self.products: list[list[Decimal]] = [[] for _ in store.methods]
        self.elsewhere: Counter[int] = Counter()

    def enter(self, exchange: Exchange) -> None:
        """Take one exchange into account."""
        done, flow = self.done, (exchange.flow.id if exchange.flow else None) or ""
        facts = self.flows(flow) if flow else None
        if facts is not None and facts.type and facts.type != ELEMENTARY:
            done.others.append(exchange)
            return
        amount = amount_of(exchange, self.process)
        factors = self.store.of_flow(flow) if flow else ()
        if not factors and (facts is None or not facts.type):
            self._miss(exchange, amount, Reason.UNKNOWN_FLOW)
            return
        done.elementary += 1
        if amount is None:
            self._miss(exchange, amount, Reason.NO_AMOUNT)
            return
        if amount == 0:
            done.zeros.append(exchange)
        chosen, reason = choose(factors, exchange.direction or "", self._place(exchange))
        fitting = [factor for factor in chosen if _fits(factor, facts)]
        done.misfits += len(chosen) - len(fitting)
        if not fitting:
            self._miss(exchange, amount, Reason.OTHER_UNIT if chosen else reason)
            return
        done.matched += 1
        done.unchecked += any(not factor.unit or facts is None or not facts.unit for factor in fitting)
        self._sum(fitting, amount, {f.method for f in factors if f.location and f.direction == exchange.direction})

    def _sum(self, factors: Iterable[Factor], amount: Decimal, placed: set[int]) -> None:
        with localcontext(EXACT):
            for factor in factors:
                self.products[factor.method].append(amount * factor.value)
                self.elsewhere[factor.method] += not factor.location and factor.method in placed

    def _miss(self, exchange: Exchange, amount: Decimal | None, reason: Reason) -> None:
        flow = (exchange.flow.id if exchange.flow else None) or ""
        direction = exchange.direction or ""
        self.done.unmatched.append(Unmatched(exchange.internal_id, flow, names_of(exchange), direction, amount, reason))

    def _place(self, exchange: Exchange) -> str:
        return exchange.location or self.process.geography.location or ""

    def finish(self) -> Characterisation:
        """The sums, beside what the dataset declares."""
        declared = {result.method.id: result for result in self.process.lcia_results if result.method is not None}
        for spot, (method, products) in enumerate(zip(self.store.methods, self.products, strict=True)):
            said = declared.pop(method.uuid, None)
            self.done.results.append(
                ImpactResult(
                    method,
                    sum_exact(products) if products else None,
                    len(products),
                    self.elsewhere[spot],
                    said.mean.value if said and said.mean else None,
                    (said.method.version or "") if said and said.method else "",
                )
            )
        self.done.uncompared = list(declared.values())
        return self.done


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


def names_of(exchange: Exchange) -> tuple[str, ...]:
    """What the exchange calls its flow, in the order of the dataset."""
    name = exchange.flow.name if exchange.flow else None
    return tuple(text for _, text in name if text) if name else ()


def choose(factors: Sequence[Factor], direction: str, place: str) -> tuple[list[Factor], Reason]:
    """One factor a method: for the place if there is one, else for everywhere; and why there is none."""
    if not factors:
        return [], Reason.NO_FACTOR
    chosen: dict[int, Factor] = {}
    facing = [factor for factor in factors if factor.direction in (direction, "")]
    for factor in facing:
        current = chosen.get(factor.method)
        here = bool(place) and factor.location == place
        if (here and (current is None or not current.location)) or (not factor.location and current is None):
            chosen[factor.method] = factor
    return list(chosen.values()), Reason.OTHER_LOCATION if facing else Reason.OTHER_DIRECTION


def _fits(factor: Factor, facts: FlowFacts | None) -> bool:
    """Whether amounts of the flow are in the unit that the factor is per; so taken where either is unknown."""
    return not factor.unit or facts is None or not facts.unit or factor.unit == facts.unit
