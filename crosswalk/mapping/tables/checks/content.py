"""What a table should not say, whatever its form: mistakes that were met in practice (``mappings/flows/lint.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from crosswalk.core.errors import TableError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words
from crosswalk.core.numbers import CONTEXT
from crosswalk.core.places import Place
from crosswalk.core.tables import limit, path_of, read_table
from crosswalk.mapping.table import FlowMapping
from crosswalk.mapping.tables.checks.subject import Subject, name_of, normalised
from crosswalk.mapping.tables.rows import factor_text

CODES = (
    "XW-G180",
    "XW-G181",
    "XW-G182",
    "XW-G183",
    "XW-G184",
    "XW-G185",
    "XW-G186",
    "XW-G187",
    "XW-G188",
    "XW-G189",
)
_TABLE = "flows/lint.csv"


@dataclass(frozen=True)
class Rule:
    """A mistake: patterns of names and contexts, in small letters, that meet in it."""

    code: str
    source: re.Pattern[str]
    source_not: re.Pattern[str] | None
    target: re.Pattern[str]
    target_not: re.Pattern[str] | None
    target_id: str
    source_context_not: re.Pattern[str] | None
    target_context: re.Pattern[str] | None
    factor: Fraction | None
    note: Words

    def meets(self, row: FlowMapping, source: str, target: str) -> bool:
        """Whether a row makes the mistake; names come normalised."""
        if self.target_id and row.target.id.lower() != self.target_id:
            return False
        if not self.source.search(source) or (self.source_not and self.source_not.search(source)):
            return False
        if not self.target.search(target) or (self.target_not and self.target_not.search(target)):
            return False
        if self.source_context_not and self.source_context_not.search(normalised(row.source.context)):
            return False
        if self.target_context and not self.target_context.search(normalised(row.target.context)):
            return False
        return self.factor is None or not self._agrees(row)

    def _agrees(self, row: FlowMapping) -> bool:
        assert self.factor is not None
        tolerance = Fraction(limit("flows/tolerances.csv", "stoichiometry"))
        return row.factor.is_finite() and abs(Fraction(row.factor) / self.factor - 1) <= tolerance


@cache
def _rules(path: Path) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for number, row in enumerate(read_table(path), 2):
        if row["code"] not in CODES:
            raise TableError("XW-T003", Place(file=str(path)), table=path.name, row=number, reason=row["code"])
        rules.append(
            Rule(
                row["code"],
                re.compile(row["source"]),
                _pattern(row["source_not"]),
                re.compile(row["target"]),
                _pattern(row["target_not"]),
                row["target_id"],
                _pattern(row["source_context_not"]),
                _pattern(row["target_context"]),
                _quotient(row["factor"]),
                Words(row["zh"], row["en"]),
            )
        )
    return tuple(rules)


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _quotient(text: str) -> Fraction | None:
    """A factor that is given as a quotient of decimals, such as ``17.031/14.007``."""
    top, slash, bottom = text.partition("/")
    return (Fraction(top) / Fraction(bottom) if slash else Fraction(top)) if top else None


def check_content(subject: Subject, row: FlowMapping) -> Iterator[Finding]:
    """The mistakes of a row that applies: each code once."""
    if not row.applies:
        return
    source, target = normalised(row.source.name), normalised(row.target.name)
    told: set[str] = set()
    for rule in _rules(path_of(_TABLE)):
        if rule.code not in told and rule.meets(row, source, target):
            told.add(rule.code)
            yield subject.find(
                rule.code,
                row,
                name=name_of(row.source),
                onto=name_of(row.target),
                note=rule.note,
                factor=factor_text(row),
                expected="" if rule.factor is None else _shown(rule.factor),
            )


def _shown(quotient: Fraction) -> str:
    """Six digits of a quotient."""
    value = CONTEXT.divide(CONTEXT.create_decimal(quotient.numerator), CONTEXT.create_decimal(quotient.denominator))
    return f"{value:.6g}"
