"""Reasons that keep a pair of flows from being accepted, however much speaks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.folding import fold
from crosswalk.mapping.names.traits import Traits, metals, plain_charges, stem_of, tokens_in, traits_of

GATES = "flows/gates.csv"
EXACT = frozenset({"uuid", "name", "inversion", "land"})
"""Evidence by which both names have the same letters, so that no word stands on one side only."""
SALTS, ACIDS, ISOMERS = ("cation", "anion", "hydrate", "form"), ("acid",), ("stereo", "isomer")
BARE_CARBON = frozenset({"carbon dioxide", "methane"})
"""EF 3.1 characterises these by the origin of their carbon."""
WATER = "water"


@dataclass(frozen=True, slots=True)
class Gate:
    """A reason, and how far it puts a candidate down."""

    code: str
    weight: Decimal
    zh: str
    en: str


def gates() -> Mapping[str, Gate]:
    """Every gate by its code."""
    return _gates(path_of(GATES))


@cache
def _gates(file: Path) -> Mapping[str, Gate]:
    return {row["gate"]: Gate(row["gate"], Decimal(row["weight"]), row["zh"], row["en"]) for row in read_table(file)}


@lru_cache(maxsize=100_000)
def gates_of_names(source: str, target: str, codes: frozenset[str]) -> tuple[str, ...]:
    """The gates that two names close, given the kinds of evidence that speak for the pair."""
    return tuple(_gates_of_names(source, target, codes))


def _gates_of_names(source: str, target: str, codes: frozenset[str]) -> Iterator[str]:
    left, right = traits_of(source), traits_of(target)
    name = fold(target)
    yield from _carbon(left, right, name)
    yield from _charges(left, right, name, codes)
    yield from _kinds(left, right, name)
    if codes.isdisjoint({"cas", *EXACT}):
        yield from _tokens(source, target, Traits(tokens=left.tokens ^ right.tokens))


def _tokens(source: str, target: str, differing: Traits) -> Iterator[str]:
    """A salt counts wherever it stands; an acid or isomer only beside the same stem: a common name implies its own.

    *Fenobucarb* is *2-sec-butylphenyl methylcarbamate*; *xylene* is not *p-xylene*.
    """
    if tokens_in(SALTS, differing):
        yield "salt"
    for gate, groups in (("salt", ACIDS), ("isomer", ISOMERS)):
        if tokens_in(groups, differing) and stem_of(source, groups) == stem_of(target, groups):
            yield gate


def _carbon(left: Traits, right: Traits, name: str) -> Iterator[str]:
    if left.origin != right.origin:
        yield "origin"
    elif not left.origin and name in BARE_CARBON:
        yield "bare_carbon"


def _charges(left: Traits, right: Traits, name: str, codes: frozenset[str]) -> Iterator[str]:
    """EF books many metals as element and as ion; experts differ which is meant, unless the CAS number says it."""
    element = name.partition(" (")[0].partition(",")[0]
    differs = left.charge != right.charge
    if element in metals():
        if differs:
            yield "charge"
        elif left.charge == "ion" or (left.charge and "cas" not in codes and left.charge not in plain_charges(element)):
            yield "doublet"
    elif differs and codes.isdisjoint({"cas", *EXACT}) and {left.charge, right.charge} != {"", "ion"}:
        yield "charge" if left.charge and right.charge else "charge_unsaid"


def _kinds(left: Traits, right: Traits, name: str) -> Iterator[str]:
    if left.mass_number != right.mass_number:
        yield "mass_number"
    if left.size != right.size:
        yield "size"
    if left.size == "pm":
        yield "bare_size"
    if name == WATER or (right.water and left.water != right.water):
        yield "bare_water" if not left.water else "water"
