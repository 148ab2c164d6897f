"""The tables of the server's JSON as a difference from those of ILCD and ILCD+EPD.

The JSON has the element names of the XML without prefixes, attributes as members, and texts as
``{"value", "lang"}``; what the XML extension holds stands in ``other.anies``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crosswalk.formats import codecs
from crosswalk.formats.cells import read_cell, same_cell, write_cell
from crosswalk.formats.codecs import amount, amount_text, integer, string, truth
from crosswalk.formats.ilcd.tables import TABLES as ILCD
from crosswalk.formats.ilcd.tables.shared import REFERENCE as ILCD_REFERENCE
from crosswalk.formats.ilcd.tables.shared import M, O
from crosswalk.formats.ilcd_epd import tables as epd
from crosswalk.formats.soda4lca.codecs import date, derivation, direction, distribution, moment
from crosswalk.formats.soda4lca.syntax import ANIES, VERSION_NAMES
from crosswalk.formats.spec import Codec, Field, Hook, Repeat, Row, Table, Texts, texts
from crosswalk.formats.steps import join, pick

_BARE: Mapping[Codec | Texts, Codec] = {
    codecs.amount_text: amount,
    codecs.percent: amount,
    codecs.integer_text: integer,
    codecs.truth_text: truth,
}
"""Codecs of XML text, and those of JSON numbers and truth values."""


def _name(step: str) -> str:
    """The member of an element or attribute: the local name, ``value`` for an element's own text."""
    return "value" if step == "#text" else step.rpartition(":")[2].lstrip("@")


def _path(native: str) -> str:
    return "/".join(map(_name, native.split("/")))


def served(table: Table) -> Table:
    """A table of XML over the names of the JSON."""
    rows: list[Row] = []
    for row in table.rows:
        assert isinstance(row, (Field, Repeat))
        native = _path(row.native)
        also = tuple(name for name in map(_path, row.also) if name != native.rpartition("/")[2])
        parts: Any = row.codec if isinstance(row, Field) else row.rows
        parts = served(parts) if isinstance(parts, Table) else _BARE.get(parts, parts)
        member = "codec" if isinstance(row, Field) else "rows"
        changed: Any = {member: parts}
        rows.append(replace(row, native=native, also=also, **changed))
    return Table(*rows)


REFERENCE = served(ILCD_REFERENCE)
NAMED_REFERENCE = Table(*REFERENCE.below("value"))
"""A reference as an item of ``anies``."""
BEAN = Table(
    Field("name", "value/shortDescription/lstrings", texts),
    Field("version", "value/version/versionString", string),
    Field("kind", "value/type", string),
    Field("id", "value/refObjectId", string),
    Field("id", "value/uuid/uuid", string, copy=True),
    Field("version", "value/versionAsString", string, copy=True),
    Field("uri", "value/resourceURLs", string),
)
"""The same as some servers write it: the members of their own class. Parts of the version number stay unread."""


def _shape(item: Any) -> Table:
    value = item.get("value")
    bean = isinstance(value, dict) and (isinstance(value.get("shortDescription"), dict) or "uuid" in value)
    return BEAN if bean else NAMED_REFERENCE


def _references(model: str, native: str) -> Hook:
    """References in either shape; new ones in that of all other references."""

    def read(hook: Any, node: Any) -> None:
        holder: Any = hook.out
        *owners, last = model.split(".")
        for owner in owners:
            holder = holder.setdefault(owner, {})
        items = holder.setdefault(last, [])
        item: dict[str, Any] = {}
        hook.read(node, _shape(node), item, f"{join(hook.prefix, model)}/{len(items)}")
        items.append(item)

    def write(hook: Any) -> None:
        base = join(hook.prefix, model)
        items = pick(hook.data, model.split(".")) or ()
        for spot, item in enumerate(items):
            if spot < len(hook.found):
                hook.edit(item, _shape(hook.found[spot]), hook.found[spot], f"{base}/{spot}")
            else:
                hook.create(item, NAMED_REFERENCE, f"{base}/{spot}")
        for child in hook.found[len(items) :]:
            hook.remove(child, base)

    return Hook((model,), native, read, write)


def _read_result(text: str) -> Any:
    return read_cell(text) if text.strip() else None


def _same_result(left: Any, right: Any) -> bool:
    return left is right if left is None or right is None else same_cell(left, right)


cell = Codec("cell", _read_result, write_cell, _same_result)
"""A result in a module; a blank text is nothing at all, as in the XML."""
RESULTS: tuple[Row, ...] = (
    Field("unit_group", f"other/{ANIES}:referenceToUnitGroupDataSet/value", REFERENCE),
    Repeat(
        "modules",
        f"other/{ANIES}:module",
        Table(Field("cell", "value", cell), Field("module", "module", string), Field("scenario", "scenario", string)),
    ),
)
"""Results by module, in exchanges and in LCIA results; a result without a value is a place with nothing in it."""

