"""Consistency checks over the canonical model: one place, used by every format and report."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.checks.declaration import check_declaration
from crosswalk.checks.epd import check_epd, check_epd_declaration, check_product
from crosswalk.checks.unit_groups import check_unit_group
from crosswalk.core.findings import Finding
from crosswalk.formats import cards
from crosswalk.formats.documents import Document
from crosswalk.model.declaration import Declaration


def check_document(document: Document) -> Iterator[Finding]:
    """The findings of every check that runs on each read: of footprint declarations, EPDs, unit groups."""
    card = cards().get(document.format)
    modules = card is not None and card.stages == "en15804"
    if not isinstance(document.model, Declaration):
        if modules and document.kind == "process":
            yield from check_epd(document)
        elif modules and document.kind == "flow":
            yield from check_product(document)
        elif document.kind == "unit group":
            yield from check_unit_group(document)
    elif modules:
        yield from check_epd_declaration(document.model, document)
    else:
        yield from check_declaration(document.model, document)


__all__ = ["check_declaration", "check_document"]
