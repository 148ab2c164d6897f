"""Reasons that keep a pair of flows from being accepted, however much speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.names.folding import fold
from crosswalk.mapping.names.traits import Traits, metals, plain_charges, stem_of, tokens_in, traits_of

GATES, BARE = "flows/gates.csv", "flows/bare_names.csv"
EXACT = frozenset({"uuid", "name", "inversion", "land"})
"""Evidence by which both names have the same letters, so that no word stands on one side only."""
CATIONS, SALTS, HYDRATES = ("cation",), ("anion", "form"), ("hydrate",)
ACIDS, ISOMERS = ("acid", "ester"), ("stereo", "isomer")


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


def _bare(gate: str) -> frozenset[str]:
    """The names that say too little, of one gate."""
    return _bare_names(path_of(BARE))[gate]


@cache
def _bare_names(file: Path) -> Mapping[str, frozenset[str]]:
    rows = read_table(file)
    return {
        gate: frozenset(fold(row["name"]) for row in rows if row["gate"] == gate)
        for gate in {row["gate"] for row in rows}
    }


@lru_cache(maxsize=100_000)
def gates_of_names(source: str, target: str, codes: frozenset[str]) -> tuple[str, ...]:
    """The gates that two names close, given the kinds of evidence that speak for the pair."""
    return tuple(_gates_of_names(source, target, codes))


def _gates_of_names(source: str, target: str, codes: frozenset[str]) -> Iterator[str]:
    left, right = traits_of(source), traits_of(target)
    name = fold(target)
    yield from _carbon(left, right, name)
    yield from _charges(left, right, name, codes, same=fold(source) == name)
    yield from _kinds(left, right, name)
    if codes.isdisjoint({"cas", *EXACT}):
        yield from _tokens(source, target, left, right)


def _tokens(source: str, target: str, left: Traits, right: Traits) -> Iterator[str]:
    """Salts count anywhere, acids, esters and isomers only beside the same stem: a common name implies its own.

    *Fenobucarb* is *2-sec-butylphenyl methylcarbamate*; *xylene* is not *p-xylene*. Of two names with the same cations,
    *ammonium acetate* and *acetic acid, ammonium salt*, only the cations are asked; water of crystals always is.
    """
    one, other = tokens_in(CATIONS, left), tokens_in(CATIONS, right)
    differing = Traits(tokens=left.tokens ^ right.tokens)
    if one != other or tokens_in(HYDRATES, differing) or (not one and tokens_in(SALTS, differing)):
        yield "salt"
    for gate, groups in (("salt", ACIDS), ("isomer", ISOMERS)):
        if tokens_in(groups, differing) and stem_of(source, groups) == stem_of(target, groups):
            yield gate


def _carbon(left: Traits, right: Traits, name: str) -> Iterator[str]:
    if left.origin != right.origin:
        yield "origin"
    elif not left.origin and name in _bare("bare_carbon"):
        yield "bare_carbon"


_ELEMENT = re.compile(r"([a-z]+)(?: ?\([ivx]+\)|, ion)?")
"""An element, an oxidation state or an ion of it; *copper (ii) sulfate* is none."""


def _charges(left: Traits, right: Traits, name: str, codes: frozenset[str], *, same: bool) -> Iterator[str]:
    """EF books many metals as element and as ion; experts differ which is meant.

    The CAS number says it, and so does the very notation of the list: *Barium (II)*, where another list writes
    *Barium II* for what it used to call *Barium*.
    """
    bare = _ELEMENT.fullmatch(name)
    element = bare[1] if bare else ""
    differs = left.charge != right.charge
    said = same or "cas" in codes
    if element in metals():
        if differs:
            yield "charge"
        elif left.charge == "ion" or (left.charge and not said and left.charge not in plain_charges(element)):
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
    if name in _bare("bare_water") or (right.water and left.water != right.water):
        yield "bare_water" if not left.water else "water"
