"""Correct what and where a case is, seeing beforehand what that changes; and confirm that it was right."""

import datetime as dt
from dataclasses import dataclass, replace

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from accounts.directory import AgencyRef, Directory
from accounts.models import Agency
from boundaries.models.areas import polygons_of
from reports import places
from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.actions.copies import keep_copies
from reports.actions.responsibility import report_columns, responsibility_record, stored_match
from reports.distances import lonlat_of, metres_between
from reports.models import Category, HistoryEntry, PlaceRecord, PointSource, Report, ResponsibilityRecord
from reports.places import Match, PlaceRefusedError, Whereabouts
from reports.policies import Viewer
from reports.responsibility import Copy, Responsibility, Text, responsibility
from reports.wording import describe, doubt_of

SAME_M = 0.1
"""Metres within which a pin stands where it stood: what six decimals of a degree tell apart."""

_REASON = ResponsibilityRecord.Reason
_AREAS = ("regency", "province", "nearest_regency")


@dataclass(frozen=True, slots=True)
class Side:
    """A case on one side of a correction: as it stands, or as it would be.

    `border_m` is the distance to the nearest border in metres; `cell_m` the size of the public cell, None where the
    point itself is public; `copies` are the names of the agencies that are told.
    """

    category: Category
    place: str
    doubt: str
    setting: str
    border_m: float | None
    agency: AgencyRef
    explanation: Text
    copies: tuple[str, ...]
    confirm: bool
    public_point: Point | None
    cell_m: float | None
    confidential: bool
    urgency: str
    answer_due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a correction would change; nothing of it is stored.

    `place` and `responsibility` are what matching and rules say. Where a person has transferred the case, `kept` is
    set and the agency stays. `moved_m` is how far the pin would go, in metres; None where it does not, or was nowhere.
    """

    place: Match
    responsibility: Responsibility
    before: Side
    after: Side
    kept: bool
    moved_m: float | None = None

    @property
    def due(self) -> dt.date | None:
        """The day by which it would have to be answered."""
        return self.after.answer_due_on

    @property
    def changed(self) -> frozenset[str]:
        """Names of the fields of a Side that differ."""
        names = Side.__dataclass_fields__
        return frozenset(name for name in names if getattr(self.before, name) != getattr(self.after, name))

    @property
    def hands_over(self) -> bool:
        """Whether another agency would have the case."""
        return self.before.agency.id != self.after.agency.id


def foresee_move(report: Report, lonlat: tuple[float, float]) -> Foreseen:
    """Tell what would change if the pin stood elsewhere.

    Parameters
    ----------
    lonlat
        Degrees, EPSG:4326.

    Raises
    ------
    RefusedError
        At "point": it lies abroad, or is no place.
    """
    return _foresee(report, _match(lonlat), report.category, lonlat)


def foresee_category(report: Report, category: Category) -> Foreseen:
    """Tell what would change if the case were of another category."""
    found = _foresee(report, _match_as_stored(report), category, lonlat_of(report.point) if report.point else None)
    return replace(found, after=replace(found.after, place=found.before.place, doubt=found.before.doubt))


def move_pin(
    report: Report,
    viewer: Viewer,
    *,
    lonlat: tuple[float, float],
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Put the pin where the problem really is; place, agency, copies and public place follow.

    Parameters
    ----------
    lonlat
        Degrees, EPSG:4326.

    Raises
    ------
    RefusedError
        At "point": abroad, or no place; at "note": no reason.
    """
    with change(report, "move_pin", viewer, version=version, at=at) as work:
        work.note = words.reason(note)
        case = work.report
        foreseen = foresee_move(case, lonlat)
        if case.point is not None and (foreseen.moved_m or 0) < SAME_M:
            raise RefusedError(_("The pin stands there already."), "point")
        work.facts["moved"] = {
            "from": _rounded(case.point),
            "to": [round(degrees, 6) for degrees in lonlat],
            "metres": None if foreseen.moved_m is None else round(foreseen.moved_m),
        }
        work.set(
            point=Point(*lonlat, srid=4326),
            point_source=PointSource.MAP,
            accuracy_m=None,
            public_point=foreseen.after.public_point,
            public_cell_m=foreseen.after.cell_m,
            **foreseen.place.report_columns(),
        )
        _store_place(work, foreseen.place)
        _hand_over(work, foreseen)
    return work.done


