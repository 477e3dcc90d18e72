"""Who may do what to a hotspot. They take users, never requests; who may see one is asked before, of the querysets."""

from typing import Any

from django.db.models import Q

from accounts.models import Agency
from accounts.models.memberships import Membership, Role
from accounts.models.users import User
from accounts.standing import standing_of
from maps.models import Hotspot, HotspotMember
from reports.models import Report

_NO_DOOR = ("PEMDA", "KOORDINATOR", "NASIONAL")


def agencies_there(hotspot: Hotspot) -> Any:
    """Return the agencies that may act on a hotspot: that handle a report of it, or serve its regency or province.

    Those of the whole nation only where they handle a report of it; never the government as such, nor who watches, nor
    an agency that a report of it accuses.
    """
    members = HotspotMember.objects.current().filter(hotspot=hotspot)
    reports = Report.objects.filter(pk__in=members.values("report"))
    handling = reports.filter(agency__isnull=False)
    accused = reports.filter(accused_agency__isnull=False)
    codes = [code for code in (hotspot.regency_code, hotspot.province_code) if code]
    serving = Q(pk__in=handling.values("agency")) | (Q(area_codes__overlap=codes) if codes else Q())
    agencies = Agency.objects.in_force().filter(serving).exclude(kind__in=_NO_DOOR)
    return agencies.exclude(pk__in=accused.values("accused_agency")).order_by("tier", "name")


def agencies_to_take_up(user: Any, hotspot: Hotspot) -> list[Agency]:
    """Return the agencies for which a user may take a hotspot up: their own, of those that may act on it."""
    standing = standing_of(user)
    agencies = agencies_there(hotspot)
    if not standing.national:
        agencies = agencies.filter(pk__in=standing.officer_of | standing.admin_of)
    return list(agencies)


def agencies_to_hand_to(hotspot: Hotspot) -> list[Agency]:
    """Return the agencies that may get a hotspot from the one that has it."""
    return list(agencies_there(hotspot).exclude(pk=hotspot.agency_id))


def may_work(user: Any, hotspot: Hotspot) -> bool:
    """Whether a user may change what is done about a hotspot: of the agency that has taken it up, or national."""
    standing = standing_of(user)
    return hotspot.agency_id is not None and (
        standing.national or hotspot.agency_id in standing.officer_of | standing.admin_of
    )


def may_see_work(user: Any, hotspot: Hotspot) -> bool:
    """Whether a user may know which officer sees to it, and what staff wrote: its agency's, and who watches over it."""
    standing = standing_of(user)
    watches = bool(hotspot.province_code) and hotspot.province_code in standing.provinces
    return standing.national or watches or hotspot.agency_id in standing.handles


def officers_of(agency: Agency | None) -> list[User]:
    """Return who may see to a hotspot of an agency."""
    members = Membership.objects.current().filter(agency=agency, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
    return list(User.objects.filter(pk__in=members.values("user")).order_by("name"))
