"""Which indicator a source means, and in which unit.

An indicator is told by its UUID first; the dimension of its unit must agree with it. Codes in brackets and curated
spellings come after that, and a resemblance is only ever a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from crosswalk.core import units
from crosswalk.model.indicator import (
    Identity,
    Indicator,
    Registry,
    code_key,
    plain_text,
    plain_uuid,
    registry,
    spelling_key,
)

Evidence = Literal["uuid", "code", "synonym", ""]
UnitSource = Literal["label", "unit_group", "registry", ""]
Problem = tuple[str, Mapping[str, object]]
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True, slots=True)
class Clue:
    """What a source says of an indicator; ``unit`` is the label, ``unit_group`` the UUID of its dataset."""

    uuid: str | None = None
    version: str | None = None
    names: tuple[tuple[str | None, str], ...] = ()
    unit: str | None = None
    unit_group: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The indicator that a clue means, how that is known, its unit, and what is wrong with the clue."""

    id: str | None = None
    method: str | None = None
    evidence: Evidence = ""
    unit: str | None = None
    unit_source: UnitSource = ""
    problems: tuple[Problem, ...] = ()
    suggestion: str | None = None
    standard: str | None = None


def resolve(clue: Clue) -> Resolved:
    """The indicator that a clue means. Nothing is guessed: what does not fit together has no id but a problem."""
    return _resolve(registry(), clue)


@lru_cache(maxsize=8192)
def _resolve(book: Registry, clue: Clue) -> Resolved:
    known = _known(book, clue)
    evidence, named = _named(book, clue)
    if known is not None:
        return _by_uuid(book, clue, known, named)
    fitting = [item for item in named if _reading(book, clue, item).fits]
    if len(fitting) == 1:
        return _by_name(book, clue, fitting[0], evidence)
    if named:
        return _undecided(clue, named, fitting)
    shown = {"name": _first_name(clue), "uuid": clue.uuid or "-"}
    suggestion = _suggestion(book, clue)
    return Resolved(problems=(("XW-E002", {**shown, "suggestion": suggestion or "-"}),), suggestion=suggestion)


def _known(book: Registry, clue: Clue) -> Identity | None:
    uuid = plain_uuid(clue.uuid or "")
    return book.identities.get((uuid, (clue.version or "").strip())) or book.identities.get((uuid, ""))


def _named(book: Registry, clue: Clue) -> tuple[Evidence, tuple[Indicator, ...]]:
    """The indicators that the names mean: by their codes in any language, else by a curated spelling."""
    texts = [text for _, text in clue.names]
    coded = [item for text in texts for code in _bracketed(text) for item in book.codes.get(code_key(code), ())]
    if coded:
        return "code", _those(book, coded)
    spelt = [item for text in texts for item in book.spellings.get(_without_code(book, text), ())]
    return ("synonym", _those(book, spelt)) if spelt else ("", ())


def _those(book: Registry, ids: Iterable[str]) -> tuple[Indicator, ...]:
    return tuple(book.indicators[item] for item in dict.fromkeys(ids))


def _by_uuid(book: Registry, clue: Clue, known: Identity, named: tuple[Indicator, ...]) -> Resolved:
    item = book.indicators[known.indicator]
    if not _reading(book, clue, item).fits:
        return Resolved(problems=(_contradiction(clue, (item,)),))
    found = replace(_settled(book, clue, item, "uuid"), method=known.method, standard=known.standard)
    if named and item not in named:
        shown = {"name": _first_name(clue), "indicator": item.code, "named": tuple(other.code for other in named)}
        return replace(found, problems=(*found.problems, ("XW-E001", shown)))
    return found


def _by_name(book: Registry, clue: Clue, item: Indicator, evidence: Evidence) -> Resolved:
    """What a name means, with a remark where there is an identifier and nobody knows it."""
    found = _settled(book, clue, item, evidence)
    if not clue.uuid:
        return found
    shown = {"name": _first_name(clue), "uuid": clue.uuid, "indicator": item.code}
    return replace(found, problems=(*found.problems, ("XW-E009", shown)))


def _settled(book: Registry, clue: Clue, item: Indicator, evidence: Evidence) -> Resolved:
    reading = _reading(book, clue, item)
    problems = (*reading.problems, *_of_another_kind(clue, item))
    standard = "A2" if item.standards == ("A2",) else None
    return Resolved(item.id, None, evidence, reading.unit, reading.source, problems, None, standard)


def _of_another_kind(clue: Clue, item: Indicator) -> Iterator[Problem]:
    if clue.kind and clue.kind != item.kind:
        yield "XW-E007", {"indicator": item.code, "kind": item.kind, "found": clue.kind}


