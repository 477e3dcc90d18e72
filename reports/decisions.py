"""Who is held responsible for a report, as its viewer may know it. reports.projection reads this."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.directory import AgencyRef
from boundaries.models import Area
from boundaries.place import AreaRef, Method, Place, Setting
from reports.deadlines import due_on
from reports.models import PlaceRecord, Report, ResponsibilityRecord, State
from reports.responsibility import Responsibility, Text, responsibility
from reports.wording import describe

# The agency has said its part, or the case is over: no answer is owed.
ANSWERED = (State.AWAITING_REPORTER, State.CLOSED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class SeenAgency:
    """An agency by name and code, its kind and level."""

    code: str
    name: str
    kind: str
    level: str
    name_en: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form."""
        return {"code": self.code, "name": self.name, "kind": self.kind, "level": self.level}


@dataclass(frozen=True, slots=True)
class Named:
    """An agency that gets a copy, or was thought of, and why (or why not)."""

    agency: SeenAgency
    why: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**self.agency.as_dict(), "why": self.why.as_dict()}


@dataclass(frozen=True, slots=True)
class SeenDecision:
    """One decision: the agency and why, on which day, where the report lay by which boundaries."""

    agency: SeenAgency
    rule: int
    basis: str
    explanation: Text
    copies: tuple[Named, ...]
    confirm: bool
    on: dt.date
    area: str
    edition: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "agency": self.agency.as_dict(),
            "level": self.agency.level,
            "rule": self.rule,
            "basis": self.basis,
            "explanation": self.explanation.as_dict(),
            "copies": [copy.as_dict() for copy in self.copies],
            "confirm": self.confirm,
            "decided_on": self.on.isoformat(),
            "area": self.area,
            "edition": self.edition,
        }


@dataclass(frozen=True, slots=True)
class SeenResponsibility:
    """Who must act now; `filed` is the first decision where that named another agency or area.

    `due_on` is the day by which a complaint is answered, None once that is done. `dispute` is the reporter's objection,
    for the reporter and for staff; `alternatives` are agencies that were thought of, and why not, for the same.
    `of_the_cell` marks what follows from a coarse place alone.
    """

    now: SeenDecision
    filed: SeenDecision | None = None
    due_on: dt.date | None = None
    dispute: str = ""
    alternatives: tuple[Named, ...] = ()
    of_the_cell: bool = False

    @property
    def overdue(self) -> bool:
        """Whether the day by which it should have been answered has passed."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of /api/v1/reports/NUMBER/."""
        return {
            **self.now.as_dict(),
            "answer_due_on": self.due_on and self.due_on.isoformat(),
            "filed": self.filed and self.filed.as_dict(),
            "of_the_cell": self.of_the_cell,
        } | ({"dispute": self.dispute} if self.dispute else {})


def see_responsibility(report: Report, matched: Sequence[PlaceRecord], *, full: bool) -> SeenResponsibility | None:
    """Return who must act, as far as a viewer may know who sees the report in `full`, or what the public sees of it.

    Parameters
    ----------
    report
        With category and edition.
    matched
        The matchings of its place, first to last, with areas and editions.

    Of a coarse place nothing is told but what follows from the cell, which anybody may work out: the agency that the
    rules name for a place that is known by its regency alone. The agency itself, its copies and its sentence could name
    a national park of one square kilometre or a neighbour across the border, and the one before a reassignment draws
    the strip between two borders.
    """
    # Read with those of other reports by reports.projection.see_as_public, or here.
    decided = getattr(report, "read_decisions", None) or list(report.responsibilities.select_related("agency"))
    if not decided:
        return None
    if report.public_cell_m is not None and not full:
        return _of_the_cell(report, matched[-1])
    edition = report.edition.name if report.edition else matched[-1].edition.name
    now, filed = _decision(decided[-1], matched[-1], edition), _decision(decided[0], matched[0])
    moved = (now.agency.code, now.agency.name, now.area) != (filed.agency.code, filed.agency.name, filed.area)
    return SeenResponsibility(
        now,
        filed=filed if moved else None,
        due_on=None if report.state in ANSWERED else report.answer_due_on,
        dispute=report.dispute if full else "",
        alternatives=_alternatives(decided[-1]) if full else (),
    )


