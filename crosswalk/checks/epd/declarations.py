"""The checks of an EPD: results, modules, scenarios, dates, methods, the balance of biogenic carbon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Figure, Sheet, of_cells, of_rows
from crosswalk.checks.epd.sums import differing_aggregates, differing_totals
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.model.declaration import Declaration
from crosswalk.model.epd import CellState, Scenario
from crosswalk.model.indicator import indicators, is_listed
from crosswalk.model.process import Process
from crosswalk.model.results import TOTAL, Results, results_of

Where = Callable[[str], Place]


def check_epd(document: Document) -> Iterator[Finding]:
    """The findings about an EPD process; nothing for a process that is none."""
    process = document.model
    if not isinstance(process, Process):
        return
    results = results_of(process)
    if not results.rows:
        if process.method.dataset_type == "EPD":
            yield finding("XW-E165", source=document.place)
        return
    where = document.place_at
    yield from _rows(results, where)
    yield from _methods(results, document.place)
    yield from _figures(Sheet(of_rows(results.cells)), process.epd.scenarios, where)
    published, expires = process.epd.published, process.epd.expires
    year, until = process.time.reference_year, process.time.valid_until
    end = expires or (None if until is None else str(until))
    yield from _validity(published or (None if year is None else str(year)), end, where("epd/expires"))


def check_epd_declaration(declaration: Declaration, document: Document) -> Iterator[Finding]:
    """The findings about an EPD that is a declaration."""
    yield from _figures(Sheet(of_cells(declaration.results)), declaration.scenarios, document.place_at)
    until = declaration.interpretation.valid_until
    yield from _validity(declaration.report.date, until, document.place_at("interpretation/valid_until"))


def _figures(sheet: Sheet, scenarios: Iterable[Scenario], where: Where) -> Iterator[Finding]:
    for code, figure, expected, against in (*differing_totals(sheet), *differing_aggregates(sheet)):
        yield finding(
            code,
            source=where(figure.pointer),
            before=str(figure.value),
            after=str(expected),
            parts=against,
            **_key(figure),
        )
    yield from _malformed(sheet, where)
    yield from _modules(sheet, where)
    yield from _scenarios(sheet, tuple(scenarios), where)
    yield from _closure(sheet, where)


def _key(figure: Figure) -> dict[str, Any]:
    known = indicators().get(figure.indicator)
    name = known.code if known is not None else figure.indicator
    return {"indicator": name, "module": figure.module, "scenario": figure.scenario or "-"}


def _rows(results: Results, where: Where) -> Iterator[Finding]:
    """What the resolution of indicators and units found; two results for one key (XW-E161)."""
    for row in results.rows:
        for code, params in row.resolved.problems:
            said: dict[str, Any] = dict(params)
            yield finding(code, source=where(f"{row.pointer}/{row.subject}"), **said)
    pairs: Counter[tuple[str, str]] = Counter()
    for first, second in results.collisions:
        pairs[first.row.pointer, second.row.pointer] += 1
        if pairs[first.row.pointer, second.row.pointer] == 1:
            place, before = where(f"{second.pointer}/cell"), second.cell.raw or ""
            yield finding("XW-E161", source=place, before=before, indicator=first.indicator, module=first.stage)


def _methods(results: Results, place: Place) -> Iterator[Finding]:
    """The version of the methods, with its evidence: XW-E164, or XW-E162 for two standards in one file."""
    evidence = results.evidence
    shown = "; ".join(evidence.evidence) or "-"
    if evidence.mixed:
        yield finding("XW-E162", source=place, evidence=shown)
    elif evidence.method in (None, "EN 15804+A2"):
        yield finding("XW-E163", source=place, evidence=shown)
    else:
        yield finding("XW-E164", source=place, method=evidence.method, evidence=shown)


def _malformed(sheet: Sheet, where: Where) -> Iterator[Finding]:
    for figure in sheet.figures:
        if figure.state is CellState.MALFORMED:
            yield finding("XW-E158", source=where(figure.pointer), before=figure.raw or "", **_key(figure))


def _modules(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Modules outside the binding list, each once."""
    seen: dict[str, Figure] = {}
    for figure in sheet.figures:
        if figure.module != TOTAL and not is_listed(figure.module):
            seen.setdefault(figure.module, figure)
    for module, figure in seen.items():
        yield finding("XW-E155", source=where(figure.pointer), before=module)


def _scenarios(sheet: Sheet, scenarios: tuple[Scenario, ...], where: Where) -> Iterator[Finding]:
    """Names that no scenario bears (XW-E159), and groups of scenarios without a default (XW-E160)."""
    names = {scenario.name for scenario in scenarios}
    used: dict[str, Figure] = {}
    for figure in sheet.figures:
        if figure.scenario is not None:
            used.setdefault(figure.scenario, figure)
    for name, figure in used.items():
        if name not in names:
            yield finding("XW-E159", source=where(figure.pointer), before=name)
    groups: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        groups.setdefault(scenario.group or "", []).append(scenario)
    for group, members in groups.items():
        if len(members) > 1 and sum(member.default is True for member in members) != 1:
            shown = ", ".join(member.name or "-" for member in members)
            yield finding("XW-E160", source=where("epd/scenarios"), group=group or "-", scenarios=shown)


def _closure(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Biogenic carbon that is taken up and not released again by the end of life (XW-E157; EN 15804+A2: -1/+1).

    Told only where A1-A3 and all of C1 to C4 are declared without scenarios; a plant stores nothing for ever.
    """
    numbers = sheet.numbers("gwp-biogenic")
    for method in {column[0] for column in numbers}:
        by_module = {module: f for (m, module, scenario), f in numbers.items() if m == method and scenario is None}
        if not {"A1-A3", "C1", "C2", "C3", "C4"} <= set(by_module):
            continue
        inside = [f.value for module, f in by_module.items() if module not in ("A1", "A2", "A3", "D") and f.value]
        uptake = by_module["A1-A3"].value or Decimal(0)
        balance = sum_exact(inside)
        if uptake < 0 and abs(balance) > tolerance("epd_closure") * abs(uptake):
            yield finding("XW-E157", source=where(by_module["A1-A3"].pointer), before=str(uptake), after=str(balance))


def _validity(start: str | None, end: str | None, place: Place) -> Iterator[Finding]:
    """XW-E156: the declaration ends before it begins, or its last day does not exist."""
    if start and end and end[: len(start)] < start[: len(end)]:
        yield finding("XW-E156", source=place, before=start, after=end)
