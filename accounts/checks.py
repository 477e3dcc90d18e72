"""What must hold for an agency, wherever it comes from: the administration's form, a file, the seed."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.tiers import Tier
from boundaries.models import Area, Overlay, RegisterEntry, Succession
from boundaries.models.areas import Level

NATION = "ID"
"""Stands among the codes of areas for the whole country."""
LAST_RESORT = "NASIONAL"
"""Code, and kind, of the agency that takes what nobody else does: it is always there."""
TIME_ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
OVERLAY_KEY = re.compile(r"^([a-z_]+):([^\s\x00-\x1f\x7f]{1,40})$")
_REGENCY_LENGTH = len("64.08")


@dataclass(frozen=True, slots=True)
class Draft:
    """The checked part of an agency, fields as in the model; `parent` and `replaces` are codes."""

    code: str
    tier: str
    parent: str = ""
    replaces: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    overlay_keys: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    time_zone: str = TIME_ZONES[0]
    kind: str = ""


@dataclass
class Errors:
    """Messages by field, in the language of the page."""

    by_field: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, message: str) -> None:
        """Say what is wrong with a field."""
        self.by_field.setdefault(name, []).append(message)

    def merge(self, other: "Errors") -> None:
        """Take over what another check found."""
        for name, messages in other.by_field.items():
            for message in messages:
                self.add(name, message)

    def raise_any(self) -> None:
        """Raise ValidationError unless there is nothing to say."""
        if self.by_field:
            raise ValidationError(dict(self.by_field))


def known_area_codes() -> frozenset[str]:
    """Codes of provinces and regencies that the register, an edition or a law knows, of today or earlier."""
    levels = (Level.PROVINCE, Level.REGENCY)
    codes = set(RegisterEntry.objects.filter(level__in=levels).values_list("code", flat=True))
    codes.update(Area.objects.filter(level__in=levels).values_list("code", flat=True))
    for pair in Succession.objects.filter(level__in=levels).values_list("predecessor", "successor"):
        codes.update(pair)
    return frozenset(codes)


def check(draft: Draft, known: frozenset[str] | None = None) -> Errors:
    """Check what one agency says by itself; `known` are the area codes that exist, read when None."""
    errors = Errors()
    if not draft.area_codes and not draft.overlay_keys:
        errors.add("area_codes", _("Name at least one area or overlay that the agency serves."))
    if draft.valid_from and draft.valid_to and draft.valid_to <= draft.valid_from:
        errors.add("valid_to", _("The agency must end after it begins (%(date)s).") % {"date": draft.valid_from})
    if draft.code == LAST_RESORT:
        _check_last_resort(draft, errors)
    if draft.time_zone not in TIME_ZONES:
        errors.add("time_zone", _("Choose one of %(zones)s.") % {"zones": ", ".join(TIME_ZONES)})
    if draft.area_codes:
        _check_areas(draft, known_area_codes() if known is None else known, errors)
    for key in draft.overlay_keys:
        kind = OVERLAY_KEY.match(key)
        if not kind or kind[1] not in Overlay.Kind.values:
            errors.add(
                "overlay_keys",
                _("“%(key)s” is no overlay: write kind:code, for example conservation:TN-KUTAI.") % {"key": key},
            )
    return errors


def _check_last_resort(draft: Draft, errors: Errors) -> None:
    wrong = {
        "kind": draft.kind != LAST_RESORT,
        "tier": draft.tier != Tier.CENTRAL,
        "area_codes": NATION not in draft.area_codes,
        "valid_from": draft.valid_from is not None,
        "valid_to": draft.valid_to is not None,
    }
    for name in (name for name, is_wrong in wrong.items() if is_wrong):
        errors.add(name, _("The national desk serves the whole country at all times: it is the last resort."))


def _check_areas(draft: Draft, known: frozenset[str], errors: Errors) -> None:
    for code in draft.area_codes:
        if code != NATION and code not in known:
            errors.add("area_codes", _("There is no area with the code “%(code)s”.") % {"code": code})
        elif draft.tier == Tier.REGENCY and len(code) != _REGENCY_LENGTH:
            errors.add(
                "area_codes",
                _("An agency of a regency cannot serve “%(code)s”: name regencies, for example 64.08.")
                % {"code": code},
            )
        elif draft.tier == Tier.PROVINCE and code == NATION:
            errors.add("area_codes", _("An agency of a province cannot serve the whole country."))


def find_loop(start: str, above: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the way from `start` back to itself through `above`, or nothing where there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for code in above(way[-1]):
            if code == start:
                return [*way, code]
            if code not in seen:
                seen.add(code)
                waiting.append([*way, code])
    return []


def check_tree(code: str, parents: Mapping[str, str], replaces: Mapping[str, Iterable[str]]) -> Errors:
    """Check that an agency is not, through others, part of itself or its own successor.

    Parameters
    ----------
    parents, replaces
        By code, of every agency and the one that is checked: what it belongs to, and whom it took over from.
    """
    errors = Errors()
    if loop := find_loop(code, lambda one: [parents[one]] if parents.get(one) else []):
        errors.add("parent", _("An agency cannot be part of itself: %(way)s.") % {"way": " → ".join(loop)})
    if loop := find_loop(code, lambda one: replaces.get(one, ())):
        errors.add("replaces", _("An agency cannot take over from itself: %(way)s.") % {"way": " → ".join(loop)})
    return errors