def _undecided(clue: Clue, named: tuple[Indicator, ...], fitting: list[Indicator]) -> Resolved:
    """Several indicators that the unit does not tell apart, or none that it fits."""
    if not fitting:
        return Resolved(problems=(_contradiction(clue, named),))
    shown = {"name": _first_name(clue), "candidates": tuple(item.id for item in fitting), "unit": clue.unit or "-"}
    return Resolved(problems=(("XW-E008", shown),))


def _contradiction(clue: Clue, named: tuple[Indicator, ...]) -> Problem:
    return "XW-E003", {
        "indicator": tuple(item.code for item in named),
        "unit": clue.unit or clue.unit_group or "-",
        "expected": tuple(item.unit for item in named),
    }


def _first_name(clue: Clue) -> str:
    return clue.names[0][1] if clue.names else "-"


def _suggestion(book: Registry, clue: Clue) -> str | None:
    """The indicator whose spelling is nearest to a name; never more than a hint."""
    from rapidfuzz import process  # only unknown names need it

    for _, text in clue.names:
        near = process.extractOne(_without_code(book, text), book.spellings.keys(), score_cutoff=80)
        if near is not None:
            return book.spellings[near[0]][0]
    return None


# ---- names


def _bracketed(text: str) -> Iterator[str]:
    """What could be a code: the whole text, and what stands in its brackets."""
    plain = plain_text(text)
    yield plain
    yield from (found[1] for found in _BRACKETS.finditer(plain))


def _without_code(book: Registry, text: str) -> str:
    """A folded name without the brackets that hold its code."""
    bare = _BRACKETS.sub(lambda found: " " if code_key(found[1]) in book.codes else found[0], plain_text(text))
    return spelling_key(bare)


# ---- units


@dataclass(frozen=True, slots=True)
class _Reading:
    """The unit of a clue as one indicator has it; ``fits`` is False where nothing that is known of it agrees."""

    fits: bool = True
    unit: str | None = None
    source: UnitSource = ""
    problems: tuple[Problem, ...] = ()


def _reading(book: Registry, clue: Clue, item: Indicator) -> _Reading:
    """Label before unit group before registry; where label and group disagree, the one that fits counts."""
    label, group = _label(clue, item), _group(book, clue)
    label_fits = None if label is None else label[1] == item.dimension
    group_fits = None if group is None else group[1] == item.dimension
    if False in (label_fits, group_fits):
        return _disagreeing(clue, item, label if label_fits else None, group if group_fits else None)
    if label is not None:
        return _Reading(unit=label[0], source="label", problems=tuple(_label_against_group(clue, item, label, group)))
    unread = (("XW-E006", {"unit": clue.unit or clue.unit_group}),) if clue.unit or clue.unit_group else ()
    if group is not None:
        return _Reading(unit=group[0], source="unit_group", problems=unread if clue.unit else ())
    if unread:
        return _Reading(problems=unread)
    return _Reading(
        unit=item.unit, source="registry", problems=(("XW-E005", {"indicator": item.code, "unit": item.unit}),)
    )


def _label_against_group(
    clue: Clue, item: Indicator, label: tuple[str, str], group: tuple[str, str] | None
) -> Iterator[Problem]:
    """A label in another unit than its group (t against kg), or a group that nobody knows."""
    shown = {"indicator": item.code, "label": clue.unit, "group": clue.unit_group, "unit": label[0]}
    if group is not None and group[0] != label[0]:
        yield "XW-E010", {**shown, "expected": group[0]}
    elif group is None and clue.unit_group:
        yield "XW-E011", shown


def _disagreeing(clue: Clue, item: Indicator, label: tuple[str, str] | None, group: tuple[str, str] | None) -> _Reading:
    fitting = label or group
    if fitting is None:
        return _Reading(fits=False)
    shown = {"indicator": item.code, "label": clue.unit, "group": clue.unit_group, "unit": fitting[0]}
    return _Reading(unit=fitting[0], source="label" if label else "unit_group", problems=(("XW-E004", shown),))


def _label(clue: Clue, item: Indicator) -> tuple[str, str] | None:
    """Code and dimension of the unit label; labels such as ``-`` mean a unit for the indicator that has them."""
    if not clue.unit or not clue.unit.strip():
        return None
    if plain_text(clue.unit) in item.unit_labels:
        return item.unit, item.dimension
    unit = units.resolve(clue.unit)
    return (unit.code, unit.dimension) if unit else None


def _group(book: Registry, clue: Clue) -> tuple[str, str] | None:
    return book.groups.get(plain_uuid(clue.unit_group or ""))
