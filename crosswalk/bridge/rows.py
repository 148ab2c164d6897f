"""The table between a declaration and its package: one process, its stages, flows, contacts, sources.

File paths of these rows are places in an *arrangement*: the package as plain data, ordered by the role
that each dataset plays (``process``, ``product``, ``owner``, ``report`` …), before identifiers and
references are given (``assembly``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from crosswalk.bridge.terms import term_codec
from crosswalk.core.tables import table
from crosswalk.core.text import has_han
from crosswalk.formats.codecs import whole
from crosswalk.formats.engine import HookReader, HookWriter
from crosswalk.formats.spec import BadValue, Codec, Field, Hook, Keyed, Repeat, Table


def worded(text: str) -> dict[str, Any]:
    """A bare string as a text: Chinese where it holds a Chinese character, else English (ILCD's default)."""
    return {"items": (("zh" if has_han(text) else "en", text),)}


def _first_text(value: Mapping[str, Any]) -> str:
    items = value["items"]
    if len(items) != 1:
        raise BadValue("XW-B002", text=" / ".join(text for _, text in items))
    return str(items[0][1])


phrase = Codec("whole", _first_text, worded)
"""A string on the declaration's side, a text on the dataset's."""


@cache
def _methods() -> Mapping[str, str]:
    return {row["code"]: row["method_uuid"] for row in table("indicators/climate.csv") if row["method_uuid"]}


def _indicator_of(method: str) -> str:
    for code, uuid in _methods().items():
        if uuid == method:
            return code
    raise BadValue("XW-B003", text=method)


indicator = Codec("mapped:indicator", _indicator_of, lambda code: _methods().get(code))
"""An indicator and the EF 3.1 method dataset that stands for it."""


LINE = Table(
    Field("number", "internal_id", whole),
    Field("name", "name", whole),
    Field("flow", "flow", whole),
    Field("cas", "cas", whole),
    Field("cpc", "cpc", whole),
    Field("specification", "specification", whole),
    Field("type", "flow_type", term_codec("flow_type")),
    Field("direction", "direction", term_codec("direction")),
    Field("amount", "amount", whole),
    Field("basis", "basis", whole),
    Field("period_output", "period_output", whole),
    Field("derivation", "derivation", term_codec("derivation")),
    Field("data_kind", "data_source_type", term_codec("data_kind")),
    Repeat("evidence", "evidence", whole),
    Field("remark", "comment", whole),
)


def _read_stages(view: HookReader, stage: Mapping[str, Any]) -> None:
    """One stage of the arrangement: its result cell and its inventory lines."""
    code = stage["code"]
    if (result := stage.get("result")) is not None:
        cells = view.out.setdefault("results", [])
        view.take(result, f"results/{len(cells)}/amount", view.reader.syntax.count(result))
        cells.append({"indicator": "gwp-total", "stage": code, "basis": "declared", "amount": dict(result)})
    for line in stage.get("lines", ()):
        lines = view.out.setdefault("inventory", [])
        item: dict[str, Any] = {"stage": code}
        lines.append(item)
        view.read(line, LINE, item, f"inventory/{len(lines) - 1}")


def _write_stages(view: HookWriter) -> None:
    """Group stage results and inventory lines by stage, in the order of the declaration."""
    groups: dict[str, dict[str, Any]] = {}
    claimed = view.writer.claimed.setdefault("inventory", set())
    for spot, cell in enumerate(view.data.get("results", ())):
        if cell["indicator"] == "gwp-total" and cell["stage"] != "total" and cell.get("amount"):
            groups.setdefault(cell["stage"], {"lines": []})["result"] = (spot, cell["amount"])
            view.writer.claimed.setdefault("results", set()).add(spot)
    for spot, line in enumerate(view.data.get("inventory", ())):
        if line.get("stage"):
            groups.setdefault(line["stage"], {"lines": []})["lines"].append((spot, line))
            claimed.add(spot)
    for code, group in groups.items():
        _write_stage(view, code, group)


def _write_stage(view: HookWriter, code: str, group: Mapping[str, Any]) -> None:
    mark: dict[str, Any] = {"code": code}
    view.node.setdefault("stages", []).append(mark)
    where = f"stages/{len(view.node['stages']) - 1}"
    if "result" in group:
        spot, value = group["result"]
        mark["result"] = dict(value)
        view.note(f"results/{spot}/amount", mark["result"], f"{where}/result")
        view.note(f"results/{spot}/stage", mark["code"], f"{where}/code")
    mark["lines"] = []
    for spot, line in group["lines"]:
        made: dict[str, Any] = {}
        mark["lines"].append(made)
        view.fill(line, LINE, made, f"inventory/{spot}")
        view.note(f"inventory/{spot}/stage", mark["code"], f"{where}/code")


DECLARATION = Table(
    Field("identity.uuid", "process/identity/uuid", whole),
    Field("identity.version", "process/identity/version", whole),
    Field("identity.uri", "process/identity/uri", whole),
    Field("product.name", "process/name/base", whole),
    Field("management.treatment_route", "process/name/treatment", whole),
    Field("management.mix_type", "process/name/mix", whole),
    Field("product.model", "process/name/functional", phrase),
    Field("product.description", "process/comment", whole),
    Field("management.industry", "isic/code", whole),
    Field("unit.kind", "process/quantitative_reference/kind", term_codec("unit_kind")),
    Field("unit.description", "process/quantitative_reference/functional_unit", whole),
    Field("period.start", "period/start", whole),
    Field("period.end", "period/end", whole),
    Field("interpretation.valid_until", "period/valid_until", whole),
    Field("site.location", "process/geography/location", whole),
    Field("site.name", "process/geography/restrictions", whole),
    Field("site.process", "process/technology/description", whole),
    Field("product.function", "process/technology/applicability", whole),
    Field("product.photo", "photo", whole),
    Field("boundary.figure", "figure", whole),
    Field("management.dataset_type", "process/method/dataset_type", whole),
    Field("boundary.cut_off", "process/treatment/cut_off", whole),
    Field("boundary.exclusions", "process/treatment/cut_off_deviations", whole),
    Field("management.supply_volume", "process/treatment/supply_volume", whole),
    Field("interpretation.assumptions", "process/treatment/use_advice", whole),
    Field("goal.purpose", "process/goal/applications", whole),
    Field("management.commissioner", "commissioner/name", whole),
    Field("metadata.created", "process/entry/timestamp", whole),
    Field("report.date", "report/date", whole),
    Field("report.number", "process/publication/registration_number", whole),
    Field("management.licence", "process/publication/licence", whole),
    Field("management.copyright", "process/publication/copyright", whole),
    Field("management.access", "process/publication/access_restrictions", whole),
    Field("management.compliance_system", "compliance/system", whole),
    Field("management.compliance", "compliance/overall", whole),
    Field("management.nomenclature_compliance", "compliance/nomenclature", whole),
    Field("management.method_compliance", "compliance/method", whole),
    Field("management.review_compliance", "compliance/review", whole),
    Field("management.documentation_compliance", "compliance/documentation", whole),
    Field("management.quality_compliance", "compliance/quality", whole),
    Field("verification.type", "review/type", term_codec("review_type")),
    Field("verification.body", "verifier/name", whole),
    Field("verification.report", "review/report", whole),
    Field("management.review_scope", "review/scope", whole),
    Field("management.review_method", "review/method", whole),
    Field("management.review_details", "review/details", whole),
    Field("producer.name", "owner/name", whole),
    Field("producer.address", "owner/address", whole),
    Field("producer.telephone", "owner/telephone", whole),
    Field("producer.contact", "owner/central_contact", phrase),
    Field("producer.profile", "owner/description", whole),
    Field("report.issuer", "issuer/name", whole),
    Field("product.cpc", "product/cpc", whole),
    Field("unit.quantity", "reference/amount", whole),
    Field("unit.reference_flow", "reference/comment", whole),
    Hook(("results", "inventory"), "stages", _read_stages, _write_stages),
    Repeat("inventory", "lines", LINE),
    Keyed(
        "results",
        "totals/{indicator}",
        {"indicator": indicator},
        Table(Field("amount", ".", whole)),
        bind={"stage": "total", "basis": "declared"},
    ),
)
