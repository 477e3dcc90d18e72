"""What the sender of a report is told at once, from what filing has in hand: nothing is read again."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import models

from boundaries import locator
from boundaries.models import Area, Edition
from boundaries.place import AreaRef
from reports.actions.submit import Submitted
from reports.decisions import SeenResponsibility, see_decided
from reports.models import PlaceRecord, Report
from reports.places import Match
from reports.policies import Viewer
from reports.projection import SeenPlace, see

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the report lies and who must act, as its reporter sees it."""

    place: SeenPlace
    responsibility: SeenResponsibility | None


def receipt_of(submitted: Submitted) -> Receipt:
    """Return what its sender is told of a report; of one that had arrived before, as it stands now."""
    report, match, decision = submitted.report, submitted.match, submitted.decision
    if match is None or decision is None:
        seen = see(report, Viewer.of(opened=[report.pk]))
        assert seen is not None  # noqa: S101 - whoever has filed it may see it
        return Receipt(seen.place, seen.responsibility)
    record = _record(report, match)
    edition = record.edition.name
    place = SeenPlace(report.point, None, record, edition, confirmed=not report.doubtful)
    return Receipt(place, see_decided(report, record, decision, edition))


def _record(report: Report, match: Match) -> PlaceRecord:
    """The matching as it was stored, with names of areas and edition, which are in memory."""
    record = PlaceRecord(report=report, matched_at=report.received_at, **match.as_columns())
    record.regency = _area(match.regency)
    record.province = _area(match.province)
    record.nearest_regency = _area(match.nearest_regency)
    edition = locator.edition()
    if edition.pk == match.edition_id:
        record.edition = _known(Edition, id=edition.pk, name=edition.name)
    return record


def _area(ref: AreaRef | None) -> Area | None:
    return _known(Area, id=ref.id, code=ref.code, name=ref.name) if ref else None


def _known(model: type[M], **columns: object) -> M:
    """A stored row of which some columns are in memory; the others are read when somebody asks for them."""
    return model.from_db(None, list(columns), list(columns.values()))
