"""What datasets do not hold and people know: questions, the form that answers them, and its way into a dataset."""

from crosswalk.context.answers import Answer, Context
from crosswalk.context.apply import Completed, complete
from crosswalk.context.form import Demand, read_context, write_form
from crosswalk.context.slots import Slot, slots_of

__all__ = ["Answer", "Completed", "Context", "Demand", "Slot", "complete", "read_context", "slots_of", "write_form"]
