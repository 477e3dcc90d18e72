"""A place that a partner's program wrote as an address: found by the names in it, or asked back about."""

from typing import Final

from django.utils.translation import gettext as _

from reports.open311.errors import Open311Error
from reports.place_search import Hit, search_places

_PARTS: Final = 4
"""How many parts of an address may be street, house and neighbourhood before the name of a village or town."""
_NAMED: Final = 5


def address_id_of(address: str) -> str:
    """Return the address_id of the place that an address names: a village, district, town or regency.

    "Jl. Yos Sudarso 12, Sangatta Utara, Kutai Timur": what nobody knows is left out from the front, until the rest
    names a place. Where places of that name lie in several regencies, one must be chosen.

    Raises
    ------
    Open311Error
        400: no place of that name, or several.
    """
    parts = [part.strip() for part in address.split(",") if part.strip()]
    for first in range(min(len(parts), _PARTS)):
        hits = [hit for hit in search_places(", ".join(parts[first:])) if hit.rank == 0 and hit.is_choice]
        if not hits:
            continue
        if len({hit.code for hit in hits}) > 1:
            raise Open311Error(400, _ambiguous(hits))
        return next((hit.value for hit in hits if hit.lon is not None), hits[0].value)
    raise Open311Error(400, _("No place is known by this address_string. Send lat and long, or an address_id."))


def _ambiguous(hits: list[Hit]) -> str:
    named = "; ".join(f"{hit.value} = {hit.name}, {hit.detail}" for hit in hits[:_NAMED])
    return _("Several places have this name. Send one of them as address_id: %(places)s.") % {"places": named}
