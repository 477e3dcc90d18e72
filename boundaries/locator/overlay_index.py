"""The overlays in memory: keys, as the kernels give them, to what a Place names."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

import numpy as np

from boundaries.locator.layout import Array, meta_of
from boundaries.locator.overlay_kernels import CROWDED, MASK_BITS, OverlayTables
from boundaries.place import OverlayHit

Hits = tuple[OverlayHit, ...]


class OverlayIndex:
    """Turns keys into overlays.

    Parameters
    ----------
    memory
        Words of a file of overlays (boundaries.locator.overlay_build); None where there are no overlays.
    overlays
        Those that the file was built from, in that order.
    consult
        The reference's `hits`, for cells so crowded that a key cannot tell.
    """

    def __init__(self, memory: Array | None, overlays: Sequence[OverlayHit], consult: Callable[[float, float], Hits]):
        self.memory, self.overlays, self.consult = memory, overlays, consult
        self.address = 0 if memory is None else int(memory.ctypes.data)
        meta = (
            {"sets": [[]], "patterns": []}
            if memory is None
            else json.loads(meta_of(memory, len(OverlayTables._fields)))
        )
        self.patterns: list[list[int]] = meta["patterns"]
        self.sets: list[Hits] = [self._hits(owners) for owners in meta["sets"]]
        """What points can have; grows as combinations are met."""
        self._position = {hits: number for number, hits in enumerate(self.sets)}
        self._known: dict[int, int] = {}
        self._lock = Lock()

    def at(self, key: int, lon: float, lat: float) -> Hits:
        """Return the overlays at a point whose key is given."""
        if key >= 0:
            return self.sets[key]
        return self.sets[self._known[key] if key in self._known else self.resolve(key, lon, lat)]

    def resolve(self, key: int, lon: float, lat: float) -> int:
        """Return the position in `sets` of what lies at a point whose key is given."""
        if key >= 0:
            return key
        if key == CROWDED:
            return self.position(self.consult(lon, lat))
        if key not in self._known:
            pattern, mask = divmod(-1 - key, 1 << MASK_BITS)
            owners = [owner for bit, owner in enumerate(self.patterns[pattern]) if mask >> bit & 1]
            self._known[key] = self.position(self._hits(owners))
        return self._known[key]

    def position(self, hits: Hits) -> int:
        """Return where in `sets` a combination stands, adding it if it is new."""
        known = self._position.get(hits)
        if known is None:
            with self._lock:
                known = self._position.setdefault(hits, len(self.sets))
                if known == len(self.sets):
                    self.sets.append(hits)
        return known

    def positions(self, keys: Array, lons: Array, lats: Array) -> Array:
        """Return for each point the position in `sets`, int32."""
        out = np.where(keys >= 0, keys, 0).astype(np.int32)
        others = np.flatnonzero(keys < 0)
        if len(others):
            unique, inverse = np.unique(keys[others], return_inverse=True)
            table = [0 if key == CROWDED else self.resolve(int(key), 0.0, 0.0) for key in unique]
            out[others] = np.array(table, np.int32)[inverse]
            for k in others[keys[others] == CROWDED]:
                out[k] = self.resolve(CROWDED, float(lons[k]), float(lats[k]))
        return out

    def _hits(self, owners: Sequence[int]) -> Hits:
        """Name owners: the ground of an overlay, its rim, or both."""
        held = set(owners)
        return tuple(
            replace(self.overlays[k], inside=2 * k in held, certain=2 * k + 1 not in held)
            for k in sorted({owner // 2 for owner in held})
        )
