"""Who acts: people with accounts, and the agencies that handle reports."""

from accounts.models.agencies import Agency, AgencyKind
from accounts.models.calendars import CalendarDay
from accounts.models.users import User, UserManager

__all__ = ["Agency", "AgencyKind", "CalendarDay", "User", "UserManager"]
