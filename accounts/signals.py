"""What accounts announce to the apps above. Receivers run inside the transaction: if one fails, nothing happened."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How many open cases a person has in hand, and how many their agency has in all."""

    assigned: int
    of_agency: int


# membership, successor (User or None: to the unit's pool), by (User or None)
membership_ended = Signal()
# user, agency; receivers return OpenCases for the page that asks before a membership ends
membership_ending = Signal()
# unit, by: its cases go back to the agency
unit_closed = Signal()
