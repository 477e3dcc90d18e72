"""By when something must be done: clocks of cases, working days, pauses, and who is told when time runs out."""

from reports.clocks.seeing import SeenClock, standing_of_clocks
from reports.clocks.winding import set_first_due, wind

__all__ = ["SeenClock", "set_first_due", "standing_of_clocks", "wind"]
