"""The scenarios of a declaration: who names them, who declares them, which one counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Figure, Sheet, Where
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.text import fold
from crosswalk.model.epd import Scenario
from crosswalk.model.modules import is_listed

_PRODUCT = ("A1", "A2", "A3")
_END = ("C1", "C2", "C3", "C4")


def scenario_findings(sheet: Sheet, scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    """Names that no scenario bears (XW-E159), names twice (XW-E175) or unused (XW-E176), columns without a name."""
    used: dict[str, Figure] = {}
    for figure in sheet.figures:
        if figure.scenario is not None:
            used.setdefault(figure.scenario, figure)
    yield from _undeclared(used, scenarios, where)
    yield from _declared(used, scenarios, where)
    yield from _beside(sheet, where)


def _undeclared(used: dict[str, Figure], scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    names = [scenario.name for scenario in scenarios if scenario.name]
    for name, figure in used.items():
        if name not in names:
            near = next((other for other in names if fold(other) == fold(name)), "-")
            yield finding("XW-E159", source=where(figure.pointer), before=name, suggestion=near)


def _declared(used: dict[str, Figure], scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    seen: set[str | None] = set()
    spelt = {fold(name) for name in used}
    for spot, scenario in enumerate(scenarios):
        place = f"epd/scenarios/{spot}"
        if scenario.name in seen:
            yield finding("XW-E175", source=where(place), before=scenario.name)
        elif scenario.name is not None and fold(scenario.name) not in spelt:
            yield finding("XW-E176", source=where(place), before=scenario.name)
        seen.add(scenario.name)


def group_findings(scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    """Groups of scenarios without one default (XW-E160)."""
    groups: dict[str, dict[str, bool]] = {}
    for scenario in scenarios:
        members = groups.setdefault(scenario.group or "", {})
        name = scenario.name or "-"
        members[name] = members.get(name, False) or scenario.default is True
    for group, members in groups.items():
        if len(members) > 1 and sum(members.values()) != 1:
            yield finding("XW-E160", source=where("epd/scenarios"), group=group or "-", scenarios=", ".join(members))


def _beside(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Modules that have results under scenarios and without one (XW-E169), each once."""
    told: set[str] = set()
    for columns in sheet.by_indicator.values():
        for (method, module, scenario), figure in columns.items():
            others = [name for m, code, name in columns if m == method and code == module and name is not None]
            if scenario is None and others and module not in told:
                told.add(module)
                yield finding("XW-E169", source=where(figure.pointer), before=module, scenarios=", ".join(others))


def closure_findings(sheet: Sheet, scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    """Biogenic carbon that is taken up and not released again by the end of life (XW-E157; EN 15804+A2: -1/+1).

    Told only where the product stage and all of C1 to C4 are declared, under each scenario of the end of life.
    """
    numbers = sheet.numbers("gwp-biogenic")
    defaults = {scenario.name for scenario in scenarios if scenario.default}
    for method in dict.fromkeys(column[0] for column in numbers):
        modules: dict[str, dict[str | None, Figure]] = {}
        for (_, module, scenario), figure in ((c, f) for c, f in numbers.items() if c[0] == method):
            modules.setdefault(module, {})[scenario] = figure
        product = ("A1-A3",) if "A1-A3" in modules else _PRODUCT
        if not {*product, *_END} <= set(modules):
            continue
        ends = dict.fromkeys(name for module in _END for name in modules[module] if name is not None) or [None]
        for scenario in ends:
            yield from _open(_chain(modules, scenario, product, defaults), len(product), scenario, where)


def _chain(
    modules: dict[str, dict[str | None, Figure]],
    scenario: str | None,
    product: tuple[str, ...],
    defaults: set[str | None],
) -> list[Figure]:
    """The figures of one life cycle, those of the product stage first; none where an end of life has no figure."""
    others = [name for name in modules if is_listed(name) and name not in ("A1-A3", *_PRODUCT, "D")]
    chain: list[Figure] = []
    for name in (*product, *others):
        by_scenario = modules[name]
        figure = by_scenario.get(scenario) or by_scenario.get(None)
        if figure is None and name not in _END:
            usual = [key for key in by_scenario if key in defaults]
            figure = by_scenario[usual[0]] if usual else next(iter(by_scenario.values()))
        if figure is None:
            return []
        chain.append(figure)
    return chain


def _open(chain: list[Figure], product: int, scenario: str | None, where: Where) -> Iterator[Finding]:
    if not chain:
        return
    values = [figure.value or Decimal(0) for figure in chain]
    uptake, balance = sum_exact(values[:product]), sum_exact(values)
    if uptake < 0 and abs(balance) > tolerance("epd_closure") * abs(uptake):
        place, shown = where(chain[0].pointer), scenario or "-"
        yield finding("XW-E157", source=place, before=str(uptake), after=str(balance), scenario=shown)
