"""All that stands on the page of a case, read in a fixed number of queries however long its history is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise

from boundaries.models import Overlay
from boundaries.models.areas import polygons_of
from reports.clocks.seeing import SeenClock, standing_of_clocks
from reports.desk.case.actions import Menu, menu
from reports.desk.case.doubts import name_doubts
from reports.desk.case.finding import Case
from reports.desk.case.stream import Happening, Stream
from reports.models import (
    Attachment,
    CaseCopy,
    ClockPause,
    Photo,
    PlaceRecord,
    Report,
    ResponsibilityRecord,
    State,
)
from reports.policies import Access, Viewer, access
from reports.responsibility import Text
from reports.wording import describe, doubt_of, explain_match

_AREAS = ("regency", "province", "nearest_regency")


@dataclass(frozen=True, slots=True)
class Told:
    """One of the reporter's texts, beside what the public reads of it (None: nothing)."""

    label: str | Promise
    text: str
    public: str | None

    @property
    def differs(self) -> bool:
        """Whether the public reads something else."""
        return self.public != self.text


@dataclass(frozen=True, slots=True)
class Weighed:
    """An agency that the rules thought of, and why they did not choose it."""

    name: str
    level: str
    why: str


@dataclass
class Contents:
    """A case for its page. `read_before` is the version that the officer had read until now, None for none."""

    case: Case
    read_before: int | None = None

    @property
    def report(self) -> Report:
        """The report."""
        return self.case.report

    @cached_property
    def menu(self) -> Menu:
        """What may be done."""
        return menu(self.case)

    @cached_property
    def public(self) -> Access:
        """How much everybody may know of it."""
        return access(self.report, Viewer())

    @cached_property
    def told(self) -> list[Told]:
        """The reporter's texts."""
        report, shown = self.report, self.public >= Access.CONTENT
        redacted = {
            "description": report.public_description,
            "suspected_source": report.public_source,
            "desired_remedy": report.public_remedy,
        }
        found = []
        for name in ("description", "suspected_source", "desired_remedy", "place_note"):
            text = getattr(report, name)
            if not text:
                continue
            public = redacted.get(name)
            public = text if public is None else public
            public = public if shown and name != "place_note" else None
            found.append(Told(Report._meta.get_field(name).verbose_name, text, public))  # type: ignore[union-attr]
        return found

    @cached_property
    def place(self) -> PlaceRecord | None:
        """How the point is matched now."""
        return self.report.places.select_related(*_AREAS, "edition").defer(*polygons_of(*_AREAS)).last()

    @cached_property
    def place_words(self) -> dict[str, Any]:
        """The place in sentences."""
        if self.place is None:
            return {}
        return {
            "sentence": describe(self.place),
            "explanation": explain_match(self.place),
            "doubt": doubt_of(self.place) if self.report.doubtful else "",
            "inside": [
                hit["name"] for hit in self.place.overlays if hit["inside"] and hit["kind"] != Overlay.Kind.RIVER_BASIN
            ],
        }

    @cached_property
    def decisions(self) -> list[ResponsibilityRecord]:
        """Who was held responsible, first to last."""
        return list(self.report.responsibilities.select_related("agency"))

    @property
    def earlier_decisions(self) -> list[ResponsibilityRecord]:
        """Decisions that hold no more, latest first."""
        return list(reversed(self.decisions[:-1]))

    @property
    def decision(self) -> ResponsibilityRecord | None:
        """The decision that holds now."""
        return self.decisions[-1] if self.decisions else None

    @property
    def weighed(self) -> list[Weighed]:
        """Agencies that were thought of."""
        if self.decision is None:
            return []
        return [
            Weighed(said["agency"]["name"], said["agency"]["level"], str(Text(**said["why_not"])))
            for said in self.decision.alternatives
            if said["agency"]
        ]

    @cached_property
    def copies(self) -> list[CaseCopy]:
        """Agencies that were told, and why."""
        return list(self.report.copies.select_related("agency"))

    @cached_property
    def photos(self) -> list[Photo]:
        """All photos, with what evidence was compared with."""
        rows = self.report.photos.select_related("check_result__approved_by", "check_result__like", "uploaded_by")
        found = list(rows)
        name_doubts(found, self.case.viewer)
        return found

    @property
    def filed_photos(self) -> list[Photo]:
        """The reporter's photos."""
        return [photo for photo in self.photos if photo.source != Photo.Source.EVIDENCE]

    @property
    def evidence(self) -> list[Photo]:
        """What the agency shows of its work."""
        return [photo for photo in self.photos if photo.source == Photo.Source.EVIDENCE]

    @cached_property
    def _stream(self) -> Stream:
        agencies = {row.agency.pk: row.agency.name for row in self.decisions}
        agencies |= {copy.agency.pk: copy.agency.name for copy in self.copies}
        return Stream(self.report, agencies, self.case.viewer.user)

    @cached_property
    def stream(self) -> list[Happening]:
        """What was done and said, latest first."""
        unread = 0 if self.read_before is None else self.report.version - self.read_before
        return self._stream.happenings(unread)

    @property
    def loose_files(self) -> list[Attachment]:
        """Files that came without a message."""
        return self._stream.chronicle.loose_files

    @property
    def news(self) -> int:
        """How many entries the officer has not seen."""
        return sum(happening.new for happening in self.stream)

    @cached_property
    def clocks(self) -> list[SeenClock]:
        """By when each step is due."""
        if self.report.state != State.ON_HOLD:  # then none of its pauses lasts, and nobody need ask for them
            prefetch_related_objects([self.report], Prefetch("pauses", ClockPause.objects.none()))
        return standing_of_clocks(self.report)

    @property
    def geo(self) -> str:
        """The point as the address of a telephone's map."""
        point = self.report.point
        return f"{point.y:.6f},{point.x:.6f}" if point else ""

    @property
    def map_data(self) -> dict[str, str]:
        """What the script of the map needs."""
        report = self.report
        if report.point is None:
            return {}
        data = {
            "lat": f"{report.point.y:.6f}",
            "lon": f"{report.point.x:.6f}",
            "accuracy": f"{report.accuracy_m:.0f}" if report.accuracy_m else "",
            "nearby": self.case.address("case-nearby"),
        }
        if report.public_cell_m and report.public_point:
            data |= {
                "cell": f"{report.public_cell_m:.0f}",
                "public-lat": f"{report.public_point.y:.6f}",
                "public-lon": f"{report.public_point.x:.6f}",
            }
        return data

    @property
    def coordinates(self) -> str:
        """Latitude, longitude as people write them."""
        point = self.report.point
        return f"{point.y:.6f}, {point.x:.6f}" if point else ""
