"""A report as someone may see it. Pages, API and maps read this and nothing behind it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from boundaries.models import Area, Overlay
from boundaries.models.areas import polygons_of
from boundaries.place import Setting
from reports import pins
from reports.decisions import SeenResponsibility, see_responsibility
from reports.models import (
    Attachment,
    Audience,
    Category,
    HistoryEntry,
    Photo,
    PlaceRecord,
    Report,
    ResponsibilityRecord,
    State,
)
from reports.policies import Access, Viewer, access, is_claimed
from reports.redaction import BLACK
from reports.wording import describe, doubt_of, explain_match

_AREAS = ("regency", "province", "nearest_regency")
# Photos that everyone sees: none that was hidden, nor evidence that a second officer has yet to approve.
_SHOWN = Q(hidden=False) & (
    ~Q(source=Photo.Source.EVIDENCE) | Q(check_result__flags=[]) | Q(check_result__approved_at__isnull=False)
)


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """The place: exact, or the centre of a cell `cell_m` metres wide; None where nobody knows the point yet.

    Of a `coarse` place no more is told than areas and whether it is land or sea: that a point lies at the coast, or
    close to the boundary of a named neighbour, would draw a thin line through its cell. `confirmed`: a person has
    looked, and the doubt of the matching is settled.
    """

    point: Point | None
    cell_m: float | None
    record: PlaceRecord
    edition: str
    coarse: bool = False
    confirmed: bool = False

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
        return "" if self.coarse or self.confirmed else doubt_of(self.record)

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
            "doubtful": None if self.coarse else record.doubtful and not self.confirmed,
            **{name: area and {"code": area.code, "name": area.name} for name, area in areas.items()},
            "overlays": None if self.coarse else record.overlays,
            "edition": self.edition,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """A photo's addresses and size in pixels.

    `evidence` is the agency's, of what was done; `hidden` marks one that the public does not see, for those who do.
    """

    url: str
    thumbnail_url: str
    width: int
    height: int
    evidence: bool = False
    hidden: bool = False
    on: dt.date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "url": self.url,
            "thumbnail_url": self.thumbnail_url,
            "width": self.width,
            "height": self.height,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class SeenContent:
    """What the reporter told; for the public with what was blacked out. Photos are the reporter's and the agency's."""

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
class SeenLink:
    """Another report that this one belongs to, or that was made of it; `pin` opens it, for its reporter alone."""

    number: str
    pin: str = ""

    @property
    def url(self) -> str:
        """Address of its page."""
        return reverse("reports:detail", args=[self.number])


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report reduced to what its viewer may know.

    `content` is None where it is not (yet) for them; `steps` are the states it went through with their days, never by
    whom. `joined` says that it was joined to another about the same thing, `main` which, where the viewer may know of
    that one. `parts` are reports that were made of it, and `part_of` the one that it was made of, for their reporter.
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
    joined: bool = False
    main: SeenLink | None = None
    parts: tuple[SeenLink, ...] = ()
    part_of: SeenLink | None = None

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
        content=_content(report, level) if level >= Access.CONTENT else None,
        full=full,
        steps=tuple(_steps(report)),
        joined=report.merged_into_id is not None,
        main=_main(report, viewer) if full else None,
        **(_kin(report) if _is_reporter(report, viewer) else {}),
    )


def see_as_public(reports: Sequence[Report]) -> list[SeenReport | None]:
    """Return what everyone may see of each report, as `see` does, in as many queries for a thousand as for one.

    `reports` come with category and edition. What was read with them stays on them: `read_places`, `read_decisions`,
    `read_history` and `read_photos`.
    """
    prefetch_related_objects(
        reports,
        Prefetch("places", _records_for_everyone(), to_attr="read_places"),
        Prefetch("responsibilities", _decisions_for_everyone(), to_attr="read_decisions"),
        Prefetch("history", HistoryEntry.objects.defer("note", "data"), to_attr="read_history"),
        Prefetch("photos", Photo.objects.filter(_SHOWN), to_attr="read_photos"),
    )
    return [see(report, Viewer.of()) for report in reports]


def _records_for_everyone() -> QuerySet[PlaceRecord]:
    """Matchings with their areas. Of many records the areas are few: each is read once, and stands in all of them."""
    areas = [Prefetch(name, Area.objects.defer("geometry", "generalised")) for name in _AREAS]
    return PlaceRecord.objects.prefetch_related(*areas, "edition")


def _decisions_for_everyone() -> QuerySet[ResponsibilityRecord]:
    """Decisions with their agencies; who was weighed and dropped is not for everyone, and much to read."""
    return ResponsibilityRecord.objects.prefetch_related("agency").defer("alternatives")


def seen_photos(report: Report, level: Access) -> QuerySet[Photo]:
    """Return the photos that a viewer with this access to a report may see.

    The public sees none that was hidden; nobody but staff sees evidence that a second officer has yet to approve. The
    reporter sees all that they sent.
    """
    photos = Photo.objects.filter(report=report)
    if level < Access.CONTENT:
        return photos.none()
    if level >= Access.CASE:
        return photos
    return photos.filter(_SHOWN | ~Q(source=Photo.Source.EVIDENCE)) if level >= Access.FULL else photos.filter(_SHOWN)


def seen_attachments(report: Report, level: Access) -> QuerySet[Attachment]:
    """Return the files that a viewer with this access to a report may have."""
    readable = {
        Access.CONTENT: [Audience.PUBLIC],
        Access.FULL: [Audience.PUBLIC, Audience.REPORTER],
        Access.CASE: list(Audience),
    }
    return Attachment.objects.filter(report=report, audience__in=readable.get(level, []))


def _is_reporter(report: Report, viewer: Viewer) -> bool:
    return report.pk in viewer.opened or is_claimed(report, viewer.user)


def _main(report: Report, viewer: Viewer) -> SeenLink | None:
    """Return the report that this one was joined to, where the viewer may know of it."""
    main = report.merged_into
    return SeenLink(main.number) if main and access(main, viewer) > Access.NONE else None


def _kin(report: Report) -> dict[str, Any]:
    """Return what a report was made of, and what was made of it: all of it is its reporter's own."""
    parts = Report.everything.filter(split_from=report).order_by("pk")
    return {
        "parts": tuple(
            SeenLink(part.number, pins.recover_pin(part.idempotency_key, part.number, part.pin_hash) or "")
            for part in parts
        ),
        "part_of": SeenLink(report.split_from.number) if report.split_from else None,
    }