RESOLVED: tuple[Row, ...] = (
    Field("resolved.reference", "referenceFlow", truth),
    Field("resolved.version", "resolvedFlowVersion", string),
    Field("resolved.amount", "resultingflowAmount", amount),
    Repeat(
        "resolved.properties",
        "flowProperties",
        Table(
            Field("name", "name", texts),
            Field("uuid", "uuid", string),
            Field("reference", "referenceFlowProperty", truth),
            Field("mean", "meanValue", amount),
            Field("unit", "referenceUnit", string),
            Field("unit_group", "unitGroupUUID", string),
        ),
    ),
    Repeat(
        "resolved.materials",
        "materialProperties",
        Table(
            Field("name", "name", string),
            Field("value", "value", amount_text),
            Field("unit", "unit", string),
            Field("description", "unitDescription", string),
        ),
    ),
    Field("resolved.type", "typeOfFlow", string),
    Field("resolved.class_path", "classification/classHierarchy", string),
    Field("resolved.class_system", "classification/name", string),
)
"""What the server says of the flow of an exchange."""

_D = f"processInformation/dataSetInformation/other/{ANIES}"
_T = f"processInformation/time/other/{ANIES}"
_S = f"{M}/dataSourcesTreatmentAndRepresentativeness"
_CONTENT = f"{_D}:content/parts:"

ABOUT: tuple[Row, ...] = (
    Repeat(
        "epd.scenarios",
        f"{_D}:scenario/scenario",
        Table(
            Field("description", "description", texts),
            Field("name", "name", string),
            Field("group", "group", string),
            Field("default", "default", truth),
        ),
    ),
    Field("epd.margin.percent", f"{_D}:margins/margins", amount),
    Field("epd.margin.description", f"{_D}:margins/description", texts),
    Repeat("epd.content.components", f"{_CONTENT}component", served(epd.COMPONENT)),
    Repeat("epd.content.materials", f"{_CONTENT}material", served(epd.MATERIAL)),
    Repeat("epd.content.substances", f"{_CONTENT}substance", served(epd.SUBSTANCE)),
)
TIME: tuple[Row, ...] = (
    Field("epd.published", f"{_T}:publicationDateOfEPD/value", date),
    Field("epd.expires", f"{_T}:expirationDateOfEPD/value", date),
)
METHOD = Field("epd.sub_type", f"{M}/LCIMethodAndAllocation/other/{ANIES}:subType/value", string)
ORIGINAL = _references("epd.original", f"{_S}/other/{ANIES}:referenceToOriginalEPD")
ORIGINAL_BESIDE = _references("epd.original_beside", f"{M}/other/{ANIES}:referenceToOriginalEPD")
PUBLISHERS = Repeat("epd.publishers", f"{O}/other/{ANIES}:referenceToPublisher", NAMED_REFERENCE)
_VERSION, *_ODD_VERSIONS = VERSION_NAMES
VERSION = Field("epd.version", f"otherAttributes/{_VERSION}", string, also=tuple(_ODD_VERSIONS))


def _exchange(table: Table) -> Table:
    table = table.respell("exchangeDirection", "exchange direction").replace(
        Field("direction", "exchange direction", direction, also=("exchangeDirection",)),
        Field("distribution", "uncertaintyDistributionType", distribution),
        Field("derivation", "dataDerivationTypeStatus", derivation),
    )
    return table.add(*RESULTS, *RESOLVED)


def _process() -> Table:
    table = served(ILCD["process"]).within("exchanges/exchange", _exchange)
    table = table.within("LCIAResults/LCIAResult", lambda result: result.add(*RESULTS))
    table = table.replace(
        Field("entry.timestamp", "administrativeInformation/dataEntryBy/timeStamp", moment),
        Field("publication.last_revision", f"{O}/dateOfLastRevision", moment),
    )
    table = table.add(*ABOUT, after="processInformation/dataSetInformation/referenceToExternalDocumentation")
    table = table.add(*TIME, after="processInformation/time/timeRepresentativenessDescription")
    table = table.add(METHOD, after=f"{M}/LCIMethodAndAllocation/referenceToLCAMethodDetails")
    table = table.add(ORIGINAL, ORIGINAL_BESIDE, after=f"{_S}/useAdviceForDataSet")
    return table.add(PUBLISHERS, after=f"{O}/accessRestrictions").add(VERSION)


TABLES: Mapping[str, Table] = {"process": _process()}
"""The table of process datasets; the server's JSON of other kinds has no extension and is not read."""
