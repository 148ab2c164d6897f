"""UUIDs in capitals, in braces or as a URN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosswalk.core.ids import is_uuid
from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix, rewrite

_DRESS = re.compile(r"^(?:urn:uuid:)?\{?(.*?)\}?$")


def find(case: Case) -> Iterator[Fix]:
    """UUIDs that RFC 9562 reads as such, in the lower-case form that ILCD wants."""
    for wrong in case.refused():
        if wrong.value.name == "UUID" and (bare := plain_uuid(wrong.text)) is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, bare)


def plain_uuid(text: str) -> str | None:
    """The lower-case UUID that a text spells; None where it spells none."""
    match = _DRESS.match(text.strip().lower())
    return match.group(1) if match and is_uuid(match.group(1)) else None
