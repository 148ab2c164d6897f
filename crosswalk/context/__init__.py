"""What datasets do not hold and people know: questions, the form that answers them, and its way into a dataset."""

from crosswalk.context.answers import Answer, Context
from crosswalk.context.apply import Completed, complete
from crosswalk.context.form import write_form
from crosswalk.context.paths import parse_path, plain_path
from crosswalk.context.questions import Demand, check_levels, unstated
from crosswalk.context.reading import read_context
from crosswalk.context.slots import Slot, is_asked, known_slots, slots_of

__all__ = [
    "Answer",
    "Completed",
    "Context",
    "Demand",
    "Slot",
    "check_levels",
    "complete",
    "is_asked",
    "known_slots",
    "parse_path",
    "plain_path",
    "read_context",
    "slots_of",
    "unstated",
    "write_form",
]
