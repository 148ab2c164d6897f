"""The table between an EPD and its process dataset, product flow and contacts.

File paths are places in an *arrangement*: the process as plain data under ``process``, what it refers to by role
(``owner``, ``operator`` …), its results as a list of cells, its declared unit worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosswalk.bridge.rows import phrase
from crosswalk.formats.codecs import whole
from crosswalk.formats.engine import HookReader, HookWriter
from crosswalk.formats.spec import Field, Hook, Repeat, Table

KEY = ("indicator", "method", "stage", "scenario")
"""What a result is found by; the basis of an EPD's results is always that it declares them."""


def key_of(cell: Mapping[str, Any]) -> tuple[Any, ...]:
    """The key of a result as plain data."""
    return tuple(cell.get(name) for name in KEY)


def _read_result(view: HookReader, entry: Mapping[str, Any]) -> None:
    cells = view.out.setdefault("results", [])
    view.take(entry, f"results/{len(cells)}", view.reader.syntax.count(entry))
    cells.append({"basis": "declared", **entry})


def _write_results(view: HookWriter) -> None:
    """Results go to the place of their key in a base, whatever their order; new ones behind them."""
    present = {key_of(entry): entry for entry in view.found}
    holder: list[Any] = view.node.setdefault("results", [])
    for spot, cell in enumerate(view.data.get("results", ())):
        entry = present.get(key_of(cell))
        if entry is None:
            entry = {}
            holder.append(entry)
        for name, value in cell.items():
            if name != "basis":
                entry[name] = value
                view.note(f"results/{spot}/{name}", value, name, parent=entry)


EPD = Table(
    Field("identity.uuid", "process/identity/uuid", whole),
    Field("identity.version", "process/identity/version", whole),
    Field("identity.uri", "process/identity/uri", whole),
    Field("type", "type", whole),
    Field("product.name", "process/name/base", whole),
    Repeat("product.classifications", "process/classifications", whole),
    Field("product.description", "process/comment", whole),
    Repeat("product.ids", "process/epd/product_ids", whole),
    Field("product.service_life", "process/epd/reference_service_life/years", whole),
    Repeat("scenarios", "process/epd/scenarios", whole),
    Field("product.function", "process/technology/applicability", whole),
    Field("site.process", "process/technology/description", whole),
    Field("site.location", "process/geography/location", whole),
    Field("site.name", "process/geography/restrictions", whole),
    Field("period.end", "period/end", whole),
    Field("report.date", "registration/published", whole),
    Field("interpretation.valid_until", "period/valid_until", whole),
    Field("management.dataset_type", "process/method/dataset_type", whole),
    Field("management.sub_type", "process/epd/sub_type", whole),
    Field("methods.product_rule", "rule/name", phrase),
    Field("interpretation.assumptions", "process/treatment/use_advice", whole),
    Field("goal.purpose", "process/goal/applications", whole),
    Field("metadata.created", "process/entry/timestamp", whole),
    Field("report.number", "registration/number", whole),
    Field("management.licence", "process/publication/licence", whole),
    Field("management.copyright", "process/publication/copyright", whole),
    Field("management.access", "process/publication/access_restrictions", whole),
    Field("producer.name", "owner/name", whole),
    Field("producer.address", "owner/address", whole),
    Field("producer.telephone", "owner/telephone", whole),
    Field("report.operator", "operator/name", whole),
    Field("report.issuer", "developer/name", whole),
    Field("verification.body", "verifier/name", whole),
    Repeat("compliance", "compliance", whole),
    Field("unit.kind", "unit/kind", whole),
    Field("unit.quantity", "unit/quantity", whole),
    Field("unit.description", "process/quantitative_reference/functional_unit", whole),
    Field("unit.mass", "unit/mass", whole),
    Field("unit.biogenic_carbon", "unit/biogenic_carbon", whole),
    Field("unit.packaging_biogenic_carbon", "unit/packaging_biogenic_carbon", whole),
    Hook(("results",), "results", _read_result, _write_results),
)
