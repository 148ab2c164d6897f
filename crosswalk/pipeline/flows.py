"""The flow datasets of a package, found by their UUIDs when a process asks for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from crosswalk.core.ids import uuid_in
from crosswalk.formats.documents import Document, Member, Source
from crosswalk.formats.ilcd.types import type_of
from crosswalk.model.base import identified
from crosswalk.model.flow import Flow
from crosswalk.model.process import Exchange
from crosswalk.pipeline.reading import Package


class Flows:
    """A flow is read from the file that bears its UUID when it is asked for; files that bear none are read once."""

    def __init__(self, package: Package) -> None:
        self.package = package

    def flow(self, exchange: Exchange) -> Flow | None:
        """The flow that an exchange refers to; None where the package does not hold it."""
        uuid = exchange.flow.id if exchange.flow is not None else None
        return self.of(uuid) if uuid else None

    def of(self, uuid: str) -> Flow | None:
        """The flow of an identifier; None where the package does not hold it."""
        for member in self._members.get(uuid.lower(), ()):
            if (found := self._read(member)) is not None and identified(found).uuid == uuid:
                return found
        return self._unnamed.get(uuid)

    @cached_property
    def _members(self) -> Mapping[str | None, list[Member]]:
        """The files of flows by the UUIDs in their names."""
        folder = f"{type_of('flow')['folder']}/"
        found: dict[str | None, list[Member]] = defaultdict(list)
        for member in self.package.source.members():
            if folder in member.name:
                found[uuid_in(member.name.rpartition("/")[2])].append(member)
        return found

    @cached_property
    def _unnamed(self) -> Mapping[str | None, Flow]:
        flows = (self._read(member) for member in self._members.get(None, ()))
        return {identified(flow).uuid: flow for flow in flows if flow is not None}

    def _read(self, member: Member) -> Flow | None:
        held = Member(member.name, member.read)
        source = Source(self.package.source.file, lambda: iter((held,)), self.package.source.container)
        for part in self.package.format.read(source, {}):
            if isinstance(part, Document) and isinstance(part.model, Flow):
                return part.model
        return None
