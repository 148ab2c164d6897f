"""A footprint's climate-change results from an inventory that is complete: the total and its three parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.lcia.characterisation import Characterisation, Reason
from crosswalk.model.process import Process

ROLLED_UP = "LCI result"
"""ILCD 1.1, TypeOfProcessValues: the type whose inventory holds elementary flows of the whole system."""


@cache
def climate_methods() -> Mapping[str, str]:
    """UUIDs of the EF 3.1 climate-change methods by indicator code, from ``mappings/indicators/climate.csv``."""
    return {row["code"]: row["method_uuid"] for row in table("indicators/climate.csv") if row["method_uuid"]}


def rolled_up(
    process: Process, done: Characterisation, place: Place, is_reference: Callable[[int | None], bool]
) -> tuple[dict[str, Decimal], list[Finding]]:
    """Results by method UUID that may stand for the process, and findings.

    Nothing comes back where the inventory is no complete one: the dataset is no LCI result (XW-M010), products or
    wastes other than the reference flow go in or out (XW-M011), an exchange has no amount (XW-M012) or a method of
    the four is not at hand (XW-M013). Elementary exchanges without any factor are named (XW-M014), since they may be
    greenhouse gases. A total that is not the sum of its parts is named (XW-M015) and given as it is.
    """
    refusals = list(_refusals(process, done, place, is_reference))
    if refusals:
        return {}, refusals
    values = {result.method.uuid: result.value for result in done.results}
    found = {code: values[uuid] for code, uuid in climate_methods().items()}
    notes = list(_notes(found, done, place))
    return {climate_methods()[code]: value for code, value in found.items()}, notes


def _refusals(
    process: Process, done: Characterisation, place: Place, is_reference: Callable[[int | None], bool]
) -> list[Finding]:
    refused: list[Finding] = []
    if process.method.dataset_type != ROLLED_UP:
        refused.append(finding("XW-M010", source=place, before=process.method.dataset_type or "-"))
    reference = sum(1 for exchange in process.exchanges if is_reference(exchange.internal_id))
    if done.others + done.unknown > reference:
        refused.append(finding("XW-M011", source=place, count=done.others + done.unknown - reference))
    lacking = sum(1 for item in done.unmatched if item.reason is Reason.NO_AMOUNT)
    if lacking:
        refused.append(finding("XW-M012", source=place, count=lacking))
    present = {result.method.uuid for result in done.results}
    missing = [code for code, uuid in climate_methods().items() if uuid not in present]
    if missing:
        refused.append(finding("XW-M013", source=place, methods=missing))
    return refused


def _notes(found: Mapping[str, Decimal], done: Characterisation, place: Place) -> list[Finding]:
    notes: list[Finding] = []
    if done.unmatched:
        names = [item.name or item.flow for item in done.unmatched[:5]]
        notes.append(finding("XW-M014", source=place, count=len(done.unmatched), names=names))
    parts = sum_exact(value for code, value in found.items() if code != "gwp-total")
    total = found["gwp-total"]
    if total != parts:
        notes.append(finding("XW-M015", source=place, before=str(total), after=str(parts)))
    return notes
