"""White space around terms, identifiers and versions, which the schema does not take off."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix, rewrite


def find(case: Case) -> Iterator[Fix]:
    """Texts that are legal once the white space around them is gone."""
    for wrong in case.padded():
        if bare := wrong.text.strip():
            yield rewrite(wrong.element, wrong.attribute, wrong.text, bare)
