"""Versions of datasets: the same rows in every format, written whole, never changed, and gone when they are old."""

import csv
import datetime as dt
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Agency
from jobs.scheduling import declared
from maps.bins.folding import fold_all
from maps.downloads.files import Format
from monitoring.snapshots.taking import take
from opendata import publishing, shelf, xlsx
from opendata.datasets import DATASETS
from opendata.jobs import publish_open_data
from opendata.publishing import publish
from reports.models import Category, Report, State
from tests.factories import ReportFactory
from tests.maps.gathering import hotspot

pytestmark = pytest.mark.django_db

REPORTS = DATASETS["laporan"]


def report(**more: Any) -> Report:
    return ReportFactory(**({"received_at": dt.datetime(2026, 3, 10, tzinfo=dt.UTC)} | more))


def frame(version: shelf.Version, suffix: str) -> Any:
    """Read a file with the library that its users have."""
    path = version.folder / f"{version.dataset}.{suffix}"
    if suffix == "csv":
        return geopandas.pd.read_csv(path, dtype=str, keep_default_na=False)
    if suffix == "xlsx":
        return geopandas.pd.read_excel(path)
    return geopandas.read_parquet(path) if suffix == "parquet" else geopandas.read_file(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "geojson", "gpkg", "parquet"])
def test_every_format_holds_the_public_reports_and_no_others(suffix: str) -> None:
    seen = [report(), report(public_point=Point(117.61, 0.49, srid=4326), public_cell_m=9854.0)]
    for hidden in ({"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"practice": True}):
        report(**hidden)
    found = frame(publish(REPORTS), suffix)
    assert set(found.number) == {one.number for one in seen}
    rows = found.set_index("number")
    assert float(rows.lon[seen[0].number]) == 117.55
    assert float(rows.lon[seen[1].number]) == 117.61
    assert str(rows.coarse[seen[1].number]).lower() in {"true", "1"}


def test_every_dataset_is_written_and_says_what_it_is() -> None:
    hotspot()
    fold_all()
    take(timezone.localdate() - dt.timedelta(days=1), audiences=(True,))
    for dataset in DATASETS.values():
        made = publish(dataset)
        assert made.rows == len(frame(made, "csv")) > 0, dataset.name
        told = [file.suffix for file in made.files]
        assert told == (["csv", "xlsx", "geojson", "gpkg", "parquet"] if dataset.geometry else ["csv", "xlsx"])
        assert [column.name for column in dataset.columns] == list(frame(made, "csv"))[: len(dataset.columns)]


def test_areas_say_how_many_public_reports_they_hold() -> None:
    report()
    report(confidential=True)
    fold_all()
    found = frame(publish(DATASETS["kabupaten"]), "gpkg").set_index("code")
    assert found.n["64.08"] == 1
    assert len(found) == 514
    assert found.crs == "EPSG:4326"
    told = pyogrio.read_info(publish_path("kabupaten", "gpkg"))["layer_metadata"]
    assert told["licence"] == "CC BY 4.0"


def publish_path(name: str, suffix: str) -> Path:
    made = shelf.latest(DATASETS[name])
    assert made is not None
    return made.folder / f"{name}.{suffix}"


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    agency = Agency.objects.order_by("pk").first()
    assert agency is not None
    Agency.objects.filter(pk=agency.pk).update(name='=HYPERLINK("http://jahat")')
    made = publish(DATASETS["instansi"])
    row = next(
        row
        for row in csv.DictReader(io.StringIO((made.folder / "instansi.csv").read_text()))
        if row["code"] == agency.code
    )
    assert row["name"] == '\'=HYPERLINK("http://jahat")'
    sheet = load_workbook(made.folder / "instansi.xlsx").active
    (cell,) = [cells[1] for cells in sheet.iter_rows(min_row=2) if cells[0].value == agency.code]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://jahat")')


def test_figures_and_days_of_a_workbook_are_such() -> None:
    report()
    sheet = load_workbook(publish(REPORTS).folder / "laporan.xlsx").active
    heading, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    told = dict(zip(heading, row, strict=True))
    assert told["lon"] == 117.55
    assert told["received"] == dt.datetime(2026, 3, 10)  # noqa: DTZ001 - a day of a sheet has no zone
    assert told["coarse"] is False


def test_more_rows_than_a_sheet_has_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    filed = {report().number for _ in range(5)}
    book = load_workbook(publish(REPORTS).folder / "laporan.xlsx")
    assert [sheet.max_row for sheet in book] == [3, 3, 2]
    assert {row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)} == filed


def test_a_version_is_what_its_manifest_says() -> None:
    report()
    made = publish(REPORTS)
    told = json.loads((made.folder / shelf.MANIFEST).read_text())
    assert told["rows"] == 1
    for file in made.files:
        data = (made.folder / file.name).read_bytes()
        assert len(data) == file.size
        assert hashlib.sha256(data).hexdigest() == file.sha256


def test_a_version_is_never_overwritten_and_the_newest_is_found() -> None:
    report()
    first = publish(REPORTS)
    aside = first.folder.rename(first.folder.with_name("2026-01-01-000000"))
    report()
    second = publish(REPORTS)
    assert [one.name for one in shelf.versions(REPORTS)] == [second.name, aside.name]
    assert len(frame(shelf.versions(REPORTS)[1], "csv")) == 1
    with pytest.raises(OSError, match="not empty"):
        shelf.put(second.folder, REPORTS, aside.name)


def test_what_breaks_off_leaves_nothing_and_the_old_version_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    report()
    first = publish(REPORTS)

    def broken(_table: Any) -> Any:
        yield b"half"
        raise OSError("No space left on device")

    monkeypatch.setattr(publishing, "formats_of", lambda _dataset: [Format("csv", "text/csv", "CSV", broken)])
    with pytest.raises(OSError, match="No space"):
        publish(REPORTS)
    assert shelf.latest(REPORTS) == first
    assert [one.name for one in first.folder.parent.iterdir()] == [first.name]


def test_single_reports_are_not_kept_longer_than_a_withdrawal_may_take() -> None:
    for dataset, days in ((REPORTS, 3), (DATASETS["kategori"], 90)):
        made = publish(dataset)
        old = aged(made, dataset, days + 1)
        young = aged(publish(dataset), dataset, days - 1)
        latest = publish(dataset)
        shelf.clear(dataset, timezone.now())
        assert {one.name for one in shelf.versions(dataset)} == {latest.name, young}
        assert old not in {one.name for one in shelf.versions(dataset)}


@pytest.mark.parametrize(("days", "reports", "categories"), [(365, 3, 365), (1, 1, 1)])
def test_the_setting_says_how_long_versions_stay_and_a_withdrawal_how_long_at_most(
    settings: Any, days: int, reports: int, categories: int
) -> None:
    settings.OPEN_DATA_DAYS = days
    assert (REPORTS.kept_days, DATASETS["kategori"].kept_days) == (reports, categories)


def aged(made: shelf.Version, dataset: Any, days: int) -> str:
    """Let a version be so many days old."""
    then = timezone.now() - dt.timedelta(days=days)
    told = json.loads((made.folder / shelf.MANIFEST).read_text()) | {"made_at": then.isoformat()}
    (made.folder / shelf.MANIFEST).write_text(json.dumps(told))
    made.folder.rename(made.folder.with_name(shelf.name_of(then)))
    return shelf.name_of(then)


def test_the_only_version_stays_however_old() -> None:
    aged(publish(REPORTS), REPORTS, 100)
    shelf.clear(REPORTS, timezone.now())
    assert len(shelf.versions(REPORTS)) == 1


def test_it_is_done_every_night() -> None:
    report()
    assert publish_open_data.module_path in declared()
    rows = publish_open_data.call()
    assert all(shelf.latest(dataset) for dataset in DATASETS.values())
    assert rows >= 1 + Category.objects.count() + Agency.objects.count()


def test_the_command_writes_where_it_is_told_and_leaves_the_pages_alone(tmp_path: Path, capsys: Any) -> None:
    report()
    call_command("export_open_data", "--dataset", "laporan", "kategori", "--out", str(tmp_path / "out"))
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"laporan", "kategori"}
    assert shelf.latest(REPORTS) is None
    told = capsys.readouterr().out
    assert "laporan" in told
    assert "1 rows, 5 files" in told
    assert "Most memory used" in told