def _steps(report: Report) -> Iterator[tuple[State, dt.date]]:
    """The states it went through; what left it in its state is no step."""
    before, zone = "", timezone.get_current_timezone()
    for entry in getattr(report, "read_history", None) or report.history.all():
        if entry.state != before:
            yield State(entry.state), entry.at.astimezone(zone).date()
        before = entry.state


def _records(report: Report) -> list[PlaceRecord]:
    """The matchings of its place, first to last."""
    return getattr(report, "read_places", None) or list(_with_areas(report.places.all()))


def _with_areas(records: QuerySet[PlaceRecord]) -> QuerySet[PlaceRecord]:
    """Fetch areas and edition along, without the areas' polygons."""
    return records.select_related(*_AREAS, "edition").defer(*polygons_of(*_AREAS))


def _place(report: Report, record: PlaceRecord, *, full: bool) -> SeenPlace:
    edition = report.edition.name if report.edition else record.edition.name
    confirmed = not report.doubtful
    if full:
        return SeenPlace(report.point, None, record, edition, confirmed=confirmed)
    coarse = report.public_cell_m is not None
    if coarse and record.setting == Setting.COAST:
        record.setting = Setting.LAND  # of this reading only: it is never saved
    return SeenPlace(report.public_point, report.public_cell_m, record, edition, coarse, confirmed)


def _content(report: Report, level: Access) -> SeenContent:
    public = level < Access.FULL

    def told(words: str, published: str | None) -> str:
        return (published or BLACK) if public and published is not None else words

    return SeenContent(
        description=told(report.description, report.public_description),
        suspected_source=told(report.suspected_source, report.public_source),
        desired_remedy=told(report.desired_remedy, report.public_remedy),
        occurred_on=report.occurred_on,
        photos=tuple(see_photo(report, photo) for photo in _photos(report, level)),
    )


def _photos(report: Report, level: Access) -> Iterable[Photo]:
    """The photos of `seen_photos`, those for everyone as they were read with others."""
    read: list[Photo] | None = getattr(report, "read_photos", None)
    return seen_photos(report, level) if read is None or level != Access.CONTENT else read


def see_photo(report: Report, photo: Photo) -> SeenPhoto:
    """Return a photo of a report; whether somebody may see it is for `seen_photos` to say."""
    return SeenPhoto(
        url=reverse("reports:photo", args=[report.number, photo.position, "foto"]),
        thumbnail_url=reverse("reports:photo", args=[report.number, photo.position, "kecil"]),
        width=photo.width,
        height=photo.height,
        evidence=photo.source == Photo.Source.EVIDENCE,
        hidden=photo.hidden,
        on=timezone.localdate(photo.created_at),
    )
