"""The scenarios of a declaration: who names them, who declares them, which one counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crosswalk.checks.context import tolerance
from crosswalk.checks.epd.figures import Figure, Sheet, Where
from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.numbers import sum_exact
from crosswalk.core.text import fold
from crosswalk.model.epd import Scenario
from crosswalk.model.modules import is_listed, modules

_PRODUCT = "A1-A3"
_LOADS = "D"
"""Stands outside the life cycle of the product."""
_UNGROUPED = Words("未注明", "not stated")


def scenario_findings(sheet: Sheet, scenarios: Sequence[Scenario], where: Where, shelf: str) -> Iterator[Finding]:
    """Names that no scenario bears (XW-E159), names twice (XW-E175) or unused (XW-E176); ``shelf`` holds scenarios."""
    used: dict[str, Figure] = {}
    for figure in sheet.figures:
        if figure.scenario is not None:
            used.setdefault(figure.scenario, figure)
    yield from _undeclared(used, scenarios, where)
    yield from _declared(used, scenarios, where, shelf)


def _undeclared(used: dict[str, Figure], scenarios: Sequence[Scenario], where: Where) -> Iterator[Finding]:
    names = [scenario.name for scenario in scenarios if scenario.name]
    for name, figure in used.items():
        if name not in names:
            near = next((other for other in names if fold(other) == fold(name)), "-")
            yield finding("XW-E159", source=where(figure.pointer), before=name, suggestion=near)


def _declared(used: dict[str, Figure], scenarios: Sequence[Scenario], where: Where, shelf: str) -> Iterator[Finding]:
    seen: set[str | None] = set()
    spelt = {fold(name) for name in used}
    for spot, scenario in enumerate(scenarios):
        place = f"{shelf}/{spot}"
        if scenario.name in seen:
            yield finding("XW-E175", source=where(place), before=scenario.name)
        elif scenario.name is not None and fold(scenario.name) not in spelt:
            yield finding("XW-E176", source=where(place), before=scenario.name)
        seen.add(scenario.name)


def group_findings(sheet: Sheet, scenarios: Sequence[Scenario], where: Where, shelf: str) -> Iterator[Finding]:
    """Alternatives without one default (XW-E160): those of a group, else those that a module has results under."""
    defaults = {scenario.name for scenario in scenarios if scenario.default}
    for group, names in _alternatives(sheet, scenarios):
        if len(names) > 1 and len(defaults & set(names)) != 1:
            shown = ", ".join(name or "-" for name in names)
            yield finding("XW-E160", source=where(shelf), group=group or _UNGROUPED, scenarios=shown)


def _alternatives(sheet: Sheet, scenarios: Sequence[Scenario]) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """The groups of scenarios that exclude each other, each with its name, which is empty where nobody names it."""
    groups: dict[str, dict[str | None, None]] = {}
    for scenario in scenarios:
        groups.setdefault(scenario.group or "", {})[scenario.name] = None
    alone = groups.pop("", {})
    yield from ((group, tuple(names)) for group, names in groups.items())
    shared: dict[str, dict[str | None, None]] = {}
    for figure in sheet.figures:
        if figure.scenario in alone:
            shared.setdefault(figure.module, {})[figure.scenario] = None
    yield from (
        ("", names) for names in dict.fromkeys(tuple(n for n in alone if n in held) for held in shared.values())
    )


def beside_findings(sheet: Sheet, where: Where) -> Iterator[Finding]:
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

    Told only where the product stage and all modules of the end of life are declared, under each of its scenarios.
    """
    numbers = sheet.numbers("gwp-biogenic")
    defaults = {scenario.name for scenario in scenarios if scenario.default}
    ends = _ends()
    for method in dict.fromkeys(column[0] for column in numbers):
        declared: dict[str, dict[str | None, Figure]] = {}
        for (_, module, scenario), figure in ((c, f) for c, f in numbers.items() if c[0] == method):
            declared.setdefault(module, {})[scenario] = figure
        product = (_PRODUCT,) if _PRODUCT in declared else _members()
        if not {*product, *ends} <= set(declared):
            continue
        names = dict.fromkeys(name for module in ends for name in declared[module] if name is not None) or [None]
        for scenario in names:
            yield from _open(_chain(declared, scenario, product, defaults), len(product), scenario, where)


def _members() -> tuple[str, ...]:
    """The modules of the product stage."""
    return modules()[_PRODUCT].members


def _ends() -> tuple[str, ...]:
    """The modules of the end of life."""
    return tuple(code for code in modules() if is_listed(code) and code.startswith("C"))


def _chain(
    declared: dict[str, dict[str | None, Figure]],
    scenario: str | None,
    product: tuple[str, ...],
    defaults: set[str | None],
) -> list[Figure]:
    """The figures of one life cycle, those of the product stage first; none where an end of life has no figure."""
    ends = _ends()
    others = [name for name in declared if is_listed(name) and name not in (_PRODUCT, *_members(), _LOADS)]
    chain: list[Figure] = []
    for name in (*product, *others):
        by_scenario = declared[name]
        figure = by_scenario.get(scenario) or by_scenario.get(None)
        if figure is None and name not in ends:
            usual = [key for key in by_scenario if key in defaults]
            figure = by_scenario[usual[0]] if usual else next(iter(by_scenario.values()))
        if figure is None:
            return []
        chain.append(figure)
    return chain


def _open(chain: list[Figure], product: int, scenario: str | None, where: Where) -> Iterator[Finding]:
    if not chain:
        return
    values = [figure.number for figure in chain]
    uptake, balance = sum_exact(values[:product]), sum_exact(values)
    if uptake < 0 and abs(balance) > tolerance("epd_closure") * abs(uptake):
        place, shown = where(chain[0].pointer), scenario or "-"
        yield finding("XW-E157", source=place, before=str(uptake), after=str(balance), scenario=shown)
