"""Rewriting: the reference and the amounts of an exchange, the flow of an inventory line, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from crosswalk.core.findings import Fate, Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import number_text, scale
from crosswalk.core.tables import table
from crosswalk.core.units import UnitMismatch, factor_between
from crosswalk.mapping.applying.decision import Decision, FlowUse, Target
from crosswalk.mapping.applying.notes import Note, factor_text, read_notes, with_note, without_note
from crosswalk.model.base import Amount, Model, Reference, Text
from crosswalk.model.declaration import InventoryLine
from crosswalk.model.process import Exchange

AMOUNTS = ("mean", "resulting", "minimum", "maximum")
"""What is counted in the unit of the flow (ILCD 1.1). The deviation is a share of the mean or a factor and stays; a
variable stays as well: the resulting amount is the mean times its value, so the mean takes the factor along."""
KIND = "flow data set"
NO_LIST = "-"
Part = TypeVar("Part", bound=Model)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that became another. ``pointer`` is relative to the exchange or line."""

    pointer: str
    fate: Fate
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Rewritten(Generic[Part]):
    """An exchange or line after its flow was mapped, what changed, and what is to be said of it."""

    part: Part
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()


def map_exchange(exchange: Exchange, decision: Decision, list_id: str = NO_LIST) -> Rewritten[Exchange]:
    """The exchange with the flow of a decision: reference, amounts, and a note in its comment; nothing else changes.

    Amounts are exact where a decimal can hold the product; else they are rounded to 34 digits and a finding
    (XW-F208) says so. Texts of the reference in other languages than English stay as the source's words.
    """
    target = decision.target
    assert target is not None
    before = exchange.flow or Reference()
    after = _reference(before, target)
    update: dict[str, object] = {"flow": after}
    changes = list(_reference_changes(before, after))
    scaled, findings = _amounts(exchange, decision)
    update |= {name: amount for name, (amount, _) in scaled.items()}
    changes += [
        Change(name, fate, _shown(getattr(exchange, name)), _shown(amount)) for name, (amount, fate) in scaled.items()
    ]
    comment = with_note(exchange.comment, _note_of(before, after, decision, list_id))
    if comment is None:
        findings.append(finding("XW-F209", name=decision.use.label))
    else:
        changes.append(Change("comment", Fate.CONVERTED, _best(exchange.comment), _best(comment)))
        update["comment"] = comment
    if decision.factor != 1 and exchange.distribution == "normal" and exchange.deviation is not None:
        findings.append(finding("XW-F218", name=decision.use.label))
    return Rewritten(exchange.model_copy(update=update), tuple(changes), tuple(findings))


def _reference(before: Reference, target: Target) -> Reference:
    name = _named(before.name, target.name) if target.name else before.name
    return before.model_copy(
        update={
            "kind": KIND,
            "id": target.uuid,
            "version": target.version or None,
            "uri": _moved(before.uri, before.id, target.uuid, target.version),
            "name": name,
        }
    )


def _named(name: Text | None, english: str) -> Text:
    """The text with the target's name in English, in the place of the source's where there is one."""
    items = list(name.items) if name else []
    spot = _english(name)
    if spot is None:
        items.append(("en", english))
    else:
        items[spot] = (items[spot][0], english)
    return Text(items=tuple(items))


def _english(name: Text | None) -> int | None:
    """Where the English text is; ILCD takes a text without a language for English."""
    tags = [(language or "en").lower().split("-")[0] for language, _ in name or ()]
    return tags.index("en") if "en" in tags else None


def _moved(uri: str | None, old: str | None, new: str, version: str) -> str | None:
    """The address of a flow's file under another identifier; None for one that is not named by its identifier."""
    if not uri or not old or old.lower() not in uri.lower():
        return None
    pattern = re.compile(re.escape(old) + r"(_\d\d\.\d\d\.\d\d\d)?", re.IGNORECASE)
    return pattern.sub(lambda hit: f"{new}_{version}" if hit[1] and version else new, uri)


