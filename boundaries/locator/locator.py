"""Chooses what answers: the index of the edition in force, or PostGIS where that cannot be had."""

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import numpy as np
from django.conf import settings
from django.utils import timezone

from boundaries.locator.batch import ROW
from boundaries.locator.build import CannotIndexError, build
from boundaries.locator.index import Index
from boundaries.locator.layout import Array
from boundaries.locator.overlay_build import build_overlays
from boundaries.locator.overlay_index import OverlayIndex
from boundaries.locator.places import Names, Places
from boundaries.locator.reference import Reference
from boundaries.locator.rules import check_point
from boundaries.locator.source import (
    fingerprint,
    overlay_state,
    read_jurisdictions,
    read_overlay_polygons,
    read_source,
)
from boundaries.locator.store import open_or_build
from boundaries.models import Area, Edition, Overlay
from boundaries.pieces import ensure_pieces
from boundaries.place import AreaRef, NoEditionError, OverlayHit, Place, PlaceError

logger = logging.getLogger(__name__)

_REMEMBERED = 32
"""Dates whose edition is remembered at a time."""


class Engine:
    """What answers for one edition under the overlays of one time.

    `key` names the state of all that an answer depends on.
    """

    def __init__(self, key: str, reference: Reference, index: Index | None) -> None:
        self.key, self.reference, self.index = key, reference, index
        self.locate = index.locate if index else reference.locate

    def locate_many(self, lons: Any, lats: Any, accuracy_m: float | None = None) -> Places:
        """Return the Places of points, all of which must be on Earth; see boundaries.locator.locate_many."""
        x, y = _points(lons, lats)
        _on_earth(x, y, "raise")
        return self.locate_checked(x, y, accuracy_m)

    def locate_checked(self, lons: Array, lats: Array, accuracy_m: float | None) -> Places:
        """Return the Places of points that are known to be on Earth (float64 arrays, degrees)."""
        if self.index:
            return self.index.locate_many(lons, lats, accuracy_m)
        reference = self.reference
        rows = np.empty(len(lons), ROW)
        over = OverlayIndex(None, reference.jurisdictions, reference.hits)
        places = Places(_names(reference), over, lons, lats, rows, lambda x, y: reference.locate(x, y, accuracy_m))
        for k in range(len(lons)):
            places.settle(k)
        return places


