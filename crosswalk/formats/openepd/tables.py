"""The table of openEPD documents: what stands where, in one language.

The rows speak of the document's own words; ``wording`` says which text of the model that is, ``cells``
where results stand, ``extension`` what stays beside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.node import NumberText, TruthText
from crosswalk.core import dates
from crosswalk.formats.codecs import amount, string
from crosswalk.formats.engine import HookReader, HookWriter
from crosswalk.formats.openepd import cells, vocabulary
from crosswalk.formats.spec import BadValue, Codec, Field, Hook, Keyed, Repeat, Row, Table

JSON = JsonSyntax("lang", "text", arrays=frozenset({"compliance"}))
ILCD = "ILCD_EPD"
"""The domain under which the UUID of a dataset stands."""
NATIVE, SKU = "openEPD", "SKU"
"""Types of product identifiers that have a field of their own."""
_TIMED = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$")
_XPD = re.compile(r"^[0-9A-Za-z]{8,10}$")
_WEB = re.compile(r"^[a-z][a-z0-9+.-]*://\S+$")


def _written(text: str) -> str:
    """A text as it stands; a number or a truth value is none."""
    if isinstance(text, (NumberText, TruthText)):
        raise BadValue("XW-E088", text=str(text))
    return text


def _first(value: Mapping[str, Any]) -> str | None:
    return value["items"][0][1] if value.get("items") else None


def _same_words(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return _first(left) == _first(right)


words = Codec("words", lambda text: {"items": [(None, _written(text))]}, _first, _same_words)
"""The one text of a field; its language is the document's."""


def _read_day(text: str) -> str:
    hit = _TIMED.match(text)
    try:
        return dates.parse_date(hit.group(1) if hit else _written(text))
    except dates.DateUnclear as problem:
        raise BadValue(problem.code, text=text) from None


def _write_day(value: str) -> str | None:
    """A day as a time with its zone; what is less than a day has no place here."""
    return f"{value}T00:00:00Z" if len(value) == 10 and _is_day(value) else None


def _is_day(value: str) -> bool:
    try:
        return _read_day(value) == value
    except BadValue:
        return False


day = Codec("day", _read_day, _write_day)


def _unit(decode: Mapping[str, str], encode: Mapping[str, str]) -> Codec:
    return Codec("unit", lambda text: decode.get(text, text), lambda unit: encode.get(unit, unit))


carbon_unit = _unit({"kg": "kg C"}, {"kg C": "kg"})
"""Mass of carbon: openEPD writes kg."""
unit = Codec("unit", lambda text: vocabulary.declared_units().get(text, _written(text)), vocabulary.declared_unit)


def _read_version(text: str) -> str:
    if not text.isdigit():
        raise BadValue("XW-N005", text=text)
    return str(text)


def _write_version(value: str) -> NumberText | None:
    return NumberText(value) if re.fullmatch("0|[1-9][0-9]{0,8}", value) else None


version = Codec("version", _read_version, _write_version, bare=True)


def _read_specific(text: str) -> str | None:
    return "specific dataset" if text == "true" else None


specific = Codec("specific", _read_specific, lambda kind: TruthText("true") if kind == "specific dataset" else None)
xpd = Codec("xpd", _written, lambda text: text if _XPD.match(text) else None)
"""An identifier of openEPD."""
link = Codec("link", _written, lambda text: text if _WEB.match(text) else None)


def _read_domain(text: str) -> str:
    if text in (ILCD, NATIVE, SKU):
        raise BadValue("XW-E088", text=text)
    return text


domain = Codec("domain", _read_domain, lambda text: None if text in (ILCD, NATIVE, SKU) else text)
short = Codec("short", _written, lambda text: text if 0 < len(text) <= 200 else None)


def _quantity(model: str, native: str, codec: Codec) -> tuple[Field, ...]:
    return Field(model, f"{native}/qty", amount), Field(f"{model}.unit", f"{native}/unit", codec)


def _read_classes(hook: HookReader, node: Any) -> None:
    """One classification a code; a system may list several."""
    if not isinstance(node, dict) or not node:
        hook.leave(node, "empty" if not node else "unknown")
        return
    listed = hook.out.setdefault("product", {}).setdefault("classifications", [])
    for system, codes in node.items():
        for code in codes if isinstance(codes, list) else [codes]:
            if not isinstance(code, str) or isinstance(code, NumberText):
                hook.leave(code)
                continue
            hook.take(code, f"product.classifications.{len(listed)}", 1)
            listed.append({"system": system, "entries": [{"name": code}]})
        if codes in ([], None):
            hook.leave(codes, "empty")


