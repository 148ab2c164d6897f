"""Findings, fates, origins and the ledger that must balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crosswalk.core.places import Place


class Fate(StrEnum):
    """What became of a source leaf. Each leaf has exactly one."""

    CARRIED = "carried"
    RENAMED = "renamed"
    MAPPED = "mapped"
    CONVERTED = "converted"
    ROUNDED = "rounded"
    APPROXIMATED = "approximated"
    AGGREGATED = "aggregated"
    SPLIT = "split"
    KEPT = "kept"
    WITHHELD = "withheld"
    DROPPED = "dropped"
    IGNORABLE = "ignorable"


class Origin(StrEnum):
    """Where a target leaf came from. Each leaf has exactly one."""

    CARRIED = "carried"
    TRANSFORMED = "transformed"
    RESTORED = "restored"
    ANSWERED = "answered"
    INFERRED = "inferred"
    DEFAULTED = "defaulted"


class Kind(StrEnum):
    """What a finding is about: a closed set. Problems are never counted as fates."""

    INVALID = "invalid"
    CONFLICT = "conflict"
    UNREVIEWED = "unreviewed"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    ROUNDED = "rounded"
    APPROXIMATED = "approximated"
    CONVERTED = "converted"
    INFERRED = "inferred"
    DROPPED = "dropped"
    KEPT = "kept"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"
    INFORMATION = "information"


class Severity(StrEnum):
    """How much a finding matters under the policy of the run."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one place, in words that the message catalogue holds in Chinese and English."""

    code: str
    kind: Kind
    severity: Severity = Severity.WARNING
    dataset: str | None = None
    source: Place | None = None
    target: Place | None = None
    before: str | None = None
    after: str | None = None
    rule: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The filled slots, for JSON."""
        out: dict[str, object] = {"code": self.code, "kind": self.kind.value, "severity": self.severity.value}
        for name in ("dataset", "before", "after", "rule"):
            if (value := getattr(self, name)) is not None:
                out[name] = value
        for name, place in (("source", self.source), ("target", self.target)):
            if place is not None:
                out[name] = place.as_dict()
        if self.params:
            out["params"] = {key: _plain(value) for key, value in self.params.items()}
        return out


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, bool)) or value is None else str(value)


@dataclass(frozen=True, slots=True)
class Entry:
    """The fate of one or more source leaves, or the origin of one or more target leaves."""

    fate: Fate | Origin
    source: Place | None = None
    target: Place | None = None
    text: str | None = None
    after: str | None = None
    dataset: str | None = None
    leaves: int = 1

    def as_dict(self) -> dict[str, object]:
        """The filled slots, for JSON."""
        side = "in" if isinstance(self.fate, Fate) else "out"
        out: dict[str, object] = {"side": side, "fate": self.fate.value, "leaves": self.leaves}
        for name in ("dataset", "text", "after"):
            if (value := getattr(self, name)) is not None:
                out[name] = value
        for name, place in (("source", self.source), ("target", self.target)):
            if place is not None:
                out[name] = place.as_dict()
        return out


@dataclass(frozen=True, slots=True)
class Account:
    """Both sums of a run. ``balanced`` is false only through a bug of ours."""

    leaves_in: int
    leaves_out: int
    fates: Mapping[Fate, int]
    origins: Mapping[Origin, int]

    @property
    def balanced(self) -> bool:
        """Whether every source leaf has one fate and every target leaf one origin."""
        return self.leaves_in == sum(self.fates.values()) and self.leaves_out == sum(self.origins.values())

    def as_dict(self) -> dict[str, object]:
        """Plain numbers, for JSON; zero rows are left out."""
        return {
            "leaves_in": self.leaves_in,
            "leaves_out": self.leaves_out,
            "fates": {fate.value: self.fates[fate] for fate in Fate if self.fates.get(fate)},
            "origins": {origin.value: self.origins[origin] for origin in Origin if self.origins.get(origin)},
            "balanced": self.balanced,
        }


EXAMPLES = 5000
"""Entries of one fate and findings of one code that a ledger holds; the rest is counted and, if asked, written out."""


class Ledger:
    """Append-only record of a run: findings, entries and the independently counted leaves.

    Sums are complete; of entries and findings at most ``EXAMPLES`` of a kind are held, so that a run over
    any number of datasets fits in memory. ``record`` receives every one of them. ``detail`` tells whether
    each carried leaf is wanted by itself, or one entry a dataset will do.
    """

    def __init__(self, *, detail: bool = True, record: Callable[[Finding | Entry], None] | None = None) -> None:
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self.leaves_in = 0
        self.leaves_out = 0
        self.detail = detail
        self.record = record
        self.fates: Counter[Fate] = Counter()
        self.origins: Counter[Origin] = Counter()
        self.codes: Counter[str] = Counter()
        self._held: Counter[Fate | Origin] = Counter()
        self._worst: Severity | None = None

    @property
    def singly(self) -> bool:
        """Whether somebody wants an entry for each leaf."""
        return self.detail or self.record is not None

    def find(self, *findings: Finding) -> None:
        """Add findings."""
        for found in findings:
            self.codes[found.code] += 1
            if self.codes[found.code] <= EXAMPLES:
                self.findings.append(found)
            if self._worst is None or found.severity.rank > self._worst.rank:
                self._worst = found.severity
            if self.record is not None:
                self.record(found)

    def enter(self, entries: Iterable[Entry]) -> None:
        """Add entries of either side."""
        for entry in entries:
            if isinstance(entry.fate, Fate):
                self.fates[entry.fate] += entry.leaves
            else:
                self.origins[entry.fate] += entry.leaves
            self._held[entry.fate] += 1
            if self._held[entry.fate] <= EXAMPLES:
                self.entries.append(entry)
            if self.record is not None:
                self.record(entry)

    def count(self, leaves_in: int = 0, leaves_out: int = 0) -> None:
        """Add what a carrier counted, independently of the tables."""
        self.leaves_in += leaves_in
        self.leaves_out += leaves_out

    def account(self) -> Account:
        """Both sums so far."""
        return Account(self.leaves_in, self.leaves_out, dict(self.fates), dict(self.origins))

    def worst(self) -> Severity | None:
        """The highest severity found, or nothing."""
        return self._worst

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)


@dataclass(frozen=True, slots=True)
class Policy:
    """Turns kinds of findings into severities: reading is lenient, writing strict."""

    severities: Mapping[Kind, Severity]

    def grade(self, kind: Kind, code_default: Severity | None = None) -> Severity:
        """The severity of a finding; a code's own default wins over its kind's."""
        return code_default or self.severities.get(kind, Severity.WARNING)


NORMAL = Policy(
    {
        Kind.INVALID: Severity.WARNING,
        Kind.CONFLICT: Severity.WARNING,
        Kind.UNREVIEWED: Severity.WARNING,
        Kind.MISSING: Severity.WARNING,
        Kind.DUPLICATE: Severity.WARNING,
        Kind.ROUNDED: Severity.NOTE,
        Kind.APPROXIMATED: Severity.WARNING,
        Kind.CONVERTED: Severity.NOTE,
        Kind.INFERRED: Severity.NOTE,
        Kind.DROPPED: Severity.NOTE,
        Kind.KEPT: Severity.NOTE,
        Kind.WITHHELD: Severity.NOTE,
        Kind.RESTRICTED: Severity.WARNING,
        Kind.INFORMATION: Severity.NOTE,
    }
)
