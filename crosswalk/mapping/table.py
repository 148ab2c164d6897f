"""One row of a mapping table: a decision about a flow of one list and a flow of another (SSSOM with extensions)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What was decided about a row (extension column ``decision``)."""

    AUTO = "auto"
    """Accepted by evidence, not yet seen by a person."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSURE = "unsure"
    REVIEW = "review"
    """Proposed; a person must look."""
    NO_TARGET = "no_target"
    """The target list holds no such flow."""

    @property
    def applies(self) -> bool:
        """Whether amounts may be rewritten by the row."""
        return self in (Verdict.AUTO, Verdict.ACCEPTED)


EXACT, CLOSE, BROAD, NARROW = "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"
NO_TERM = "sssom:NoTermFound"
"""SSSOM's object of a row that says that there is no target."""
NOT = "Not"
"""SSSOM ``predicate_modifier`` of a negative row: these two are not the same."""
SPLIT = "split"
"""``basis`` of rows among which one source is divided: each row's factor holds its share, and all of them apply."""


@dataclass(frozen=True, slots=True)
class Side:
    """A flow as one side of a mapping names it. Either identifier or name is there."""

    id: str = ""
    """The identifier in its list, without a prefix."""
    name: str = ""
    context: str = ""
    unit: str = ""
    cas: str = ""
    location: str = ""
    property_id: str = ""
    property_name: str = ""
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class FlowMapping:
    """One decision. ``factor``: amount in the target's unit = factor times amount in the source's unit."""

    source: Side
    target: Side
    """Empty for a row without a target."""
    decision: Verdict
    factor: Decimal = Decimal(1)
    basis: str = ""
    """Where a factor other than 1 comes from: ``unit``, ``flow property``, ``net calorific value``, or words."""
    predicate: str = EXACT
    modifier: str = ""
    justification: str = ""
    """A term of the SEMAPV vocabulary, such as ``semapv:ManualMappingCuration`` or ``semapv:LexicalMatching``."""
    evidence: tuple[str, ...] = ()
    """Codes of ``mappings/flows/evidence.csv``, strongest first."""
    confidence: Decimal | None = None
    cf_delta: Decimal | None = None
    """The largest relative difference of characterisation factors to the runner-up; None without a method."""
    author: str = ""
    reviewer: str = ""
    second_reviewer: str = ""
    date: str = ""
    review_date: str = ""
    second_review_date: str = ""
    comment: str = ""
    extras: tuple[tuple[str, str], ...] = ()
    """Columns that are not ours, by name: kept and written back."""
    line: int | None = field(default=None, compare=False)
    """Where the row stands in its file."""
    factor_text: str = field(default="", compare=False)
    """The characters that the factor was read from; written back while they still say the same number."""

    @property
    def applies(self) -> bool:
        """Whether amounts may be rewritten by the row: accepted, not negated, with a target and a usable factor."""
        has_target = bool(self.target.id or self.target.name)
        usable = self.factor.is_finite() and self.factor > 0
        return self.decision.applies and self.modifier != NOT and has_target and usable


@dataclass(frozen=True, slots=True)
class TableHead:
    """What identifies a mapping table: the YAML header of SSSOM."""

    id: str = ""
    title: str = ""
    version: str = ""
    licence: str = ""
    source_list: str = ""
    source_version: str = ""
    target_list: str = ""
    target_version: str = ""
    target_digest: str = ""
    date: str = ""
    tool: str = ""
    tool_version: str = ""
    creators: tuple[str, ...] = ()
    comment: str = ""
    source_prefix: str = ""
    """The CURIE prefix of source identifiers, where the file has one of its own; else it follows from the list."""
    target_prefix: str = ""
    prefixes: tuple[tuple[str, str], ...] = ()
    """Entries of the CURIE map that are not ours: (prefix, expansion)."""
    extras: tuple[tuple[str, str], ...] = ()
    """Slots of the header that are not ours, by name: a text as it is, a list or map as JSON."""


@dataclass(frozen=True, slots=True)
class MappingTable:
    """A mapping table: its head and its rows in file order."""

    head: TableHead
    rows: tuple[FlowMapping, ...]
