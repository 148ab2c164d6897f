"""Versions whose numbers lack their leading zeros: ``00.01.05`` is ``00.01.005``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix, rewrite

_NUMBERS = re.compile(r"^([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{1,3}))?$")


def find(case: Case) -> Iterator[Fix]:
    """Versions of two or three numbers, written as NN.NN or NN.NN.NNN: only zeros are added."""
    for wrong in case.refused():
        if wrong.value.name == "Version" and (padded := pad(wrong.text)) is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, padded)


def pad(text: str) -> str | None:
    """The same version with all its zeros; None where the text is no version of two or three numbers."""
    match = _NUMBERS.match(text.strip())
    if match is None:
        return None
    major, minor, third = match.groups()
    return f"{major:0>2}.{minor:0>2}" + (f".{third:0>3}" if third else "")
