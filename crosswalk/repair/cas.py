"""CAS registry numbers.

The widest pattern of the ILCD schemas in use takes two to seven digits before the first hyphen, the
published 1.1 schema exactly six (with leading zeros); six digits satisfy every edition. So a number with
too many zeros is written with six, which every reader takes, and a shorter legal one is left alone unless
value-changing repairs were asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import partial

from crosswalk.core.ids import check
from crosswalk.formats.ilcd.types import type_of
from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.fix import Fix, drop, rewrite
from crosswalk.repair.moving import set_aside, writer

_NUMBER = re.compile(r"(?<![0-9-])[0-9]{2,}-[0-9]{2}-[0-9](?![0-9-])")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DIGITS = 6


def _wrong(case: Case) -> Iterator[Illegal]:
    return (wrong for wrong in case.refused() if wrong.value.name == "CASNumber" and wrong.text.strip())


def pad(number: str) -> str:
    """A CAS number with six digits before its first hyphen, or more where the number itself has more."""
    head, _, tail = number.partition("-")
    return f"{head.lstrip('0'):0>{_DIGITS}}-{tail}"


def _numbers(text: str) -> list[str]:
    """The CAS numbers in a text whose check digit is right, without leading zeros."""
    flat = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    bare = [hit.lstrip("0") for hit in _NUMBER.findall(flat)]
    return list(dict.fromkeys(number for number in bare if check("cas", number).problem is None))


def find_padding(case: Case) -> Iterator[Fix]:
    """Numbers with more leading zeros than any edition takes."""
    for wrong in _wrong(case):
        text = wrong.text.strip()
        if _NUMBER.fullmatch(text) and wrong.value.legal(pad(text)):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, pad(text))


def find_malformed(case: Case) -> Iterator[Fix]:
    """One number amid other words: the number stays, the words go to the comment. None or several: all goes there."""
    for wrong in _wrong(case):
        text = wrong.text.strip()
        if _NUMBER.fullmatch(text) and wrong.value.legal(pad(text)):
            continue
        numbers = _numbers(text)
        if len(numbers) == 1 and _is_only_dressed(text, numbers[0]):
            yield rewrite(wrong.element, wrong.attribute, wrong.text, pad(numbers[0]))
        elif not any(character.isalnum() for character in text):
            yield Fix(wrong.element, wrong.text, None, partial(drop, case.kind, wrong.element, None))
        elif len(numbers) == 1 and (write := writer(case, wrong)) is not None:
            yield rewrite(wrong.element, None, wrong.text, pad(numbers[0]), write)
        elif len(numbers) != 1 and (fix := set_aside(case, wrong)) is not None:
            yield fix


def _is_only_dressed(text: str, number: str) -> bool:
    """Whether a text is a number with brackets, other dashes or the letters CAS around it, and nothing else."""
    flat = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    rest = re.sub("0*" + re.escape(number), "", flat, count=1)
    return not re.sub(r"[\W_]|CAS|RN|No", "", rest, flags=re.IGNORECASE)


def find_short(case: Case) -> Iterator[Fix]:
    """Legal numbers with fewer than six digits, padded for receivers that check the published 1.1 schema."""
    tag = f"{{{type_of('flow')['namespace']}}}CASNumber"
    for element in case.root.iter(tag) if case.kind == "flow" else ():
        text = (element.text or "").strip()
        if check("cas", text).problem is None and pad(text) != text and _NUMBER.fullmatch(text):
            yield rewrite(element, None, element.text, pad(text))
