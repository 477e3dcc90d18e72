"""What an administrator sees before an edition is put in force: the differences, on a map and in words."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boundaries.actions import refuse_activation
from boundaries.admin.base import geojson
from boundaries.importing.errors import EditionError
from boundaries.models import Edition
from boundaries.models.areas import Level
from boundaries.succession.changes import Change, Changes, Kind, changes
from boundaries.succession.preview import activation_preview, neighbours
from boundaries.succession.sources import Witnessed
from boundaries.timeline import TimeGap

MUCH = 0.1
"""From this share of changed ground on the map shows an area in the strong colour."""

# Roles: "self" has another code or other company, "redrawn" and "slight" other ground; "before" is the old outline.
_DIFFERENCES = """
    SELECT code || ' ' || name,
           CASE WHEN code = ANY(%(recoded)s) THEN 'self' WHEN code = ANY(%(redrawn)s) THEN 'redrawn'
                WHEN code = ANY(%(slight)s) THEN 'slight' ELSE 'near' END,
           generalised
    FROM boundaries_area WHERE edition_id = %(later)s AND level = 'regency'
    UNION ALL
    SELECT code || ' ' || name, 'before', generalised
    FROM boundaries_area WHERE edition_id = %(earlier)s AND level = 'regency' AND code = ANY(%(before)s)
"""


def described(edition: Edition, admin_name: str) -> dict[str, Any]:
    """Return what the template shows of one draft; with a `refusal`, and nothing else, where it cannot be activated."""
    try:
        refuse_activation(edition)
    except EditionError as error:
        return {"edition": edition, "refusal": str(error)}
    return compared(edition, admin_name)


def compared(edition: Edition, admin_name: str) -> dict[str, Any]:
    """Return what the template shows of an edition beside the one before it."""
    preview = activation_preview(edition)
    return {
        "edition": edition,
        "earlier": preview.earlier,
        "later": preview.later,
        "levels": [_level(level) for level in preview.levels],
        "differences": reverse(f"{admin_name}:boundaries_edition_differences", args=[edition.pk]),
        "warnings": [*map(_contradiction, preview.contradictions), *map(gap_text, preview.gaps)],
        "links": preview.links,
    }


def gap_text(gap: TimeGap) -> str:
    """Say in the reader's language on which days there are no boundaries."""
    if gap.last is None:
        return _("No edition is in force from %(first)s on: %(before)s ended. Points cannot be located.") % {
            "first": gap.first.isoformat(),
            "before": gap.before,
        }
    return _("No edition is in force from %(first)s to %(last)s, between %(before)s and %(after)s.") % {
        "first": gap.first.isoformat(),
        "last": gap.last.isoformat(),
        "before": gap.before,
        "after": gap.after,
    }


def _contradiction(pair: Witnessed) -> str:
    return _(
        "By law %(earlier)s became %(later)s (%(law)s), yet on the map they share only %(share)s of their ground."
    ) % {
        "earlier": pair.earlier,
        "later": pair.later,
        "law": pair.law.legal_basis if pair.law else "",
        "share": f"{pair.share:.0%}",
    }


def _labelled(found: Changes, change: Change) -> str:
    areas = found.label(change)
    if "ground" in change.basis:
        return _("%(areas)s (by their ground; no law is known)") % {"areas": areas}
    return areas


def _level(found: Changes) -> dict[str, Any]:
    titles = {
        Kind.RECODED: _("New code"),
        Kind.SPLIT: _("Split"),
        Kind.MERGED: _("Merged"),
        Kind.REARRANGED: _("Rearranged"),
        Kind.ADDED: _("New areas"),
        Kind.GONE: _("No longer there"),
    }
    before, after = found.names
    rows = [(titles[kind], [_labelled(found, group) for group in found.of(kind)]) for kind in Kind]
    rows.append((_("Renamed"), [f"{b} {before[a]} → {after[b]}" for a, b in found.renamed]))
    redrawn = [f"{area.later} {after[area.later]}: {area.changed:.0%}" for area in found.redrawn]
    rows.append((_("Ground changed by more than one percent"), redrawn))
    return {
        "title": _("Provinces") if found.level == Level.PROVINCE else _("Regencies and cities"),
        "before": len(before),
        "after": len(after),
        "rows": [(title, ngettext("%(n)d area", "%(n)d areas", len(x)) % {"n": len(x)}, x) for title, x in rows if x],
    }


def differences(edition: Edition) -> HttpResponse:
    """Answer with outlines as GeoJSON: all of the later edition, and those of the earlier one that changed much."""
    earlier, later = neighbours(edition)
    if earlier is None or later is None:
        return HttpResponse('{"type": "FeatureCollection", "features": []}', content_type="application/geo+json")
    found = changes(earlier, later, Level.REGENCY)
    values = {
        "earlier": earlier.pk,
        "later": later.pk,
        "recoded": [code for group in found.groups for code in group.later],
        "redrawn": [area.later for area in found.redrawn if area.changed >= MUCH],
        "slight": [area.later for area in found.redrawn if area.changed < MUCH],
        "before": sorted(
            {code for group in found.groups for code in group.earlier}
            | {area.earlier for area in found.redrawn if area.changed >= MUCH}
        ),
    }
    return geojson(_DIFFERENCES, values)
