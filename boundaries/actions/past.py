"""Editions of the past, made from the outlines of today and the codes of then.

Good boundaries of the time before the laws of 2022 are imported as any others. Where nobody has them, these stand in:
a report of 2021 then keeps the codes it was filed under.
"""

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from boundaries.actions.editions import import_edition
from boundaries.importing.errors import EditionError, listed
from boundaries.importing.pipeline import ImportRequest
from boundaries.importing.steps import Steps
from boundaries.models import Area, Edition, Succession
from boundaries.models.areas import Level


@dataclass(frozen=True, slots=True)
class PastEdition:
    """What an edition of the past calls itself, the first day it held, and the law it follows."""

    name: str
    valid_from: dt.date
    legal_basis: str


PAST_EDITIONS = (
    PastEdition("2021", dt.date(2019, 1, 1), "Permendagri 72/2019 (kode wilayah); 34 provinsi sejak UU 20/2012"),
    PastEdition(
        "2022",
        dt.date(2022, 7, 25),
        "UU 14, 15 dan 16/2022 (Papua Selatan, Papua Tengah, Papua Pegunungan); 37 provinsi",
    ),
)

_NOTE = (
    "Kode dan provinsi seperti pada masanya; garis batas diambil dari edisi {donor}.\n\n"
    "Codes and provinces as they were then; the outlines are those of edition {donor}."
)


def load_past_editions(steps: Steps | None = None) -> list[str]:
    """Put the editions of PAST_EDITIONS in force that are not there yet; return a line for each.

    Each takes its outlines from the edition that follows it, gives the areas the codes they had before the successions
    between, and goes through the import like any user's file.

    Raises
    ------
    BoundaryFileError
        Where no later edition is in force, or a succession between them cannot be undone: only one for one can.
    """
    return [_load(past, steps or Steps()) for past in PAST_EDITIONS]


def _load(past: PastEdition, steps: Steps) -> str:
    existing = (
        Edition.objects.filter(name=past.name).first()
        or Edition.objects.in_force(past.valid_from).filter(valid_from=past.valid_from).first()
    )
    if existing:
        return f"edition {past.name}: loaded already" + ("" if existing.name == past.name else f", as {existing}")
    donor = Edition.objects.active().filter(valid_from__gt=past.valid_from).order_by("valid_from").first()
    if donor is None:
        raise EditionError(f"no edition begins after {past.valid_from} from which {past.name} could take its outlines")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "regencies.parquet"
        _areas(donor, former_codes(donor, past.valid_from)).to_parquet(path)
        report = import_edition(
            ImportRequest(
                files=[str(path)],
                level=Level.REGENCY,
                edition=past.name,
                valid_from=past.valid_from,
                source=f"outlines of edition {donor}; codes by the successions"[:300],
                licence=donor.licence,
                attribution=donor.attribution,
                legal_basis=past.legal_basis,
                precision_m=donor.precision_m,
                note=_NOTE.format(donor=donor),
            ),
            commit=True,
            activate=True,
            steps=steps,
        )
    return f"edition {report.edition}: {report.areas} regencies, {len(report.provinces_built)} provinces"


def former_codes(edition: Edition, on: dt.date) -> dict[str, str]:
    """Return the code that each regency of an edition had on an earlier day, where it was another one.

    Raises
    ------
    EditionError
        For areas that were split or merged since: one outline cannot say what they looked like.
    """
    rows = Succession.objects.filter(level=Level.REGENCY, valid_from__gt=on, valid_from__lte=edition.valid_from)
    codes = set(edition.areas.regencies().values_list("code", flat=True))
    was = {code: code for code in codes}
    now = {code: code for code in codes}  # code on the day reached so far → code in the edition
    unclear: list[str] = []
    for row in rows.order_by("-valid_from"):
        if row.successor not in now or row.predecessor in now:
            unclear.append(str(row))
            continue
        code = now.pop(row.successor)
        now[row.predecessor] = code
        was[code] = row.predecessor
    if unclear:
        raise EditionError(f"edition {edition} cannot tell what was before {listed(unclear)}: no change one for one")
    return {code: former for code, former in was.items() if former != code}


def _areas(edition: Edition, former: dict[str, str]) -> gpd.GeoDataFrame:
    columns = ("code", "name", "kind", "time_zone", "approximate")
    rows = list(Area.objects.of(edition).regencies().order_by("code").values_list(*columns, "geometry"))
    table = {name: [row[k] for row in rows] for k, name in enumerate(columns)}
    table["code"] = [former.get(code, code) for code in table["code"]]
    shapes = shapely.from_wkb(np.array([bytes(row[-1].wkb) for row in rows], dtype=object))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)
