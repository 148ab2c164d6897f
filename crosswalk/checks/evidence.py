"""Evidence files: their digests, and how much of the result has none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crosswalk.checks.context import Context, tolerance
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import sum_exact


def missing_evidence(context: Context) -> Iterator[Finding]:
    """XW-C030: lines without evidence make up more than 5 % of the result."""
    lines = [
        (spot, line)
        for spot, line in enumerate(context.declaration.inventory)
        if line.contribution is not None and line.contribution.value is not None
    ]
    weights = [abs(line.contribution.value) for _, line in lines if line.contribution and line.contribution.value]
    total = sum_exact(weights)
    if not total:
        return
    bare = [(spot, line) for spot, line in lines if not line.evidence]
    weight = sum_exact(
        [abs(line.contribution.value) for _, line in bare if line.contribution and line.contribution.value]
    )
    share = weight * 100 / total
    if share > tolerance("evidence"):
        shown = str(share.quantize(Decimal("0.1")))
        yield finding("XW-C030", source=context.place(f"inventory/{bare[0][0]}"), share=shown, count=len(bare))
