"""Who may be given a case, and whom a note may name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Membership, Role, Unit, User
from reports.models import Report
from reports.models.report import OPEN_STATES

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[\w.'’-]+")


@dataclass(frozen=True, slots=True)
class Load:
    """A unit or an officer, and how many open cases each has."""

    row: Unit | User
    open_cases: int
    unit: str = ""


def units_of(report: Report) -> list[Load]:
    """Return the units of the agency that has the case, with their open cases."""
    counts = _open_by(report, "unit")
    return [Load(unit, counts.get(unit.pk, 0)) for unit in Unit.objects.filter(agency=report.agency_id, active=True)]


def officers_of(report: Report) -> list[Load]:
    """Return the people of the agency who may handle the case, by name, with their open cases."""
    counts = _open_by(report, "assignee")
    members = (
        Membership.objects.current()
        .filter(agency=report.agency_id, role__in=(Role.OFFICER, Role.AGENCY_ADMIN))
        .select_related("user", "unit")
        .order_by("user__name", "user")
    )
    people = {row.user_id: row for row in members}
    return [Load(row.user, counts.get(pk, 0), row.unit.name if row.unit else "") for pk, row in people.items()]


def _open_by(report: Report, column: str) -> dict[int, int]:
    rows = Report.objects.filter(agency=report.agency_id, state__in=OPEN_STATES).exclude(**{column: None})
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def colleagues(report: Report) -> list[User]:
    """Return the staff who may see the case, by name: of its agency, of those with a copy, its province's monitors."""
    agencies = [report.agency_id, *report.copies.values_list("agency", flat=True)]
    of = Q(memberships__agency__in=agencies)
    if report.province is not None:
        of |= Q(memberships__role=Role.MONITOR, memberships__agency__area_codes__contains=[report.province.code])
    people = User.objects.filter(of, memberships__ended_at__isnull=True, is_active=True)
    if report.accused_agency_id is not None:
        accused = Membership.objects.current().filter(agency=report.accused_agency_id).values("user")
        people = people.exclude(pk__in=accused)
    return list(people.distinct().order_by("name", "pk")[:500])


def mentioned(text: str, people: Sequence[User]) -> tuple[list[User], list[str]]:
    """Find who is named behind an @ in a text.

    Returns
    -------
    list[User], list[str]
        Those found; and names behind an @ that belong to nobody, or to more than one.
    """
    found: dict[int, User] = {}
    unknown: list[str] = []
    for mark in _AT.finditer(text):
        rest = text[mark.end() :]
        person = _named(rest, people)
        if person:
            found[person.pk] = person
        elif word := _WORD.match(rest):
            unknown.append(word[0])
    return list(found.values()), list(dict.fromkeys(unknown))


def _named(rest: str, people: Iterable[User]) -> User | None:
    """The one whose whole name, or else whose first name alone, stands at the beginning of a text."""
    lower = rest.casefold()
    whole = [one for one in people if _begins(lower, one.name.casefold())]
    if whole:
        longest = max(len(one.name) for one in whole)
        best = [one for one in whole if len(one.name) == longest]
        return best[0] if len(best) == 1 else None
    first = [one for one in people if one.name and _begins(lower, one.name.casefold().split()[0])]
    return first[0] if len(first) == 1 else None


def _begins(text: str, name: str) -> bool:
    return bool(name) and text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
