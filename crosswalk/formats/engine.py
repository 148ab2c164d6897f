"""Tables at work: ``get`` reads a tree through a table, ``put`` edits or creates a tree from a model.

Rows are compiled once per syntax to steps that are looked up by the node's own key, so that reading is
one pass over the nodes. What no step takes is residue; takes and residue together are the census.
"""

from crosswalk.formats.reader import HookReader, get
from crosswalk.formats.steps import Reading, Rest, Take, Writing, Wrote, pick
from crosswalk.formats.writer import HookWriter, covers, put

__all__ = [
    "HookReader",
    "HookWriter",
    "Reading",
    "Rest",
    "Take",
    "Writing",
    "Wrote",
    "covers",
    "get",
    "pick",
    "put",
]
