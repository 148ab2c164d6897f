"""A footprint's climate-change results from an inventory that is complete: the total and its three parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import format_plain, sum_exact
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.lcia.characterisation import Characterisation, ImpactResult, Reason, Unmatched, amount_of, names_of
from crosswalk.lcia.factors import FactorStore
from crosswalk.lcia.flows import FlowFacts
from crosswalk.model.process import Process

ROLLED_UP = "LCI result"
"""ILCD 1.1, TypeOfProcessValues: the type whose inventory holds elementary flows of the whole system. A partly
terminated system is short of at least one product by its definition."""
TOTAL = "gwp-total"
NAMED = 5
"""Flows that a message names."""
KNOWN_GAS = frozenset({Reason.OTHER_DIRECTION, Reason.OTHER_LOCATION, Reason.OTHER_UNIT})
"""Reasons that only a flow of the climate methods can have."""


@cache
def climate_methods() -> Mapping[str, str]:
    """UUIDs of the EF 3.1 climate-change methods by indicator code, from ``mappings/indicators/climate.csv``."""
    return {row["code"]: row["method_uuid"] for row in table("indicators/climate.csv") if row["method_uuid"]}


@dataclass(frozen=True)
class RollUp:
    """Results by method UUID that may stand for the process, what stands in their way, and what must be said."""

    values: Mapping[str, Decimal]
    refusals: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def roll_up(
    process: Process,
    done: Characterisation,
    store: FactorStore,
    place: Place,
    flows: Callable[[str], FlowFacts | None] = lambda _: None,
) -> RollUp:
    """The climate results of a process, characterised with the climate methods of the store and no others.

    Nothing is given where the inventory is no complete one: the dataset is no LCI result (XW-M010), products or
    wastes other than the reference flow go in or out (XW-M011), an exchange has no amount (XW-M012), a method is not
    at hand (XW-M013), a factor is per another unit (XW-M009), a greenhouse gas has no factor (XW-M017), there is not
    one reference flow (XW-M018), a declared result differs from the inventory's (XW-M019), no exchange is of a
    greenhouse gas (XW-M024). A part without any exchange is zero, since the inventory is complete. A total that is
    not the sum of its parts is named with the difference (XW-M015) and given as it is, and so are flows without a
    climate factor (XW-M014).
    """
    gases = [item for item in done.unmatched if _may_be_gas(item, store, flows)]
    refusals = tuple(_refusals(process, done, gases, place))
    if refusals:
        return RollUp({}, refusals)
    values = {result.method.uuid: _sum_of(result) for result in done.results}
    found = {code: values[uuid] for code, uuid in climate_methods().items()}
    return RollUp(
        {climate_methods()[code]: value for code, value in found.items()}, (), tuple(_notes(found, done, place))
    )


def _refusals(process: Process, done: Characterisation, gases: list[Unmatched], place: Place) -> Iterator[Finding]:
    if process.method.dataset_type != ROLLED_UP:
        yield finding("XW-M010", source=place, before=process.method.dataset_type or "-")
    wanted = process.quantitative_reference.reference_flows
    references = [exchange for exchange in process.exchanges if exchange.internal_id in wanted]
    if len(wanted) != 1 or len(references) != 1:
        yield finding("XW-M018", source=place, count=len(references))
    if open_ends := _open_ends(process, done):
        yield finding("XW-M011", source=place, count=len(open_ends), names=open_ends[:NAMED])
    lacking = [item.name for item in done.unmatched if item.reason is Reason.NO_AMOUNT]
    if lacking:
        yield finding("XW-M012", source=place, count=len(lacking), names=lacking[:NAMED])
    present = {result.method.uuid: result for result in done.results}
    missing = [code for code, uuid in climate_methods().items() if uuid not in present]
    if missing:
        yield finding("XW-M013", source=place, methods=missing)
    if done.misfits:
        yield finding("XW-M009", source=place, count=done.misfits)
    if gases:
        yield finding("XW-M017", source=place, count=len(gases), names=[g.name for g in gases[:NAMED]])
    total = present.get(climate_methods()[TOTAL])
    if total is not None and not total.exchanges:
        yield finding("XW-M024", source=place)
    for result in done.results:
        computed = replace(result, value=_sum_of(result))
        if not computed.agrees and result.method.uuid in climate_methods().values():
            before, after = str(result.declared), format_plain(_sum_of(result))
            yield finding("XW-M019", source=place, before=before, after=after, method=result.method.name)


def _sum_of(result: ImpactResult) -> Decimal:
    """The sum over a complete inventory: zero where none of its exchanges has a factor."""
    return Decimal(0) if result.value is None else result.value


def _open_ends(process: Process, done: Characterisation) -> list[str]:
    """Names of products, wastes and flows of unknown type beside the reference flow whose amount is not zero."""
    wanted = process.quantitative_reference.reference_flows
    products = [
        " / ".join(names_of(exchange)) or (exchange.flow.id if exchange.flow else None) or "-"
        for exchange in done.others
        if exchange.internal_id not in wanted and amount_of(exchange, process) != 0
    ]
    unknown = (item for item in done.unmatched if item.reason is Reason.UNKNOWN_FLOW)
    return products + [item.name for item in unknown if item.internal_id not in wanted and item.amount != 0]


def _may_be_gas(item: Unmatched, store: FactorStore, flows: Callable[[str], FlowFacts | None]) -> bool:
    """Whether an unmatched exchange is a greenhouse gas, or may be one for all that its name and compartment say.

    Its flow is one of the climate methods', or it bears the name of a substance that they characterise and is not
    known to go where they characterise nothing: methane to water has no factor in EF 3.1, methane to air does.
    """
    if item.amount == 0:
        return False
    if item.reason in KNOWN_GAS:
        return True
    if item.reason is not Reason.NO_FACTOR:
        return False
    facts = flows(item.flow)
    names = (*item.names, *(facts.names if facts else ()))
    characterised = {compartment for name in names if name for compartment in store.compartments_of(name)}
    if not characterised:
        return False
    here = [part.casefold() for part in facts.compartments] if facts else []
    return not here or any(not there or there.startswith(tuple(here[1:2] or here)) for there in characterised)


def _notes(found: Mapping[str, Decimal], done: Characterisation, place: Place) -> Iterator[Finding]:
    others = [item.name for item in done.unmatched if item.reason is Reason.NO_FACTOR]
    if others:
        yield finding("XW-M014", source=place, count=len(others), names=others[:NAMED])
    parts = sum_exact(value for code, value in found.items() if code != TOTAL)
    total = found[TOTAL]
    if total != parts:
        off = format_plain(sum_exact((total, parts.copy_negate())))
        yield finding("XW-M015", source=place, before=format_plain(total), after=format_plain(parts), difference=off)
