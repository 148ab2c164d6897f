"""One language for a document of one language: what is shown of a text, and what a document's words say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.engine import Reading, pick
from crosswalk.formats.openepd import vocabulary
from crosswalk.formats.openepd.cells import Address, copied
from crosswalk.formats.openepd.tables import NATIVE, SKU

EPD = "epd"
_QUANTITIES = ("quantity", "mass", "biogenic_carbon")
_LIFE = (Decimal("0.0009"), Decimal(101))
"""Years that a service life lies between."""
_EN_15804 = re.compile(r"15804")
Items = Sequence[tuple[str | None, str]]


def tag(language: str | None) -> str | None:
    """The two letters of a language tag; the tag as it stands where it has no two."""
    hit = re.match(r"([A-Za-z]{2})(?:[-_]|$)", language or "")
    return hit.group(1).lower() if hit else language


def language_of(data: Mapping[str, Any], doctype: str) -> str | None:
    """The language that a new document is written in: English where the product has an English name."""
    for place in vocabulary.texts(doctype):
        tags = [tag(language) for language, _ in (pick(data, place.path) or {}).get("items", ())]
        known = [language for language in tags if language is not None and len(language) == 2]
        if known:
            return "en" if "en" in known else known[0]
    return None


def shown(items: Items, language: str | None, place: vocabulary.Place) -> str | None:
    """What a document of a language shows of a text, shortened to what the field holds."""
    texts = [text for own, text in items if tag(own) == tag(language)]
    if not texts and place.any:
        texts = [text for _, text in items[:1]]
    if not texts:
        return None
    text = texts[0]
    return f"{text[: place.limit - 1]}…" if place.limit and len(text) > place.limit else text


def narrow(
    data: Mapping[str, Any], addresses: Sequence[Address | None], doctype: str, language: str | None
) -> tuple[dict[str, Any], list[Finding]]:
    """The data as a document of one language can hold it, and what is to be said of that."""
    wire = copied(dict(data))
    findings = list(_narrow_texts(wire, doctype, language))
    for cell, address in zip(wire.get("results", ()), addresses, strict=True):
        cell["address"] = address
    _narrow_amounts(wire)
    ids = wire.get("product", {}).get("ids")
    if ids:
        wire["product"]["ids"] = _single(ids)
    findings.extend(_narrow_compliance(wire))
    findings.extend(_inexact(wire, addresses))
    return wire, findings


def _narrow_texts(wire: dict[str, Any], doctype: str, language: str | None) -> Iterator[Finding]:
    for place in vocabulary.texts(doctype):
        *owners, last = place.path
        holder = pick(wire, owners)
        if not holder or last not in holder:
            continue
        items = holder[last].get("items", ())
        text = shown(items, language, place)
        if text is None:
            del holder[last]
            continue
        if text.endswith("…") and text not in [own for _, own in items]:
            field = ".".join(place.path)
            yield finding("XW-E087", target=Place(pointer="/".join(place.path)), field=field, limit=place.limit)
        holder[last] = {"items": ((None, text),)}


def _narrow_amounts(wire: dict[str, Any]) -> None:
    """Leave out what the fields refuse: quantities below zero, and years beyond the bounds or in another unit."""
    unit = wire.get("unit", {})
    for name in _QUANTITIES:
        if (amount := unit.get(name)) and amount.get("value") is not None and amount["value"] < 0:
            del unit[name]
    product = wire.get("product", {})
    life = product.get("service_life") or {}
    value = life.get("value")
    if value is not None and (life.get("unit", "a") != "a" or not _LIFE[0] < value < _LIFE[1]):
        del product["service_life"]


def _single(ids: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """One identifier of each kind that has a field of its own; the others leave a gap, so that places stay."""
    seen: set[str] = set()
    kept: list[Mapping[str, Any]] = []
    for item in ids:
        kind = item.get("type")
        kept.append({} if kind in (NATIVE, SKU) and kind in seen else item)
        seen.add(kind or "")
    return tuple(kept)


def _narrow_compliance(wire: dict[str, Any]) -> Iterator[Finding]:
    """One name each; a document that is no EPD does not claim to follow the rules for EPDs."""
    kept: list[dict[str, Any]] = []
    for reference in wire.get("compliance", ()):
        items = (reference.get("name") or {}).get("items", ())
        if wire.get("type") != EPD and any(_EN_15804.search(text) for _, text in items):
            yield finding("XW-E086", before=items[0][1])
            continue
        names = {**reference, "name": {"items": tuple((None, text) for _, text in items[:1])}}
        kept.append(names if items else {key: part for key, part in reference.items() if key != "name"})
    if "compliance" in wire:
        wire["compliance"] = tuple(kept)


def _inexact(wire: Mapping[str, Any], addresses: Iterable[Address | None]) -> Iterator[Finding]:
    """Results that stand in another unit than the one that openEPD asks for."""
    for cell, address in zip(wire.get("results", ()), addresses, strict=True):
        unit = cell.get("amount", {}).get("unit")
        if address is None or unit is None:
            continue
        key = vocabulary.key_of(cell["indicator"], unit, "")
        if key is not None and not key.exact:
            place = Place(pointer="/" + address.text)
            yield finding("XW-E083", target=place, before=unit, key=address.key)
            return


def settle(reading: Reading, root: Mapping[str, Any]) -> None:
    """Complete what was read: languages, units that go without saying, the kind of dataset."""
    data, doctype = reading.data, str(root.get("doctype"))
    language = root.get("language")
    language = language if isinstance(language, str) and language else None
    holders = [pick(data, place.path) for place in vocabulary.texts(doctype)]
    holders += [reference.get("name") for reference in data.get("compliance", ())]
    for text in holders:
        if text:
            text["items"] = [(language, words) for _, words in text["items"]]
    if life := data.get("product", {}).get("service_life"):
        life.setdefault("unit", "a")
    management = data.setdefault("management", {})
    if management.get("sub_type") is None:
        management["sub_type"] = vocabulary.sub_type_of(doctype)
    data["type"] = EPD
