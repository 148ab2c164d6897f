"""crosswalk: product carbon footprints and LCA datasets between China's formats, the EU's and EPD formats.

    >>> import crosswalk
    >>> package = crosswalk.read("fixtures/demo/battery.xlsx")
    >>> package.documents[0].model.product.model
    'EVP-LFP-60'
    >>> result = crosswalk.convert("fixtures/demo/battery.xlsx", "ilcd")
    >>> result.account.balanced
    True

Nothing is imported before it is used: ``import crosswalk`` loads no format.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crosswalk.core.version import __version__

if TYPE_CHECKING:
    from crosswalk.api import apply_flows, characterise, compare, convert, formats, inspect, match_flows, read, validate

__all__ = [
    "__version__",
    "apply_flows",
    "characterise",
    "compare",
    "convert",
    "formats",
    "inspect",
    "match_flows",
    "read",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("crosswalk.api"), name)
    raise AttributeError(f"module 'crosswalk' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
