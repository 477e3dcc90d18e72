"""By when something must be done: clocks of cases, working days, pauses, and who is told when time runs out."""

from reports.clocks.seeing import SeenClock, standing_of_clocks
from reports.clocks.winding import first_clocks, wind

__all__ = ["SeenClock", "first_clocks", "standing_of_clocks", "wind"]