def change_category(
    report: Report,
    viewer: Viewer,
    *,
    category: Category,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Say what the case is really about; agency, copies and urgency follow.

    A sensitive category hides place and content from then on. A less sensitive one opens nothing: what the reporter
    was promised when they wrote stays.

    Raises
    ------
    RefusedError
        At "category": it is that already, or is not in use; at "note": no reason.
    """
    with change(report, "change_category", viewer, version=version, at=at) as work:
        work.note = words.reason(note)
        case = work.report
        if category.pk == case.category_id:
            raise RefusedError(_("The report is in this category already."), "category")
        if not category.active:
            raise RefusedError(_("This category is no longer in use."), "category")
        foreseen = foresee_category(case, category)
        after = foreseen.after
        work.set(category=category, urgency=after.urgency, public_point=after.public_point, public_cell_m=after.cell_m)
        if after.confidential != case.confidential:
            work.set(confidential=after.confidential)
        _hand_over(work, foreseen)
    return work.done


def confirm_responsibility(
    report: Report, viewer: Viewer, *, note: str = "", version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Say that place and agency were looked at and are right: what was to be confirmed is confirmed.

    Raises
    ------
    RefusedError
        There is nothing to confirm, or nobody knows yet where it is.
    """
    with change(report, "confirm_responsibility", viewer, version=version, at=at) as work:
        work.note = words.remark(note)
        case = work.report
        if case.point is None:
            raise RefusedError(_("Only a village is known. Put the pin where the problem is first."), "point")
        if not (case.doubtful or case.responsibility_doubtful):
            raise RefusedError(_("Place and agency are confirmed already."))
        work.set(doubtful=False, responsibility_doubtful=False)
        last = case.responsibilities.last()
        if last is not None:
            last.pk, last.run, last.reason = None, None, _REASON.CONFIRMED
            last.confirm, last.decided_at = False, work.at
            last.save(force_insert=True)
    return work.done


def _match(lonlat: tuple[float, float]) -> Match:
    try:
        return places.match(Whereabouts(PointSource.MAP, lonlat))
    except PlaceRefusedError as error:
        raise RefusedError(error.message, "point") from error


def _match_as_stored(report: Report) -> Match:
    """Return where a report lies as it stands, confirmed by a person or not: another category moves nothing."""
    return stored_match(Report.everything.with_names().get(pk=report.pk), _last_place(report))


def _last_place(report: Report) -> PlaceRecord | None:
    return report.places.select_related(*_AREAS).defer(*polygons_of(*_AREAS)).last()


def _foresee(report: Report, place: Match, category: Category, lonlat: tuple[float, float] | None) -> Foreseen:
    decision = responsibility(place, category, report.permit_issuer, report.crossing)
    kept = report.responsibilities.filter(reason=_REASON.TRANSFERRED).exists()
    before = _side_before(report)
    columns = report_columns(decision, report.kind, report.received_at)
    coarse = report.public_cell_m is not None or category.coarse_place
    public_point, cell_m = places.public_place(lonlat, coarse=coarse)
    urgency = category.urgency if report.urgency == report.category.urgency else report.urgency
    after = Side(
        category=category,
        place=describe(place),
        doubt=doubt_of(place),
        setting=place.setting,
        border_m=place.border_m,
        agency=before.agency if kept else decision.agency,
        explanation=before.explanation if kept else decision.explanation,
        copies=tuple(copy.agency.name for copy in _copies_of(decision, before.agency if kept else decision.agency)),
        confirm=decision.confirm,
        public_point=public_point,
        cell_m=cell_m,
        confidential=report.confidential or category.confidential,
        urgency=urgency,
        answer_due_on=before.answer_due_on if kept else columns["answer_due_on"],
    )
    moved = metres_between(lonlat_of(report.point), lonlat) if report.point and lonlat else None
    return Foreseen(place, decision, before, after, kept, moved or None)


def _side_before(report: Report) -> Side:
    record = _last_place(report)
    decided = report.responsibilities.last()
    agency = report.agency
    if record is None or decided is None or agency is None:
        raise RefusedError(_("This report has no place or agency yet."))
    copies = report.copies.select_related("agency")
    return Side(
        category=report.category,
        place=describe(record),
        doubt=doubt_of(record) if report.doubtful else "",
        setting=report.setting,
        border_m=record.border_m,
        agency=_ref(agency),
        explanation=Text(decided.explanation_id, decided.explanation_en),
        copies=tuple(copy.agency.name for copy in copies),
        confirm=report.responsibility_doubtful,
        public_point=report.public_point,
        cell_m=report.public_cell_m,
        confidential=report.confidential,
        urgency=report.urgency,
        answer_due_on=report.answer_due_on,
    )


def _ref(agency: Agency) -> AgencyRef:
    found = Directory.on().by_id(agency.pk)
    assert found is not None  # noqa: S101 - the directory knows every stored agency
    return found


def _copies_of(decision: Responsibility, agency: AgencyRef) -> list[Copy]:
    return [copy for copy in decision.told if copy.agency.id != agency.id]


def _store_place(work: Change, match: Match) -> None:
    PlaceRecord.objects.create(
        report=work.report, matched_at=work.at, reason=PlaceRecord.Reason.MOVED, **match.as_columns()
    )


def _hand_over(work: Change, foreseen: Foreseen) -> None:
    """Store the decision for the corrected case; an agency to which a person transferred it keeps it."""
    case, decision = work.report, foreseen.responsibility
    record = responsibility_record(case, decision, work.at, _REASON.CORRECTED)
    if foreseen.kept:
        last = case.responsibilities.last()
        for name in ("agency_id", "tier", "rule_number", "case_code", "basis", "explanation_id", "explanation_en"):
            setattr(record, name, getattr(last, name))
        work.facts["kept"] = True
        work.set(responsibility_doubtful=decision.confirm)
    else:
        columns = report_columns(decision, case.kind, case.received_at)
        if columns["agency_id"] != case.agency_id:
            work.set(unit=None, assignee=None)
        work.set(**columns)
    record.save(force_insert=True)
    keep_copies(case, decision.told, work.at)


def _rounded(point: Point | None) -> list[float] | None:
    return None if point is None else [round(point.x, 6), round(point.y, 6)]
