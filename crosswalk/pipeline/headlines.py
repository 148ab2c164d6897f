"""The headline values that an output should show, from the models that were to be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crosswalk.core import numbers
from crosswalk.formats.cells import write_cell
from crosswalk.formats.documents import Draft, Headline
from crosswalk.model.base import Amount, Text
from crosswalk.model.declaration import Declaration
from crosswalk.model.process import Process

_DECLARED = {"gwp-total": "total", "gwp-fossil": "fossil", "gwp-luluc": "luluc"}


def intended_headlines(drafts: Sequence[Draft]) -> list[Headline]:
    """Headline values by the names that the formats' checkers use."""
    found: list[Headline] = []
    for draft in drafts:
        model = draft.says
        if isinstance(model, Process):
            uuid = model.identity.uuid or ""
            found.extend(replace(line, name=f"process:{uuid}:{line.name}") for line in _process(model))
        elif isinstance(model, Declaration):
            found.extend(_product(model))
            found.extend(Headline(name, value) for name, value in _declaration(model))
    if any(draft.kind == "process" for draft in drafts):
        found.append(Headline("datasets", str(len(drafts))))
    return [headline for headline in found if headline.value.strip()]


def _process(process: Process) -> Iterator[Headline]:
    yield Headline("version", process.identity.version or "")
    yield from _words("name", process.name.base)
    yield Headline("year", str(process.time.reference_year or ""))
    yield Headline("location", process.geography.location or "")
    yield from _words("unit", process.quantitative_reference.functional_unit)
    for spot, exchange in enumerate(process.exchanges):
        reference = exchange.internal_id in process.quantitative_reference.reference_flows
        role = "reference" if reference else f"exchange:{spot}"
        yield _figure(f"{role}:mean", exchange.mean)
        yield _figure(f"{role}:resulting", exchange.resulting)
        yield Headline(f"{role}:direction", exchange.direction or "")
    for result in process.lcia_results:
        if result.method is not None:
            yield _figure(f"lcia:{result.method.id}", result.mean)
    yield from _cells(process)


def _cells(process: Process) -> Iterator[Headline]:
    """Every result of an EPD, by indicator, module and scenario."""
    subjects = [(exchange.flow, exchange.modules) for exchange in process.exchanges]
    subjects += [(result.method, result.modules) for result in process.lcia_results]
    for reference, modules in subjects:
        who = (reference.id if reference else None) or ""
        for result in modules:
            name = f"cell:{who}:{result.module or ''}:{result.scenario or ''}"
            text = "" if result.cell is None else write_cell(vars(result.cell))
            yield Headline(name, text.strip())


def _figure(name: str, amount: Amount | None) -> Headline:
    said = amount.raw.strip() if amount is not None and amount.raw is not None else None
    return Headline(name, number_text(amount, bare=False), said)


def _words(name: str, text: Text | None) -> Iterator[Headline]:
    for language, words in text or ():
        yield Headline(f"{name}:{language}", words.strip())


def _product(declaration: Declaration) -> Iterator[Headline]:
    """The name as a form shows it, Chinese before English; or as a document of one language does, in English."""
    known = [item for item in declaration.product.name or () if item[0] in (None, "zh", "en") and item[1].strip()]
    if known:
        first = next((words for language, words in known if language != "en"), known[0][1])
        english = next((words for language, words in known if language == "en"), first)
        yield Headline("product", first.strip(), english.strip())


def _declaration(declaration: Declaration) -> Iterator[tuple[str, str]]:
    yield "number", declaration.report.number or ""
    quantity = declaration.unit.quantity
    yield "unit.amount", number_text(quantity)
    yield "unit.unit", (quantity.unit if quantity else None) or ""
    yield "period.start", declaration.period.start or ""
    yield "period.end", declaration.period.end or ""
    yield "gwp", declaration.methods.gwp_set or ""
    yield "boundary", declaration.boundary.type or ""
    yield "uuid", declaration.identity.uuid or ""
    yield "version", declaration.identity.version or ""
    for cell in declaration.results:
        if cell.method is not None:
            continue
        if cell.stage == "total" and cell.indicator in _DECLARED:
            yield _DECLARED[cell.indicator], number_text(cell.amount)
        elif cell.indicator == "gwp-total":
            yield f"stage:{cell.stage}", number_text(cell.amount)


def number_text(amount: Amount | None, *, bare: bool = True) -> str:
    """The text that a number is written with: the source's own where the target can hold it."""
    if amount is None or amount.value is None:
        return ""
    return numbers.number_text(amount.value, amount.raw, bare=bare)