def _write_classes(hook: HookWriter) -> None:
    """The most specific name or code of each classification that names its system."""
    wanted: dict[str, list[tuple[int, str]]] = {}
    for spot, item in enumerate(hook.data.get("product", {}).get("classifications", ())):
        last: dict[str, Any] = (item.get("entries") or ({},))[-1]
        code = last.get("name") or last.get("id")
        if item.get("system") and code:
            wanted.setdefault(item["system"], []).append((spot, code))
    current = hook.found[0] if hook.found and isinstance(hook.found[0], dict) else {}
    made: dict[str, Any] = {}
    for system, codes in wanted.items():
        names: Any = [code for _, code in codes]
        was = current.get(system)
        made[system] = was if was in (names, *names[:1]) and len(names) == 1 else names if len(names) > 1 else names[0]
    if made != current or not hook.found:
        if not made and not current:
            return
        _replace(hook, made)
    for system, codes in wanted.items():
        for spot, code in codes:
            hook.note(f"product/classifications/{spot}", code, system)


def _replace(hook: HookWriter, made: Any) -> None:
    """Put a value in the place of this row, or take it out."""
    for child in hook.found:
        hook.remove(child, "product/classifications")
    if made:
        hook.writer.syntax.insert(hook.node, hook.key, made, hook.step.order)


def _read_extension(hook: HookReader, node: Any) -> None:
    hook.out["extension"] = node


def _write_extension(hook: HookWriter) -> None:
    """Written when all else stands, of what is not there."""


_COMPLIANCE = Table(Field("name", "short_name", words), Field("uri", "link", link))

_START: tuple[Row, ...] = (
    Repeat("product.ids", "id", Table(Field("value", ".", xpd)), bind={"type": NATIVE}),
    Field("identity.version", "version", version),
    Field("product.name", "product_name", words),
    Repeat("product.ids", "product_sku", Table(Field("value", ".", short)), bind={"type": SKU}),
    Field("product.description", "product_description", words),
    Field("product.function", "product_usage_description", words),
    Field("site.process", "manufacturing_description", words),
    Field("interpretation.assumptions", "lca_discussion", words),
    Field("report.date", "date_of_issue", day),
    Field("interpretation.valid_until", "valid_until", day),
    Field("identity.uri", "declaration_url", short),
    Field("identity.uuid", f"alt_ids/{ILCD}", string),
    Keyed("product.ids", "alt_ids/{type}", {"type": domain}, Table(Field("value", ".", short))),
    *_quantity("unit.quantity", "declared_unit", unit),
    *_quantity("unit.mass", "kg_per_declared_unit", unit),
    *_quantity("unit.biogenic_carbon", "kg_C_biogenic_per_declared_unit", carbon_unit),
    Field("product.service_life", "product_service_life_years", amount),
    Field("producer.name", "manufacturer/name", words),
    Field("report.issuer", "epd_developer/name", words),
    Field("report.operator", "program_operator/name", words),
    Field("report.number", "program_operator_doc_id", string),
    Field("verification.body", "third_party_verifier/name", words),
    Field("methods.product_rule", "pcr/name", string),
    Repeat("compliance", "compliance", _COMPLIANCE),
    Hook(("product.classifications",), "product_classes", _read_classes, _write_classes),
    Field("management.sub_type", "ec3/product_specific", specific),
)
_END = Hook(("results", "scenarios", "carried"), "ext/crosswalk", _read_extension, _write_extension)


@cache
def table_of(doctype: str) -> Table:
    """The table of a document type."""
    base = Table(*_START, *cells.rows(), _END)
    if doctype == "openEPD":
        return base
    base = base.respell("product_name", "name").respell("product_description", "description")
    base = base.drop("product_sku", "product_usage_description", "manufacturing_description", "ec3/product_specific")
    if doctype == "openIndustryEpd":
        return base.drop("manufacturer/name")
    base = base.drop("epd_developer/name", "program_operator/name", "program_operator_doc_id")
    return base.drop("third_party_verifier/name", "manufacturer/name").add(
        Field("producer.name", "owner/name", words), after="declaration_url"
    )
