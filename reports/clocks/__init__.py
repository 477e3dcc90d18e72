"""By when something must be done: clocks of cases, working days, pauses, and who is told when time runs out."""

from reports.clocks.winding import wind

__all__ = ["wind"]
