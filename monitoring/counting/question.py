"""What is asked of the cases in a pass over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.periods import Period

Group = tuple[str, ...]
"""Names of counting.families.KEYS by which is grouped; () is all together."""
Key = tuple[str, ...]
"""The values of a group's keys, in the order of the group."""


@dataclass(frozen=True, slots=True)
class Question:
    """Windows in which cases came in, by any name, and by what to group what is counted in each.

    `told` counts only cases that anybody may open now, and puts them where their public place lies.
    """

    windows: Mapping[str, Period]
    groups: Sequence[Group] = ((),)
    told: bool = False
