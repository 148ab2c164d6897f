"""The flow datasets of a package, found by their UUIDs when a process asks for one."""

from __future__ import annotations

from functools import cached_property

from crosswalk.formats.documents import Document, Member, Source
from crosswalk.model.base import identified
from crosswalk.model.flow import Flow
from crosswalk.model.process import Exchange
from crosswalk.pipeline.reading import Package

FOLDER = "flows/"


class Flows:
    """Files whose names say which flow they hold; each is read when it is asked for."""

    def __init__(self, package: Package) -> None:
        self.package = package

    @cached_property
    def _members(self) -> list[Member]:
        return [member for member in self.package.source.members() if FOLDER in member.name]

    def flow(self, exchange: Exchange) -> Flow | None:
        """The flow that an exchange refers to; None where the package does not hold it."""
        uuid = exchange.flow.id if exchange.flow is not None else None
        if not uuid:
            return None
        for member in sorted(self._members, key=lambda member: uuid not in member.name):
            found = self._read(member)
            if found is not None and identified(found).uuid == uuid:
                return found
            if uuid not in member.name:
                return None  # names are not told by UUID, and to read every flow for each process is no way
        return None

    def _read(self, member: Member) -> Flow | None:
        held = Member(member.name, member.read)
        source = Source(self.package.source.file, lambda: iter((held,)), self.package.source.container)
        for part in self.package.format.read(source, {}):
            if isinstance(part, Document) and isinstance(part.model, Flow):
                return part.model
        return None
