"""Who acts: people with accounts, the agencies they work for, programs of partners; the calendar of working days."""

from accounts.models.agencies import Agency, AgencyKind
from accounts.models.calendars import CalendarDay
from accounts.models.keys import Partner, PartnerKey, Scope
from accounts.models.memberships import Invitation, Membership, Role, Unit
from accounts.models.tokens import ApiToken
from accounts.models.users import User, UserManager

__all__ = [
    "Agency",
    "AgencyKind",
    "ApiToken",
    "CalendarDay",
    "Invitation",
    "Membership",
    "Partner",
    "PartnerKey",
    "Role",
    "Scope",
    "Unit",
    "User",
    "UserManager",
]
