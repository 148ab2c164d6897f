"""What is known of a flow that is to be mapped, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from crosswalk.core.findings import Finding
from crosswalk.mapping.sources import SourceFlow


class Outcome(StrEnum):
    """What becomes of a flow. Each exchange has exactly one."""

    MAPPED = "mapped"
    """Refers to a flow of the target list from now on."""
    IDENTICAL = "identical"
    """Is a flow of the target list already, under its own identifier."""
    UNMATCHED = "unmatched"
    """Elementary, and nothing was decided for it: it keeps its identity."""
    STOPPED = "stopped"
    """Something was decided, and direction, medium, unit or a contradiction stands against it."""
    UNKNOWN = "unknown"
    """The package does not hold the flow and nobody names it: elementary or not, nobody can tell."""
    OTHER = "other"
    """A product, a waste or the reference flow: not for mapping."""


@dataclass(frozen=True, slots=True)
class FlowUse:
    """A flow as one exchange or inventory line refers to it, with what its package says of it."""

    uuid: str = ""
    version: str = ""
    names: tuple[tuple[str, str], ...] = ()
    """(language, text) pairs, those of the reference before those of the flow dataset."""
    context: str = ""
    family: str = ""
    unit: str = ""
    """The reference unit by the package's own chain; empty where it leads to none."""
    property_id: str = ""
    cas: str = ""
    type: str = ""
    """ILCD 1.1, FlowTypeValues; empty for a flow that the package does not hold."""
    direction: str = ""
    location: str = ""
    conversions: tuple[tuple[str, Fraction, str], ...] = ()
    """The flow's own properties: (UUID, amount of it in one reference unit, its unit)."""

    @property
    def name(self) -> str:
        """The English name, else the first."""
        english = next((text for language, text in self.names if language.startswith("en") and text), "")
        return english or next((text for _, text in self.names if text), "")

    @property
    def label(self) -> str:
        """What messages call the flow."""
        return self.name or self.uuid or "-"

    def source(self) -> SourceFlow:
        """The flow as the matcher takes it."""
        return SourceFlow(
            name=self.name,
            context=self.context,
            unit=self.unit,
            cas=self.cas,
            uuid=self.uuid,
            names=self.names,
            family=self.family,
            direction=self.direction,
            location=self.location,
        )


class Listed(Protocol):
    """A flow of a target list, whichever index it comes from."""

    @property
    def uuid(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def context(self) -> str: ...  # noqa: D102
    @property
    def compartment(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def property_id(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Target:
    """A flow of the target list."""

    uuid: str
    name: str = ""
    context: str = ""
    compartment: str = ""
    unit: str = ""
    property_id: str = ""
    version: str = ""


def target_of(flow: Listed) -> Target:
    """The flow of a list as a target."""
    version = str(getattr(flow, "version", ""))
    return Target(flow.uuid, flow.name, flow.context, flow.compartment, flow.unit, flow.property_id, version)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a flow, by whom and why."""

    use: FlowUse
    outcome: Outcome
    target: Target | None = None
    """The new flow; for one that was not mapped the best candidate, if there is one."""
    factor: Fraction = Fraction(1)
    """Amount in the target's unit for one in the source's."""
    basis: str = ""
    """Where a factor comes from: ``unit``, ``flow property``, or what the table says."""
    by: str = ""
    """The table, or ``auto`` for the matcher, ``uuid`` for a flow that is the list's own."""
    evidence: tuple[str, ...] = ()
    confidence: Decimal | None = None
    verdict: str = ""
    gates: tuple[str, ...] = ()
    finding: Finding | None = None
    """Why a decision was stopped, or what else is to be said of it; without a place."""
