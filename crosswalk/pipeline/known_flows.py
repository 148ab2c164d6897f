"""What a package says of the flows of its exchanges, for deciding what they become."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from crosswalk.bridge.quantities import flow_property_by_id
from crosswalk.core.units import resolve
from crosswalk.formats.documents import Member, Source
from crosswalk.formats.ilcd.types import types
from crosswalk.index import facts_of, read_entries
from crosswalk.lcia.flows import PROPERTY, UNIT_GROUP, FlowShelf
from crosswalk.mapping.applying import FlowUse
from crosswalk.model.flow import Flow
from crosswalk.model.process import Exchange
from crosswalk.pipeline.flows import Flows
from crosswalk.pipeline.reading import Package

FAMILY = "ef"
"""Whose words the elementary flow categories of ILCD packages are."""
_NONE = FlowUse()


@dataclass(frozen=True, slots=True)
class _Property:
    uuid: str
    amount: Fraction | None
    unit: str


class KnownFlows:
    """The flows of a package, read when an exchange asks for one; units by the package's own chain."""

    def __init__(self, package: Package) -> None:
        source, self._stream = _held_open(package.source)
        self.flows = Flows(Package(source, package.format, package.detection, package.options))
        self.shelf = FlowShelf()
        self._facts: dict[str, FlowUse] = {}
        self._shelved = False

    def close(self) -> None:
        """Give the temporary database and the opened package back."""
        self.shelf.close()
        self._stream.close()

    def use(self, exchange: Exchange) -> FlowUse:
        """The flow of an exchange, with what the reference and the package say of it."""
        reference = exchange.flow
        if reference is None:
            return _NONE
        facts = self._facts_of(exchange)
        own = tuple((language or "", text) for language, text in reference.name or () if text)
        return replace(
            facts,
            uuid=reference.id or "",
            version=reference.version or "",
            names=tuple(dict.fromkeys((*own, *facts.names))),
            direction=exchange.direction or "",
            location=exchange.location or facts.location,
        )

    def holds(self, uuid: str) -> bool:
        """Whether the package has a flow dataset of an identifier."""
        if uuid in self._facts:
            return bool(self._facts[uuid].type)
        return self.flows.of(uuid) is not None

    def _facts_of(self, exchange: Exchange) -> FlowUse:
        uuid = (exchange.flow.id if exchange.flow else None) or ""
        if uuid not in self._facts:
            flow = self.flows.of(uuid) if uuid else None
            self._facts[uuid] = _NONE if flow is None else self._read(flow)
        return self._facts[uuid]

    def _read(self, flow: Flow) -> FlowUse:
        properties = tuple(self._properties(flow))
        reference = next(
            (value for value in flow.flow_properties if value.internal_id == flow.reference_property),
            flow.flow_properties[0] if len(flow.flow_properties) == 1 else None,
        )
        own = (reference.property.id if reference and reference.property else None) or ""
        mean = next((one.amount for one in properties if one.uuid == own), None)
        return FlowUse(
            names=tuple((language or "", text) for language, text in flow.name.base or () if text.strip()),
            context=_context(flow),
            family=FAMILY,
            unit=next((one.unit for one in properties if one.uuid == own), ""),
            property_id=own,
            cas=flow.cas or "",
            type=flow.dataset_type or "Other flow",
            location=flow.location.best("en", "zh") if flow.location else "",
            conversions=tuple(
                (one.uuid, one.amount / mean, one.unit)
                for one in properties
                if mean and one.amount is not None and one.uuid != own
            ),
        )

    def _properties(self, flow: Flow) -> list[_Property]:
        found = []
        for value in flow.flow_properties:
            if value.property is not None and value.property.id:
                mean = value.mean.value if value.mean is not None else None
                amount = None if mean is None else Fraction(mean)
                found.append(_Property(value.property.id, amount, self._unit(value.property.id)))
        return found

    def _unit(self, property_id: str) -> str:
        """The reference unit of a property: by the package, else by the table of ILCD's own properties."""
        if not self._shelved:
            self._shelve()
        unit = self.shelf.unit_of(property_id)
        if not unit:
            row = flow_property_by_id(property_id)
            return row["unit"] if row else ""
        known = resolve(unit)
        return known.code if known else unit

    def _shelve(self) -> None:
        """Read properties and unit groups; files in folders of other types are passed over."""
        self._shelved = True
        others = tuple(f"{row['folder']}/" for row in types().values() if row["kind"] not in (PROPERTY, UNIT_GROUP))
        source = self.flows.package.source

        def members() -> Iterator[Member]:
            return (one for one in source.members() if not any(folder in one.name for folder in others))

        for entry in read_entries(Source(source.file, members, source.container)):
            if entry.tree is not None and entry.tree.kind in (PROPERTY, UNIT_GROUP):
                self.shelf.add(facts_of(entry.tree, counts=False))


def _held_open(source: Source) -> tuple[Source, Generator[Member, None, None]]:
    """The same members, of a package that stays open: a zip is not opened anew for every flow that is asked for."""
    count = sum(1 for _ in source.members())
    stream = _members(source)
    held = tuple(islice(stream, count))
    return Source(source.file, lambda: iter(held), source.container), stream


def _members(source: Source) -> Generator[Member, None, None]:
    yield from source.members()


def _context(flow: Flow) -> str:
    """The elementary flow category, its levels joined by slashes; the first where there are several."""
    for one in flow.compartments:
        if levels := [entry.name.strip() for entry in one.entries if entry.name]:
            return "/".join(levels)
    return ""
