"""A report as someone may see it. Pages, API and maps read this and nothing behind it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone

from boundaries.models import Overlay
from boundaries.place import Setting
from reports.decisions import SeenResponsibility, see_responsibility
from reports.models import Category, PlaceRecord, Report, State
from reports.policies import Access, Viewer, access
from reports.wording import describe, doubt_of, explain_match


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """The place: exact, or the centre of a cell `cell_m` metres wide; None where nobody knows the point yet.

    Of a `coarse` place no more is told than areas and whether it is land or sea: that a point lies at the coast, or
    close to the boundary of a named neighbour, would draw a thin line through its cell.
    """

    point: Point | None
    cell_m: float | None
    record: PlaceRecord
    edition: str
    coarse: bool = False

    @property
    def sentence(self) -> str:
        """Regency and province in a sentence."""
        return describe(self.record)

    @property
    def explanation(self) -> str:
        """How the place was matched, in a sentence; empty where that would betray it."""
        return "" if self.coarse else explain_match(self.record)

    @property
    def doubt(self) -> str:
        """Why a person should confirm the place, in a sentence; empty where nobody needs to, or may know."""
        return "" if self.coarse else doubt_of(self.record)

    @property
    def overlays(self) -> list[str]:
        """Names of the overlays that hold the point; none where that would betray it.

        Basins of rivers are left out: every point lies in one, and who reads "in the river Kapuas" would be misled.
        """
        hits = [] if self.coarse else self.record.overlays
        return [hit["name"] for hit in hits if hit["inside"] and hit["kind"] != Overlay.Kind.RIVER_BASIN]

    @property
    def coordinates(self) -> str:
        """Latitude, longitude as people write them; never in the language's own decimal comma."""
        return f"{self.point.y:.6f}, {self.point.x:.6f}" if self.point else ""

    @property
    def map_data(self) -> dict[str, str]:
        """What the page's script needs to draw it."""
        if self.point is None:
            return {}
        return {"lat": str(self.point.y), "lon": str(self.point.x), "cell": str(self.cell_m or "")}

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        record = self.record
        areas = {"regency": record.regency, "province": record.province, "nearest_regency": record.nearest_regency}
        return {
            "lon": self.point.x if self.point else None,
            "lat": self.point.y if self.point else None,
            "cell_m": self.cell_m,
            "setting": record.setting,
            "method": None if self.coarse else record.method,
            "doubtful": None if self.coarse else record.doubtful,
            **{name: area and {"code": area.code, "name": area.name} for name, area in areas.items()},
            "overlays": None if self.coarse else record.overlays,
            "edition": self.edition,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """A photo's addresses and size in pixels."""

    url: str
    thumbnail_url: str
    width: int
    height: int

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"url": self.url, "thumbnail_url": self.thumbnail_url, "width": self.width, "height": self.height}


@dataclass(frozen=True, slots=True)
class SeenContent:
    """What the reporter told."""

    description: str
    suspected_source: str
    desired_remedy: str
    occurred_on: dt.date | None
    photos: tuple[SeenPhoto, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "description": self.description,
            "suspected_source": self.suspected_source,
            "desired_remedy": self.desired_remedy,
            "occurred_on": self.occurred_on and self.occurred_on.isoformat(),
            "photos": [photo.as_dict() for photo in self.photos],
        }


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report reduced to what its viewer may know.

    `content` is None where it is not (yet) for them; `steps` are the states it went through with their days, never by
    whom.
    """

    number: str
    category: Category
    kind: str
    state: State
    received_on: dt.date
    verified: bool
    confidential: bool
    anonymous: bool
    is_demo: bool
    place: SeenPlace
    responsibility: SeenResponsibility | None
    content: SeenContent | None
    full: bool
    steps: tuple[tuple[State, dt.date], ...]

    @property
    def url(self) -> str:
        """Address of its page."""
        return reverse("reports:detail", args=[self.number])

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form of /api/v1/reports/NUMBER/."""
        return {
            "number": self.number,
            "category": {"code": self.category.code, "name": self.category.name, "theme": self.category.theme_id},
            "kind": self.kind,
            "state": self.state.value,
            "state_label": str(self.state.label),
            "received_on": self.received_on.isoformat(),
            "verified": self.verified,
            "confidential": self.confidential,
            "demo": self.is_demo,
            "place": self.place.as_dict(),
            "responsibility": self.responsibility and self.responsibility.as_dict(),
            "steps": [{"state": state.value, "on": on.isoformat()} for state, on in self.steps],
            "content": self.content and self.content.as_dict(),
            "view": "full" if self.full else "public",
        }


def see(report: Report, viewer: Viewer) -> SeenReport | None:
    """Return what a viewer may see of a report; None when that is nothing."""
    level = access(report, viewer)
    if level == Access.NONE:
        return None
    full = level >= Access.FULL
    records = _records(report)
    return SeenReport(
        number=report.number,
        category=report.category,
        kind=report.kind,
        state=State(report.state),
        received_on=timezone.localdate(report.received_at),
        verified=report.verified_at is not None,
        confidential=report.confidential,
        anonymous=report.anonymous,
        is_demo=report.is_demo,
        place=_place(report, records[-1], full=full),
        responsibility=see_responsibility(report, records, full=full),
        content=_content(report) if level >= Access.CONTENT else None,
        full=full,
        steps=tuple(_steps(report)),
    )


def _steps(report: Report) -> Iterator[tuple[State, dt.date]]:
    """The states it went through; what left it in its state is no step."""
    before = ""
    for entry in report.history.all():
        if entry.state != before:
            yield State(entry.state), timezone.localdate(entry.at)
        before = entry.state


def _records(report: Report) -> list[PlaceRecord]:
    """The matchings of its place, first to last, without the areas' polygons."""
    heavy = [
        f"{area}__{column}"
        for area in ("regency", "province", "nearest_regency")
        for column in ("geometry", "generalised")
    ]
    return list(report.places.select_related("regency", "province", "nearest_regency", "edition").defer(*heavy))


def _place(report: Report, record: PlaceRecord, *, full: bool) -> SeenPlace:
    edition = report.edition.name if report.edition else record.edition.name
    if full:
        return SeenPlace(report.point, None, record, edition)
    coarse = report.public_cell_m is not None
    if coarse and record.setting == Setting.COAST:
        record.setting = Setting.LAND  # of this reading only: it is never saved
    return SeenPlace(report.public_point, report.public_cell_m, record, edition, coarse)


def _content(report: Report) -> SeenContent:
    return SeenContent(
        description=report.description,
        suspected_source=report.suspected_source,
        desired_remedy=report.desired_remedy,
        occurred_on=report.occurred_on,
        photos=tuple(
            SeenPhoto(
                url=reverse("reports:photo", args=[report.number, photo.position, "foto"]),
                thumbnail_url=reverse("reports:photo", args=[report.number, photo.position, "kecil"]),
                width=photo.width,
                height=photo.height,
            )
            for photo in report.photos.all()
        ),
    )
