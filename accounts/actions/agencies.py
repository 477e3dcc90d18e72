"""Load the kinds of agencies, and the agencies that every area has."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.checks import Draft, check, check_tree, known_area_codes
from accounts.models import Agency, AgencyKind
from accounts.seed import SeedRow, seed_rows

BATCH = 2000
# What the seed says of an agency; contacts are the administrators' own.
_COLUMNS = ("name", "name_en", "tier", "area_codes", "overlay_keys", "valid_from", "valid_to", "time_zone")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows created, brought up to date, and the codes of those left as a person edited them."""

    kinds: int
    created: int
    updated: int
    kept: tuple[str, ...]


@transaction.atomic
def load_agencies(*, overwrite: bool = False, folder: Path | None = None) -> Loaded:
    """Create the kinds and agencies of fixtures/reference that are missing, for the register that is loaded.

    An agency that a person confirmed or edited (`placeholder` is off) stays as it is, unless `overwrite` asks for the
    seed's values; generated ones follow the seed, so that running this again after new laws brings their codes up to
    date. E-mail, telephone and address are never touched, nor agencies that the seed does not know.
    """
    folder = folder or Path(settings.REFERENCE_DIR)
    kinds = load_kinds(json.loads((folder / "agency_kinds.json").read_text("utf-8")), overwrite)
    rows = seed_rows(folder)
    _check(rows)
    stored = {agency.code: agency for agency in Agency.objects.select_for_update()}
    created = _create([row for row in rows if row.code not in stored], stored)
    updated, kept = _update([row for row in rows if row.code not in created], stored, overwrite)
    return Loaded(kinds, len(created), updated, tuple(kept))


def load_kinds(rows: list[dict[str, Any]], overwrite: bool = False) -> int:
    """Create kinds that are missing, in an order in which `above` exists; return how many."""
    stored = set(AgencyKind.objects.values_list("code", flat=True))
    for row in rows:
        values = {name: value for name, value in row.items() if name not in {"code", "above"}}
        values["above_id"] = row["above"]
        if row["code"] not in stored:
            AgencyKind.objects.create(code=row["code"], **values)
        elif overwrite:
            AgencyKind.objects.filter(code=row["code"]).update(**values)
    return sum(row["code"] not in stored for row in rows)


def _check(rows: list[SeedRow]) -> None:
    """Refuse a seed that contradicts itself; raise ValueError naming the row."""
    known = known_area_codes()
    codes = {row.code for row in rows}
    parents = {row.code: row.parent for row in rows if row.parent}
    replaces = {row.code: row.replaces for row in rows if row.replaces}
    for row in rows:
        errors = check(Draft(**{name: getattr(row, name) for name in Draft.__slots__}), known)
        errors.merge(check_tree(row.code, parents, replaces))
        if unknown := {row.parent, *row.replaces} - codes - {""}:
            errors.add("parent", f"no agency {', '.join(sorted(unknown))}")
        if errors.by_field:
            reasons = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.by_field.items())
            raise ValueError(f"agency {row.code}: {reasons}")


def _create(rows: list[SeedRow], stored: dict[str, Agency]) -> set[str]:
    """Create agencies, those they belong to first; `stored` gains them."""
    missing = {row.code for row in rows}
    while missing:
        ready = [row for row in rows if row.code in missing and row.parent not in missing]
        agencies = [_agency(row, stored) for row in ready]
        Agency.objects.bulk_create(agencies, batch_size=BATCH)
        stored.update({agency.code: agency for agency in agencies})
        missing -= {row.code for row in ready}
    link = Agency.replaces.through
    link.objects.bulk_create(
        link(from_agency_id=stored[row.code].pk, to_agency_id=stored[code].pk) for row in rows for code in row.replaces
    )
    return {row.code for row in rows}


def _agency(row: SeedRow, stored: dict[str, Agency]) -> Agency:
    values: dict[str, Any] = {name: _plain(getattr(row, name)) for name in _COLUMNS}
    parent = stored[row.parent] if row.parent else None
    return Agency(code=row.code, kind_id=row.kind, parent=parent, **values)


def _update(rows: list[SeedRow], stored: dict[str, Agency], overwrite: bool) -> tuple[int, list[str]]:
    """Bring stored agencies up to date with the seed; return how many, and the codes of those kept as edited."""
    changed, kept = [], []
    for row in rows:
        agency, wanted = stored[row.code], _agency(row, stored)
        differing = [
            name for name in (*_COLUMNS, "kind_id", "parent_id") if getattr(agency, name) != getattr(wanted, name)
        ]
        if differing and not agency.placeholder and not overwrite:
            kept.append(row.code)
        elif differing:
            for name in differing:
                setattr(agency, name, getattr(wanted, name))
            changed.append(agency)
    Agency.objects.bulk_update(changed, [*_COLUMNS, "kind", "parent"], batch_size=BATCH)
    return len(changed), kept


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
