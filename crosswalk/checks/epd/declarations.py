"""The checks of an EPD: results, modules, scenarios, dates, methods, the balance of biogenic carbon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Figure, Sheet, Where, of_cells, of_rows
from crosswalk.checks.epd.scenarios import beside_findings, closure_findings, group_findings, scenario_findings
from crosswalk.checks.epd.statements import statement_findings
from crosswalk.checks.epd.sums import differing_aggregates, differing_totals
from crosswalk.core.findings import Finding
from crosswalk.core.messages import Language, Words, finding, term_of
from crosswalk.core.numbers import format_plain, suggestion
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats.documents import Document
from crosswalk.model.declaration import Declaration
from crosswalk.model.epd import CellState, Scenario
from crosswalk.model.indicator import Indicator, code_of, indicators
from crosswalk.model.methods import Ground
from crosswalk.model.modules import is_listed, stage
from crosswalk.model.process import Process
from crosswalk.model.results import TOTAL, Results, results_of

_UNKNOWN = Words("未知", "unknown")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d)", re.ASCII)


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
    yield from climate_alone(results, document.place)
    yield from statement_findings(document, process, results)
    sheet = Sheet(of_rows(results.cells))
    scenarios, shelf = process.epd.scenarios, "epd/scenarios"
    yield from _figures(sheet, scenarios, where, shelf)
    yield from beside_findings(sheet, where)
    if document.version != "csv":  # its columns cannot tell
        yield from group_findings(sheet, scenarios, where, shelf)
    published, expires = process.epd.published, process.epd.expires
    year, until = process.time.reference_year, process.time.valid_until
    end = expires or (None if until is None else str(until))
    yield from _validity(published or (None if year is None else str(year)), end, where("epd/expires"))


def check_epd_declaration(declaration: Declaration, document: Document) -> Iterator[Finding]:
    """The findings about an EPD that is a declaration.

    A result without a scenario is the weighted sum of those under scenarios there (openEPD), and no scenario is the
    default one unless the document marks any.
    """
    sheet, scenarios, where = Sheet(of_cells(declaration.results)), declaration.scenarios, document.place_at
    yield from _figures(sheet, scenarios, where, "scenarios")
    if any(scenario.group or scenario.default is not None for scenario in scenarios):
        yield from group_findings(sheet, scenarios, where, "scenarios")
    yield from _climate_claimed(declaration, where("compliance"))
    until = declaration.interpretation.valid_until
    yield from _validity(declaration.report.date, until, where("interpretation/valid_until"))


def _figures(sheet: Sheet, scenarios: Sequence[Scenario], where: Where, shelf: str) -> Iterator[Finding]:
    allowed = format_plain((100 * tolerance("epd_sum")).normalize())
    for code, figure, expected, against in (*differing_totals(sheet), *differing_aggregates(sheet)):
        yield finding(
            code,
            source=where(figure.pointer),
            before=str(figure.value) if figure.value is not None else figure.raw or "",
            after=str(expected),
            parts=against,
            allowed=allowed,
            **_key(figure),
        )
    yield from _malformed(sheet, where)
    yield from _modules(sheet, where)
    yield from scenario_findings(sheet, scenarios, where, shelf)
    yield from closure_findings(sheet, scenarios, where)


def _key(figure: Figure) -> dict[str, Any]:
    return {"indicator": code_of(figure.indicator), "module": figure.module, "scenario": figure.scenario or "-"}


def _rows(results: Results, where: Where) -> Iterator[Finding]:
    """What the resolution of indicators and units found; two results for one key (XW-E161)."""
    assumed: list[tuple[str, Mapping[str, object]]] = []
    for row in results.rows:
        for code, params in row.resolved.problems:
            said: dict[str, Any] = dict(params)
            if code == "XW-E005":
                assumed.append((f"{row.pointer}/{row.subject}", params))
            else:
                yield finding(code, source=where(f"{row.pointer}/{row.subject}"), **said)
    if assumed:  # many files state no unit at all: one remark tells it
        names, found = zip(*((params["indicator"], params["unit"]) for _, params in assumed), strict=True)
        yield finding("XW-E005", source=where(assumed[0][0]), indicator=names, unit=tuple(dict.fromkeys(found)))
    pairs: Counter[tuple[str, str]] = Counter()
    for first, second in results.collisions:
        pairs[first.row.pointer, second.row.pointer] += 1
        if pairs[first.row.pointer, second.row.pointer] == 1:
            place, before = where(f"{second.pointer}/cell"), second.cell.raw or ""
            yield finding(
                "XW-E161", source=place, before=before, indicator=code_of(first.indicator), module=first.stage
            )


def _methods(results: Results, place: Place) -> Iterator[Finding]:
    """The version of the methods, with its evidence: XW-E164, or XW-E162 for two standards in one file."""
    evidence = results.evidence
    shown = Words(_grounds(evidence.grounds, "zh"), _grounds(evidence.grounds, "en"))
    if evidence.both_versions:
        yield finding("XW-E170", source=place, evidence=shown)
    if evidence.contradicted:
        said = ", ".join(evidence.contradicted)
        yield finding("XW-E171", source=place, before=said, after=evidence.method, evidence=shown)
    if evidence.mixed:
        yield finding("XW-E162", source=place, evidence=shown)
    elif evidence.both_versions:
        return
    elif evidence.method is None or evidence.is_open:
        if any(row.subject == "method" for row in results.rows):
            yield finding("XW-E163", source=place, method=evidence.method or _UNKNOWN, evidence=shown)
    else:
        yield finding("XW-E164", source=place, method=evidence.method, evidence=shown)


def _grounds(grounds: Sequence[Ground], language: Language) -> str:
    """What speaks for a method, in one language."""
    colon, comma, stop = ("：", "、", "；") if language == "zh" else (": ", ", ", "; ")
    shown = (
        f"{comma.join(map(code_of, ground.indicators))}{colon}{ground.name}"
        if ground.indicators
        else f"{ground.name}{colon}{term_of('strength', ground.strength, language)}"
        for ground in grounds
    )
    return stop.join(shown) or "-"


def climate_alone(results: Results, place: Place) -> Iterator[Finding]:
    """XW-E172: an edition of EN 15804 is claimed, and of its impacts only those on the climate are declared."""
    found = {row.resolved.id for row in results.rows if row.subject == "method"}
    climate = {name for name, item in indicators().items() if item.dimension == "ghg"}
    standard = results.evidence.standard
    if standard is not None and found and found <= climate:
        yield finding("XW-E172", source=place, before=f"EN 15804+{standard}")


def _climate_claimed(declaration: Declaration, place: Place) -> Iterator[Finding]:
    """The same of a declaration, by the names of the standards that it claims to follow."""
    known = indicators()
    impacts = {cell.indicator for cell in declaration.results if not _is_inventory(known.get(cell.indicator))}
    claims = [words for item in declaration.compliance if item.name for _, words in item.name if "15804" in words]
    if claims and impacts and all(name.startswith("gwp") for name in impacts):
        yield finding("XW-E172", source=place, before=claims[0])


def _is_inventory(indicator: Indicator | None) -> bool:
    return indicator is not None and indicator.kind != "lcia"


def _malformed(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Texts that are neither a number nor a known word (XW-E158); words in an unusual spelling (XW-E166)."""
    usual = {row["word"] for row in table("epd/words.csv")}
    for figure in sheet.figures:
        raw = (figure.raw or "").strip()
        if figure.state is CellState.MALFORMED:
            near = suggestion(raw) or "-"
            yield finding("XW-E158", source=where(figure.pointer), before=raw, suggestion=near, **_key(figure))
        elif figure.value is None and raw and raw not in usual:
            yield finding("XW-E166", source=where(figure.pointer), before=raw, state=figure.state.value, **_key(figure))


def _modules(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Modules outside the binding list, each once (XW-E155); results without a module (XW-E167)."""
    seen: dict[str, Figure] = {}
    for figure in sheet.figures:
        if figure.module != TOTAL and not is_listed(figure.module):
            seen.setdefault(figure.module, figure)
    for module, figure in seen.items():
        if not module:
            yield finding("XW-E167", source=where(figure.pointer), before=figure.raw or "", **_key(figure))
            continue
        near = stage(module)
        shown = near if near is not None and near != module else "-"
        yield finding("XW-E155", source=where(figure.pointer), before=module, suggestion=shown)


def _validity(start: str | None, end: str | None, place: Place) -> Iterator[Finding]:
    """XW-E156: the declaration ends before it begins, as far as both dates tell; what is no date tells nothing."""
    first, last = _DATE.match(start or ""), _DATE.match(end or "")
    if first is not None and last is not None and last[0][: len(first[0])] < first[0][: len(last[0])]:
        yield finding("XW-E156", source=place, before=start, after=end)