def _reference_changes(before: Reference, after: Reference) -> Iterator[Change]:
    for name in ("kind", "id", "version", "uri"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(f"flow/{name}", Fate.MAPPED, old, new)
    if before.name != after.name:
        yield Change("flow/name", Fate.MAPPED, _best(before.name), _best(after.name))


def _amounts(exchange: Exchange, decision: Decision) -> tuple[dict[str, tuple[Amount, Fate]], list[Finding]]:
    found: dict[str, tuple[Amount, Fate]] = {}
    findings: list[Finding] = []
    for name in AMOUNTS if decision.factor != 1 else ():
        amount = getattr(exchange, name)
        if amount is None or amount.value is None:
            continue
        found[name], rounded = scaled_amount(amount, decision.factor)
        if rounded:
            findings.append(
                finding(
                    "XW-F208",
                    before=_shown(amount),
                    after=_shown(found[name][0]),
                    name=decision.use.label,
                    factor=factor_text(decision.factor),
                )
            )
    return found, findings


def scaled_amount(amount: Amount, factor: Fraction) -> tuple[tuple[Amount, Fate], bool]:
    """The product and its fate, and whether it had to be rounded."""
    assert amount.value is not None
    product = scale(amount.value, factor)
    fate = Fate.CONVERTED if product.exact else Fate.ROUNDED
    return (Amount(value=product.value, unit=amount.unit), fate), not product.exact


def _note_of(before: Reference, after: Reference, decision: Decision, list_id: str) -> Note:
    """The note: an English name was replaced, any other one stands beside the new name still."""
    spot = _english(before.name)
    items = before.name.items if before.name else ()
    language, name = items[spot] if spot is not None else items[0] if items else ("und", decision.use.name)
    back = _moved(after.uri, after.id, before.id or "", before.version or "") if before.id else None
    return Note(
        name,
        language or "",
        before.id or "",
        before.version or "",
        decision.factor,
        list_id,
        _reasons(decision),
        None if back == before.uri else before.uri or "",
    )


def _reasons(decision: Decision) -> str:
    """The table, or the kinds of evidence."""
    return decision.by if decision.by not in ("auto", "uuid") else "+".join((decision.by, *decision.evidence))


def _best(text: Text | None) -> str | None:
    return text.best("en", "zh") if text else None


def _shown(amount: Amount | None) -> str | None:
    if amount is None or amount.value is None:
        return None
    return number_text(amount.value, amount.raw, bare=False)


# --- inventory lines ---------------------------------------------------------------------------------


def line_use(line: InventoryLine) -> FlowUse | None:
    """The elementary flow that an inventory line names; None for materials, energy, transport and wastes.

    Which types of lines name one, and what medium the type means, is in ``mappings/flows/lines.csv``.
    """
    row = next((row for row in table("flows/lines.csv") if row["type"] == line.type), None)
    if row is None or (line.direction or row["direction"]) != row["direction"]:
        return None
    return FlowUse(
        uuid=line.flow or "",
        names=tuple((language or "", text) for language, text in line.name or ()),
        context=row["context"],
        unit=(line.amount.unit if line.amount else "") or "",
        cas=line.cas or "",
        type="Elementary flow",
        direction=row["exchange"],
    )


def map_line(line: InventoryLine, decision: Decision, list_id: str = NO_LIST) -> Rewritten[InventoryLine]:
    """The line with the flow of a decision and a note in its remark.

    An amount names its own unit and stays as it is, unless the factor does more than convert units.
    """
    target = decision.target
    assert target is not None
    changes = [Change("flow", Fate.MAPPED, line.flow, target.uuid)] if line.flow != target.uuid else []
    update: dict[str, object] = {"flow": target.uuid}
    findings: list[Finding] = []
    factor, unit = _beyond_units(line, decision, target)
    if factor != 1 and line.amount is not None and line.amount.value is not None:
        (amount, fate), rounded = scaled_amount(line.amount, factor)
        amount = amount.model_copy(update={"unit": unit})
        update["amount"] = amount
        changes.append(Change("amount", fate, _shown(line.amount), _shown(amount)))
        if rounded:
            findings.append(
                finding(
                    "XW-F208",
                    before=_shown(line.amount),
                    after=_shown(amount),
                    name=decision.use.label,
                    factor=factor_text(factor),
                )
            )
    note = Note(decision.use.name, "und", line.flow or "", "", factor, list_id, _reasons(decision))
    remark = with_note(line.remark, note, limit=10**6)
    assert remark is not None
    update["remark"] = remark
    changes.append(Change("remark", Fate.CONVERTED, _best(line.remark), _best(remark)))
    return Rewritten(line.model_copy(update=update), tuple(changes), tuple(findings))


def _beyond_units(line: InventoryLine, decision: Decision, target: Target) -> tuple[Fraction, str | None]:
    """What the factor does beside converting units, and the unit of the product: the line's own within a dimension."""
    unit = line.amount.unit if line.amount else None
    if decision.basis in ("", "unit") or not unit or not target.unit:
        return Fraction(1) if decision.basis in ("", "unit") else decision.factor, unit
    try:
        return decision.factor / factor_between(unit, target.unit), unit
    except UnitMismatch:
        return decision.factor, target.unit


# --- back --------------------------------------------------------------------------------------------


def restore_exchange(exchange: Exchange, list_id: str | None = None) -> Exchange:
    """The exchange before its last mapping (onto ``list_id``, if one is named), by the note in its comment.

    Identity, version, English name and address come back, and the amounts, exactly where they were not rounded. An
    exchange without a note comes back as it is.
    """
    notes = [note for note in read_notes(exchange.comment) if list_id in (None, note.list_id)]
    if not notes or exchange.flow is None or exchange.comment is None:
        return exchange
    note, mapped = notes[-1], exchange.flow
    flow = mapped.model_copy(
        update={
            "id": note.uuid or None,
            "version": note.version or None,
            "uri": _uri_before(mapped, note),
            "name": _renamed(mapped.name, note),
        }
    )
    amounts = {
        name: Amount(value=_divided(amount.value, note.factor), unit=amount.unit)
        for name in AMOUNTS
        if note.factor != 1 and (amount := getattr(exchange, name)) is not None and amount.value is not None
    }
    return exchange.model_copy(update={"flow": flow, "comment": without_note(exchange.comment, note), **amounts})


def _uri_before(mapped: Reference, note: Note) -> str | None:
    if note.uri is not None:
        return note.uri or None
    return _moved(mapped.uri, mapped.id, note.uuid, note.version) if note.uuid else None


def _divided(value: Decimal, factor: Fraction) -> Decimal:
    return scale(value, 1 / factor).value


def _renamed(name: Text | None, note: Note) -> Text | None:
    spot = _english(name)
    if name is None or spot is None:
        return name
    items = list(name.items)
    if (note.language or "en").lower().split("-")[0] == "en":
        items[spot] = (note.language or None, note.name)
    else:
        del items[spot]
    return Text(items=tuple(items)) if items else None
