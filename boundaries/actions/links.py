"""Shared ground of two editions, measured once and kept."""

from functools import lru_cache

from django.db import transaction

from boundaries.models import Area, AreaLink, Edition
from boundaries.succession import law
from boundaries.succession.ground import Shared, measure


def shared_ground(earlier: Edition, later: Edition, level: str) -> list[Shared]:
    """Return the ground that the areas of a level share in two editions, from AreaLink where it was measured before.

    Measured now, and kept if both editions are in force; a draft may still change, so nothing is kept of it.
    """
    if Edition.Status.DRAFT in (earlier.status, later.status):
        return list(_measured(_Content(earlier), _Content(later), level))
    columns = ("earlier__code", "later__code", "share_of_earlier", "share_of_later")
    kept = AreaLink.objects.filter(earlier_edition=earlier, later_edition=later, level=level).values_list(*columns)
    return [Shared(*row) for row in kept] or _measure_and_keep(earlier, later, level)


class _Content:
    """An edition known by its content, so that a draft filled further is measured anew."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.key = (edition.pk, edition.checksum or object())

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.key == other.key


@lru_cache(maxsize=4)
def _measured(earlier: _Content, later: _Content, level: str) -> tuple[Shared, ...]:
    """Measure for the while of a command or of a page: each asks several times."""
    return tuple(measure(earlier.edition, later.edition, level))


def _measure_and_keep(earlier: Edition, later: Edition, level: str) -> list[Shared]:
    shared = measure(earlier, later, level)
    old, new = _keys(earlier, level), _keys(later, level)
    laws = law.between(earlier, later, level, old, new)
    rows = [
        AreaLink(
            earlier_id=old[pair.earlier],
            later_id=new[pair.later],
            earlier_edition=earlier,
            later_edition=later,
            level=level,
            share_of_earlier=pair.of_earlier,
            share_of_later=pair.of_later,
            by_law=pair.earlier == pair.later or pair.later in laws.get(pair.earlier, ()),
        )
        for pair in shared
    ]
    AreaLink.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)  # another process may have been faster
    return shared


def forget_shared_ground() -> None:
    """Drop what was kept, after the successions changed: `by_law` is written again with the next measurement."""
    with transaction.atomic():
        AreaLink.objects.all().delete()


def _keys(edition: Edition, level: str) -> dict[str, int]:
    return dict(Area.objects.of(edition).filter(level=level).values_list("code", "pk"))
