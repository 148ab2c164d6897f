"""Characterisation of inventories with LCIA methods that the user provides. Nothing is shipped, nothing assumed."""

from crosswalk.lcia.characterisation import Characterisation, ImpactResult, Reason, Unmatched, characterise
from crosswalk.lcia.factors import FactorStore, MethodHead
from crosswalk.lcia.flows import FlowFacts, FlowShelf
from crosswalk.lcia.rollup import RollUp, climate_methods, roll_up

__all__ = [
    "Characterisation",
    "FactorStore",
    "FlowFacts",
    "FlowShelf",
    "ImpactResult",
    "MethodHead",
    "Reason",
    "RollUp",
    "Unmatched",
    "characterise",
    "climate_methods",
    "roll_up",
]
