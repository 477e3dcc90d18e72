"""Agencies to which a case may be transferred: those its decision weighed, those that serve the place, any other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.directory import AgencyRef, Directory
from accounts.models import Agency
from reports.models import Report, ResponsibilityRecord
from reports.responsibility import Text

HITS = 12
SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """An agency that may be chosen, and why it is suggested."""

    code: str
    name: str
    level: str
    why: str = ""


def suggestions(report: Report) -> list[Choice]:
    """Return the agencies that the last decision weighed or copied, then those that serve the same place.

    Of these the same office of another level comes first: it is most often the one whose matter it is.
    """
    directory = Directory.on()
    decided = report.responsibilities.select_related(None).last()
    found: dict[str, Choice] = {}
    for code, why in _weighed(decided):
        agency = directory.get(code)
        if agency and agency.id != report.agency_id:
            found.setdefault(code, _choice(agency, why))
    areas = [area.code for area in (report.regency, report.province) if area]
    serving = directory.serving(*areas) if areas else []
    own = report.agency.kind_id if report.agency else ""
    for agency in sorted(serving, key=lambda agency: agency.kind != own):
        if len(found) >= SUGGESTIONS:
            break
        if agency.id != report.agency_id and agency.code not in found:
            found[agency.code] = _choice(agency)
    return list(found.values())


def _weighed(decided: ResponsibilityRecord | None) -> Iterable[tuple[str, str]]:
    if decided is None:
        return
    for said in decided.alternatives:
        if said["agency"]:
            yield said["agency"]["code"], str(Text(**said["why_not"]))
    for said in decided.copies:
        yield said["code"], str(Text(**said["why"]))


def search(words: str, report: Report) -> list[Choice]:
    """Return agencies in force whose name, code or kind holds all the words; those of the province come first."""
    rows = Agency.objects.in_force().exclude(pk=report.agency_id or 0)
    for word in words.replace("\0", " ").split()[:6]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word) | Q(kind__code__iexact=word)
        )
    near = [area.code for area in (report.regency, report.province) if area]
    found = sorted(rows[:200], key=lambda row: (not set(near).intersection(row.area_codes), row.name))
    return [Choice(row.code, row.name, row.tier) for row in found[:HITS]]


def in_force(code: str) -> Choice | None:
    """Return the agency of a code, where it exists today."""
    row = Agency.objects.in_force().filter(code=code.replace("\0", "")).first()
    return Choice(row.code, row.name, row.tier) if row else None


def _choice(agency: AgencyRef, why: str = "") -> Choice:
    return Choice(agency.code, agency.name, agency.tier, why)
