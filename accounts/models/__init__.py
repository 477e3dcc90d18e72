"""Who acts: people with accounts, the agencies they work for, and the calendar of working days."""

from accounts.models.agencies import Agency, AgencyKind
from accounts.models.calendars import CalendarDay
from accounts.models.memberships import Invitation, Membership, Role, Unit
from accounts.models.users import User, UserManager

__all__ = ["Agency", "AgencyKind", "CalendarDay", "Invitation", "Membership", "Role", "Unit", "User", "UserManager"]
