"""Split a report that tells of several things: each further thing becomes a case of its own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from reports import pins, places
from reports.actions.case import words
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.actions.copies import keep_copies
from reports.actions.responsibility import report_columns, responsibility_record, stored_match
from reports.actions.submit import store_numbered
from reports.clocks import wind
from reports.distances import lonlat_of
from reports.lifecycle.table import FILED
from reports.models import (
    Audience,
    By,
    Category,
    Claim,
    HistoryEntry,
    PlaceRecord,
    PointSource,
    Report,
    ReporterIdentity,
    State,
)
from reports.places import Match, PlaceRefusedError, Whereabouts
from reports.policies import Viewer
from reports.responsibility import responsibility
from reports.telling import announce

MOST_PARTS = 5

# What a part takes over from the report as it stands: who reported, how, when, and what was promised to them.
_TAKEN_OVER = (
    "kind", "channel", "language", "is_demo", "occurred_on", "suspected_source", "desired_remedy", "reported_before",
    "place_note", "permit_issuer", "crossing", "anonymous", "confidential", "misconduct", "accused_agency_id", "held",
    "held_why", "practice", "received_at", "verified_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things a report tells of: its account, its category, and its place where that is another.

    `lonlat` in degrees, EPSG:4326; None: the place of the report.
    """

    description: str
    category: Category
    lonlat: tuple[float, float] | None = None


def split(
    report: Report,
    viewer: Viewer,
    *,
    parts: Sequence[Part],
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> tuple[HistoryEntry, list[Report]]:
    """Make a case of its own of each further thing that a report tells of; the report goes on with what is left.

    A part is reckoned from the day on which the report came in. Its reporter is the same: the identity and the account
    go along, and the page of the report tells them number and PIN of each part (`reports.projection`).

    Raises
    ------
    RefusedError
        At "parts": none or too many, one that says nothing, or one whose place is abroad.
    """
    if not 1 <= len(parts) <= MOST_PARTS:
        raise RefusedError(_("Say into what it is split: one to %(most)d parts.") % {"most": MOST_PARTS}, "parts")
    with change(report, "split", viewer, version=version, at=at) as work:
        case = work.report
        work.note = words.remark(note)
        made = [_make(case, part, work.at) for part in parts]
        work.facts["parts"] = [part.number for part in made]
        for part in made:
            _begin_history(part, case, work.actor, work.at)
    return work.done, made


def _make(case: Report, part: Part, at: dt.datetime) -> Report:
    description = words.said(part.description, "parts")
    if not part.category.active:
        raise RefusedError(_("This category is no longer in use."), "parts")
    match, record = _placed(case, part)
    decision = responsibility(match, part.category, case.permit_issuer, case.crossing)
    key = uuid4()
    made = Report(
        idempotency_key=key,
        category=part.category,
        description=description,
        split_from=case,
        state=State.VERIFIED if case.verified_at else State.NEW,
        urgency=part.category.urgency,
        **{name: getattr(case, name) for name in _TAKEN_OVER},
        **report_columns(decision, case.kind, case.received_at),
    )
    _put(made, case, part, match)
    made.confidential = case.confidential or part.category.confidential
    store_numbered(made, pins.derive_pin(key))
    record.report, record.matched_at = made, at
    record.save(force_insert=True)
    responsibility_record(made, decision, at).save(force_insert=True)
    _keep_reporter(case, made)
    keep_copies(made, decision.told, at)
    return made


def _placed(case: Report, part: Part) -> tuple[Match, PlaceRecord]:
    """Return where a part lies, and the row, not yet stored, that keeps it."""
    if part.lonlat is not None:
        try:
            match = places.match(Whereabouts(PointSource.MAP, part.lonlat))
        except PlaceRefusedError as error:
            raise RefusedError(error.message, "parts") from error
        return match, PlaceRecord(**match.as_columns())
    record = case.places.last()
    if record is None:
        raise RefusedError(_("This report has no place or agency yet."), "parts")
    match = stored_match(case, record)
    record.pk, record.run, record.reason = None, None, PlaceRecord.Reason.FILED
    return match, record


def _put(made: Report, case: Report, part: Part, match: Match) -> None:
    """Set the place of a part: what the public saw as a wide area stays one."""
    if part.lonlat is None:
        for name in ("point", "point_source", "accuracy_m", "setting", "doubtful", "regency_id", "province_id"):
            setattr(made, name, getattr(case, name))
        made.edition_id = case.edition_id
    else:
        made.point, made.point_source = Point(*part.lonlat, srid=4326), PointSource.MAP
        for name, value in match.report_columns().items():
            setattr(made, name, value)
    coarse = part.category.coarse_place or case.public_cell_m is not None
    lonlat = lonlat_of(made.point) if made.point else None
    made.public_point, made.public_cell_m = places.public_place(lonlat, coarse=coarse)


def _keep_reporter(case: Report, made: Report) -> None:
    """Let the part be its reporter's own: who they are, and the account with which they follow it."""
    identity = ReporterIdentity.objects.filter(report=case).first()
    if identity is not None:
        ReporterIdentity.objects.create(report=made, name=identity.name, phone=identity.phone, email=identity.email)
    claim = Claim.objects.filter(report=case).first()
    if claim is not None:
        Claim.objects.create(report=made, user=claim.user, at=claim.at)


def _begin_history(made: Report, case: Report, actor: Any, at: dt.datetime) -> None:
    """Write the first row of a part's history, start its clocks and have it told."""
    entry = HistoryEntry.objects.create(
        report=made,
        verb=FILED,
        at=at,
        actor=actor,
        by=By.STAFF,
        agency_id=made.agency_id,
        state=made.state,
        audience=Audience.PUBLIC,
        data={"split_from": case.number},
    )
    # Its clocks are those of a case that is on its way, not of one that is just filed: it may be verified already.
    if columns := wind(made, HistoryEntry(report=made, verb="split", at=at, state=made.state)):
        made.save(update_fields=[*columns])
    if not made.practice:
        announce(entry)
