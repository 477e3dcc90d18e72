"""Users, agencies, calendars and partners in the administration."""

from accounts.admin.agencies import AgencyAdmin, AgencyKindAdmin
from accounts.admin.calendars import CalendarDayAdmin
from accounts.admin.memberships import InvitationAdmin, MembershipAdmin, UnitAdmin
from accounts.admin.partners import PartnerAdmin, PartnerKeyAdmin
from accounts.admin.tokens import ApiTokenAdmin
from accounts.admin.users import UserAdmin

__all__ = [
    "AgencyAdmin",
    "AgencyKindAdmin",
    "ApiTokenAdmin",
    "CalendarDayAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "PartnerAdmin",
    "PartnerKeyAdmin",
    "UnitAdmin",
    "UserAdmin",
]