class Locator:
    """Answers from the edition in force, which is asked of the database again every few seconds.

    Parameters
    ----------
    folder
        Where index files lie; settings.INDEX_DIR when None.
    check_seconds
        For how long the edition in force is taken for granted; settings.EDITION_CHECK_SECONDS when None.
    """

    def __init__(self, folder: Path | str | None = None, check_seconds: float | None = None) -> None:
        self.folder = Path(folder or settings.INDEX_DIR)
        self.check_seconds = settings.EDITION_CHECK_SECONDS if check_seconds is None else check_seconds
        self._checked: dict[dt.date | None, tuple[float, Engine]] = {}
        self._editions: dict[tuple[int, dt.date | None], Engine] = {}

    def locate(self, lon: float, lat: float, on: dt.date | None = None, accuracy_m: float | None = None) -> Place:
        """Return the Place of a point; see boundaries.locator.locate."""
        return self.engine(on).locate(float(lon), float(lat), accuracy_m)

    def assign(self, lon: float, lat: float, on: dt.date | None = None) -> AreaRef | None:
        """Return the regency of a point alone."""
        engine = self.engine(on)
        x, y = float(lon), float(lat)
        return engine.index.assign(x, y) if engine.index else engine.reference.locate(x, y).regency

    def locate_many(
        self,
        lons: Any,
        lats: Any,
        on: dt.date | None = None,
        accuracy_m: float | None = None,
        errors: Literal["raise", "mark"] = "raise",
    ) -> Places:
        """Return the Places of points; see boundaries.locator.locate_many."""
        x, y = _points(lons, lats)
        good = _on_earth(x, y, errors)
        engine = self.engine(on)
        if good.all():
            return engine.locate_checked(x, y, accuracy_m)
        return engine.locate_checked(x[good], y[good], accuracy_m).spread(x, y, np.flatnonzero(good))

    def assign_many(self, lons: Any, lats: Any, on: dt.date | None = None) -> Array:
        """Return the codes of the regencies of points, "" where there is none."""
        x, y = _points(lons, lats)
        _on_earth(x, y, "raise")
        engine = self.engine(on)
        if engine.index is None:
            return engine.locate_checked(x, y, None).regency_code
        codes = np.array([*(a.code for a in engine.index.names.regencies), ""])
        return codes[engine.index.assign_many(x, y)]

    def engine(self, on: dt.date | None = None) -> Engine:
        """Return what answers for a date; raises NoEditionError where no edition is in force."""
        now = time.monotonic()
        known = self._checked.get(on)
        if known and now < known[0]:
            return known[1]
        engine = self._resolve(on)
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[on] = (now + self.check_seconds, engine)
        return engine

    def engine_of(self, edition: Edition, on: dt.date | None = None) -> Engine:
        """Return what answers for an edition, be it a draft, in force or past.

        Parameters
        ----------
        on
            The date whose overlays and neighbours' land are laid over it; today when None.
        """
        ensure_pieces(edition)
        known = self._editions.get((edition.pk, on))
        engine = self._made(edition, on or timezone.localdate(), [known] if known else [])
        if len(self._editions) >= _REMEMBERED:
            self._editions.clear()
        self._editions[edition.pk, on] = engine
        return engine

    def forget(self) -> None:
        """Ask the database at the next look-up what is in force."""
        self._checked.clear()

    def prepare(self) -> None:
        """Make ready for today what has changed in the database; without an edition there is nothing to make."""
        self.forget()
        with suppress(NoEditionError):
            self.engine()

    def _resolve(self, on: dt.date | None) -> Engine:
        day = on or timezone.localdate()
        edition = Edition.objects.in_force(day).first()
        if edition is None:
            raise NoEditionError(day)
        return self._made(edition, day, [engine for _until, engine in self._checked.values()])

    def _made(self, edition: Edition, day: dt.date, known: list[Engine]) -> Engine:
        """Return the engine of an edition on a day: one of the known ones if nothing has changed since."""
        land = list(Overlay.objects.in_force(day).foreign_land().defer("geometry", "rim").order_by("code", "pk"))
        areas = fingerprint(edition, land)
        key = hashlib.sha256(f"{areas} {overlay_state(day)}".encode()).hexdigest()[:32]
        for engine in known:
            if engine.key == key and engine.reference.edition.name == edition.name:
                return engine
        over = read_jurisdictions(day)
        reference = Reference(edition, land, over.hits)
        return Engine(key, reference, self._index(areas, over.digest, reference))

    def _index(self, areas: str, over: str, reference: Reference) -> Index | None:
        """Open the index, building what of it need be; None, and a line in the log, where that fails."""
        edition = reference.edition
        try:
            memory = open_or_build(self.folder, areas, lambda: _build(reference))
            overlays = self._overlays(over, reference)
        except (OSError, CannotIndexError) as error:
            logger.warning("no index for edition %s, PostGIS answers instead: %s", edition, error)
            return None
        return Index(memory, overlays, edition.name, edition.precision_m, reference.locate)

    def _overlays(self, over: str, reference: Reference) -> OverlayIndex:
        """Open the file of overlays; it depends on no edition, so several share it."""
        hits = reference.jurisdictions
        memory = open_or_build(self.folder, f"overlays-{over}", lambda: _build_overlays(hits)) if hits else None
        return OverlayIndex(memory, hits, reference.hits)


def _build(reference: Reference) -> Array:
    started = time.monotonic()
    memory = build(read_source(reference.edition, reference.overlays))
    logger.info(
        "index of edition %s built in %.1f s, %.0f MB",
        reference.edition,
        time.monotonic() - started,
        memory.nbytes / 1e6,
    )
    return memory


def _build_overlays(overlays: Sequence[OverlayHit]) -> Array:
    started = time.monotonic()
    memory = build_overlays(read_overlay_polygons([overlay.id for overlay in overlays]))
    seconds, megabytes = time.monotonic() - started, memory.nbytes / 1e6
    logger.info("index of %d overlays built in %.1f s, %.0f MB", len(overlays), seconds, megabytes)
    return memory


def _names(reference: Reference) -> Names:
    """Read the names that an index would bring along."""
    areas = Area.objects.of(reference.edition).without_geometry()
    provinces = list(areas.provinces().order_by("code"))
    regencies = list(areas.regencies().order_by("code"))
    number: dict[int | None, int] = {province.pk: k for k, province in enumerate(provinces)}
    return Names(
        regencies=[AreaRef(a.code, a.name, a.pk) for a in regencies],
        provinces=[AreaRef(a.code, a.name, a.pk) for a in provinces],
        province_of=np.array([number[a.parent_id] for a in regencies], np.int16),
        countries=[overlay.name for overlay in reference.overlays],
        edition=reference.edition.name,
    )


def _points(lons: Any, lats: Any) -> tuple[Array, Array]:
    x, y = np.ascontiguousarray(lons, np.float64), np.ascontiguousarray(lats, np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"longitudes {x.shape} and latitudes {y.shape} must be two lists of the same length")
    return x, y


def _on_earth(lons: Array, lats: Array, errors: str) -> Array:
    """Say which pairs are points on Earth; with errors="raise" raise PlaceError for the first that is none."""
    good = (np.abs(lons) <= 180) & (np.abs(lats) <= 90)  # false for NaN too
    if errors == "raise" and not good.all():
        first = int(np.argmin(good))
        try:
            check_point(float(lons[first]), float(lats[first]))
        except PlaceError as error:
            raise PlaceError(f"point {first}: {error}") from error
    return good
