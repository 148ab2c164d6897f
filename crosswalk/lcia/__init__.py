"""Characterisation of inventories with LCIA methods that the user provides. Nothing is shipped, nothing assumed."""

from crosswalk.lcia.characterisation import Characterisation, ImpactResult, Unmatched, characterise
from crosswalk.lcia.factors import FactorStore, MethodHead
from crosswalk.lcia.rollup import rolled_up

__all__ = [
    "Characterisation",
    "FactorStore",
    "ImpactResult",
    "MethodHead",
    "Unmatched",
    "characterise",
    "rolled_up",
]
