"""The registry of formats, and detection by content.

``crosswalk.formats()`` gives the cards of all formats: the package is callable because the public API and
this package share their name.

Built-in formats are rows of ``mappings/formats/builtin.csv``; third-party ones are entry points of the
group ``crosswalk.formats`` whose value is a module with ``FORMAT``. Nothing is imported before it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module, metadata
from types import ModuleType
from typing import cast

from rapidfuzz import fuzz
from rapidfuzz import process as fuzzy

from crosswalk.core.errors import FormatAmbiguous, FormatUnknown, PluginError, UsageError
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats.documents import Format, Peek, Source
from crosswalk.formats.spec import Card, Detection

ENTRY_POINTS = "crosswalk.formats"
SURE = 50
"""Below this confidence a format is not chosen by itself."""


@cache
def cards() -> Mapping[str, Card]:
    """Every known format's card by id. A broken plug-in is left out; ``doctor`` names it."""
    found = {row["id"]: _card(row) for row in table("formats/builtin.csv")}
    for point in _entry_points():
        try:
            card = cast("Format", point.load().FORMAT).card
        except (ImportError, AttributeError):
            continue
        if card.id in found:
            raise PluginError("XW-U010", None, format=card.id, plugin=point.value)
        found[card.id] = card
    return found


def broken_plugins() -> dict[str, str]:
    """Entry points that cannot be loaded, with the reason."""
    broken: dict[str, str] = {}
    for point in _entry_points():
        try:
            cast("Format", point.load().FORMAT).card  # noqa: B018
        except (ImportError, AttributeError) as problem:
            broken[point.name] = str(problem)
    return broken


def _entry_points() -> tuple[metadata.EntryPoint, ...]:
    return tuple(sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda point: point.name))


def _card(row: Mapping[str, str]) -> Card:
    return Card(
        id=row["id"],
        title_zh=row["title_zh"],
        title_en=row["title_en"],
        family=row["family"],
        kinds=tuple(row["kinds"].split("|")),
        versions=tuple(row["versions"].split("|")),
        suffixes=tuple(row["suffixes"].split("|")),
        module=row["module"],
        package=row["package"] == "yes",
        disclosure=row["disclosure"],
        edition=row["edition"],
        indexed=row["indexed"] == "yes",
        stages=row["stages"],
    )


def split_name(name: str) -> tuple[str, str | None]:
    """``ilcd@1.1`` as format id and version."""
    head, _, version = name.partition("@")
    return head.strip().lower(), version or None


@cache
def load(name: str) -> Format:
    """The format of an id such as ``ilcd`` or ``ilcd@1.1``, imported now.

    Raises UsageError (XW-U011, XW-U012) for an unknown id or version, naming the nearest.
    """
    wanted, version = split_name(name)
    card = cards().get(wanted)
    if card is None:
        near = fuzzy.extractOne(wanted, list(cards()), scorer=fuzz.ratio)
        raise UsageError("XW-U011", None, format=wanted, known=", ".join(cards()), near=near[0] if near else "")
    if version is not None and version not in card.versions:
        raise UsageError("XW-U012", None, format=wanted, version=version, known=", ".join(card.versions))
    for point in _entry_points():
        if point.name == wanted:
            return cast("Format", point.load().FORMAT)
    format_ = cast("Format", import_module(card.module).FORMAT)
    at = getattr(format_, "at", None)
    return cast("Format", at(version)) if at is not None and version is not None else format_


def detections(peek: Peek) -> list[Detection]:
    """All claims on an input, surest first."""
    claims = [claim for name in cards() if (claim := load(name).detect(peek)) is not None]
    return sorted(claims, key=lambda claim: (-claim.confidence, claim.format))


def detect(source: Source) -> Detection:
    """The one format that an input is in, by its content.

    Raises FormatUnknown (XW-I001; XW-I004 for a web page) where nobody claims it, FormatAmbiguous (XW-I002) on a
    tie, listing candidates and evidence.
    """
    claims = detections(source.peek)
    place = Place(file=source.file)
    if source.peek.head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise FormatUnknown("XW-I004", place)
    if not claims or claims[0].confidence < SURE:
        hints = "; ".join(f"{claim.format}: {', '.join(claim.evidence)}" for claim in claims) or "-"
        raise FormatUnknown("XW-I001", place, known=", ".join(cards()), hints=hints)
    rivals = [claim for claim in claims if claim.confidence == claims[0].confidence]
    if len(rivals) > 1:
        shown = "; ".join(f"{claim.format} ({', '.join(claim.evidence)})" for claim in rivals)
        raise FormatAmbiguous("XW-I002", place, candidates=shown, ids=", ".join(c.format for c in rivals))
    return claims[0]


class _CallablePackage(ModuleType):
    """The package, called: the cards of all formats."""

    def __call__(self) -> Mapping[str, Card]:
        """Every known format's card by id."""
        return cards()


sys.modules[__name__].__class__ = _CallablePackage
