"""Flow mappings at work: what becomes of a flow reference, its amounts, and the note that leads back.

Pure functions over models. ``decide`` finds the target of a flow, ``map_exchange`` and ``map_line`` rewrite by it,
``restore_exchange`` takes a rewriting back.
"""

from crosswalk.mapping.applying.coverage import Coverage, Share
from crosswalk.mapping.applying.decide import Decider, TargetList
from crosswalk.mapping.applying.decision import Decision, FlowUse, Outcome, Target, target_of
from crosswalk.mapping.applying.lookup import TableLookup
from crosswalk.mapping.applying.measure import Unfit, measure
from crosswalk.mapping.applying.notes import Note, factor_text, read_notes
from crosswalk.mapping.applying.rewrite import Change, Rewritten, map_exchange, map_line, restore_exchange

__all__ = [
    "Change",
    "Coverage",
    "Decider",
    "Decision",
    "FlowUse",
    "Note",
    "Outcome",
    "Rewritten",
    "Share",
    "TableLookup",
    "Target",
    "TargetList",
    "Unfit",
    "factor_text",
    "map_exchange",
    "map_line",
    "measure",
    "read_notes",
    "restore_exchange",
    "target_of",
]