def see_decided(report: Report, matched: PlaceRecord, found: Responsibility, edition: str) -> SeenResponsibility:
    """Return who must act on a report that was just filed, as its reporter sees it, from the decision itself."""
    return SeenResponsibility(
        _just_decided(found, timezone.localdate(report.received_at), matched, edition),
        due_on=report.answer_due_on,
        dispute=report.dispute,
        alternatives=tuple(
            Named(_seen(weighed.agency, weighed.agency.tier), weighed.why_not)
            for weighed in found.alternatives
            if weighed.agency
        ),
    )


def _day_of_the_cell(report: Report) -> dt.date:
    """Return the day whose rules are told of a coarse place: when it was filed, or its edition began if that is later.

    Not the day of its last decision: a reassignment decides anew only where the true place asks for it, and would say
    so by its date.
    """
    received = timezone.localdate(report.received_at)
    return max(received, report.edition.valid_from) if report.edition else received


def _of_the_cell(report: Report, matched: PlaceRecord) -> SeenResponsibility:
    """What the rules say of a coarse place: known by its regency, on land or at sea, with nothing said of permits."""
    on = _day_of_the_cell(report)
    found = responsibility(_cell_as_place(report, matched), report.category, on=on)
    edition = report.edition.name if report.edition else matched.edition.name
    now = _just_decided(found, on, matched, edition)
    due = due_on(report.kind, report.received_at, found.agency)
    return SeenResponsibility(now, due_on=None if report.state in ANSWERED else due, of_the_cell=True)


def _just_decided(found: Responsibility, on: dt.date, matched: PlaceRecord, edition: str) -> SeenDecision:
    return SeenDecision(
        _seen(found.agency, found.level),
        found.rule,
        found.basis,
        found.explanation,
        tuple(Named(_seen(copy.agency, copy.agency.tier), copy.why) for copy in found.copies),
        found.confirm,
        on,
        describe(matched),
        edition,
    )


def _cell_as_place(report: Report, matched: PlaceRecord) -> Place:
    point = report.public_point
    assert point is not None  # noqa: S101 - a coarse place is a cell, and a cell has a centre
    setting = Setting(matched.setting)
    return Place(
        lon=point.x,
        lat=point.y,
        edition=matched.edition.name,
        setting=Setting.LAND if setting == Setting.COAST else setting,
        method=Method.COVERED if matched.regency else Method.SEA,
        regency=_ref(matched.regency),
        province=_ref(matched.province),
        nearest_regency=_ref(matched.nearest_regency),
    )


def _seen(agency: AgencyRef, level: str) -> SeenAgency:
    return SeenAgency(agency.code, agency.name, agency.kind, level, agency.name_en)


def _ref(area: Area | None) -> AreaRef | None:
    return AreaRef(area.code, area.name, area.pk) if area else None


def _decision(decided: ResponsibilityRecord, matched: PlaceRecord, edition: str = "") -> SeenDecision:
    agency = decided.agency
    return SeenDecision(
        agency=SeenAgency(agency.code, agency.name, agency.kind_id, decided.tier, agency.name_en),
        rule=decided.rule_number,
        basis=decided.basis,
        explanation=Text(decided.explanation_id, decided.explanation_en),
        copies=tuple(Named(_agency(said), Text(**said["why"])) for said in decided.copies),
        confirm=decided.confirm,
        on=timezone.localdate(decided.decided_at),
        area=describe(matched),
        edition=edition or matched.edition.name,
    )


def _alternatives(decided: ResponsibilityRecord) -> tuple[Named, ...]:
    """Agencies that were weighed and dropped; rules that fit nowhere near are left out."""
    weighed = (said for said in decided.alternatives if said["agency"])
    return tuple(Named(_agency(said["agency"]), Text(**said["why_not"])) for said in weighed)


def _agency(said: dict[str, Any]) -> SeenAgency:
    """An agency as it was stored."""
    return SeenAgency(**{name: said[name] for name in ("code", "name", "kind", "level")})
