"""Reports whose point an edition cannot match, or that have none, follow their area into its successors."""

from functools import cached_property

from boundaries.crosswalk import Crosswalk, crosswalk
from boundaries.models import Area, Edition
from boundaries.models.areas import Level
from boundaries.place import AreaRef, Method, Setting
from reports.places import Match

AreaKey = tuple[int, str]
"""An area as the row of its edition and its code."""


class Carrier:
    """Carries areas of other editions over to one edition by law, code and shared ground (boundaries.crosswalk)."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._walks: dict[tuple[int, Level], Crosswalk] = {}

    @cached_property
    def _areas(self) -> dict[str, AreaRef]:
        rows = Area.objects.of(self.edition).filter(level__in=(Level.PROVINCE, Level.REGENCY))
        return {code: AreaRef(code, name, pk) for pk, code, name in rows.values_list("pk", "code", "name")}

    @cached_property
    def _province_of(self) -> dict[str, str]:
        rows = Area.objects.of(self.edition).regencies()
        return dict(rows.values_list("code", "parent__code"))

    def match(self, setting: Setting, regency: AreaKey | None, province: AreaKey | None) -> Match | None:
        """Return the match of a report that was matched with these areas, to be confirmed by a person.

        A regency that was split stands for its largest part; all parts are candidates. None where the edition has
        nothing to offer: neither a law nor ground of the old area.
        """
        if regency is not None:
            parts = self._parts(regency, Level.REGENCY)
            if not parts:
                return None
            held = self._areas[self._province_of[parts[0].code]]
            return Match(self.edition.pk, setting, Method.NONE, parts[0], held, doubtful=True, candidates=parts)
        parts = self._parts(province, Level.PROVINCE) if province else ()
        if province and not parts:
            return None
        return Match(self.edition.pk, setting, Method.NONE, province=parts[0] if parts else None, doubtful=True)

    def _parts(self, area: AreaKey, level: Level) -> tuple[AreaRef, ...]:
        edition, code = area
        walk = self._walks.get((edition, level))
        if walk is None:
            walk = crosswalk(Edition.objects.get(pk=edition), self.edition, level)
            self._walks[edition, level] = walk
        return tuple(self._areas[part.target] for part in walk.targets_of(code))
