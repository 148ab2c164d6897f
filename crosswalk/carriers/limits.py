"""How large, deep and long an input may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a broken or hostile input from taking the machine down."""

    max_bytes: int = 500 * 2**20
    max_member_bytes: int = 200 * 2**20
    max_members: int = 200_000
    max_total_bytes: int = 8 * 2**30
    max_ratio: int = 200
    max_depth: int = 256
    max_number_length: int = 400
    max_cells: int = 5_000_000


DEFAULT_LIMITS = Limits()
