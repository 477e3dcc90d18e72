"""An edition is drafted, put in force and fixed from then on; a dry run differs in nothing but the writing."""

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from boundaries.actions import activate_edition, delete_draft
from boundaries.importing.errors import EditionError
from boundaries.importing.writing import content_checksum
from boundaries.models import Area, AreaPiece, Edition, Gap
from tests.boundaries import files
from tests.boundaries.importing import VALID_FROM, run

pytestmark = pytest.mark.django_db

CAST = (*files.YOGYAKARTA, *files.BANDUNG)


@pytest.fixture
def regencies(tmp_path: Path) -> Path:
    return files.geojson(tmp_path, files.real(CAST))


@pytest.fixture
def provinces(tmp_path: Path) -> Path:
    frame = files.real(CAST)
    joined = frame.dissolve(frame["kode"].str[:2])
    rows = {"kode": joined.index.tolist(), "nama": ["Jawa Barat", "DI Yogyakarta"]}
    return files.geojson(
        tmp_path, gpd.GeoDataFrame(rows, geometry=joined.geometry.tolist(), crs=4326), "provinces.geojson"
    )


def test_provinces_that_no_file_gives_are_built_from_their_regencies(regencies: Path) -> None:
    report = run(regencies)
    assert report.provinces_built == ["32 Jawa Barat", "34 Daerah Istimewa Yogyakarta"]
    province = Area.objects.get(edition__name="trial", code="34")
    children = list(province.children.order_by("code"))
    assert [child.code for child in children] == list(files.YOGYAKARTA)
    assert province.derived
    assert province.area_km2 == pytest.approx(sum(child.area_km2 for child in children), rel=1e-3)
    assert province.time_zone == "Asia/Jakarta"


def test_provinces_given_afterwards_take_the_place_of_built_ones(regencies: Path, provinces: Path) -> None:
    run(regencies)
    before = Area.objects.get(edition__name="trial", code="34").pk
    report = run(provinces, level="province")
    province = Area.objects.get(edition__name="trial", code="34")
    assert (report.areas, province.pk, province.derived) == (2, before, False)
    assert province.children.count() == 5


def test_provinces_given_first_become_parents(regencies: Path, provinces: Path) -> None:
    run(provinces, level="province")
    report = run(regencies)
    assert report.provinces_built == []
    assert Area.objects.get(edition__name="trial", code="32.73").parent == Area.objects.get(
        edition__name="trial", code="32"
    )


def test_children_that_leave_their_parent_are_reported(regencies: Path, tmp_path: Path) -> None:
    west = shapely.box(110.0, -8.3, 110.35, -7.5)
    frame = gpd.GeoDataFrame({"kode": ["34"], "nama": ["DI Yogyakarta"]}, geometry=[west], crs=4326)
    run(files.geojson(tmp_path, frame, "west.geojson"), level="province")
    report = run(regencies)
    outside = {entry["code"]: entry["share"] for entry in report.outside_parent}
    assert set(outside) == {"34.02", "34.03", "34.04", "34.71"}
    assert outside["34.03"] == pytest.approx(1, abs=0.01)


def test_a_dry_run_reports_what_a_commit_would_and_writes_nothing(regencies: Path) -> None:
    counts = (Edition.objects.count(), Area.objects.count(), Gap.objects.count())
    dry = run(regencies, commit=False, activate=True)
    assert (Edition.objects.count(), Area.objects.count(), Gap.objects.count()) == counts
    wet = run(regencies, commit=True, activate=True)
    assert dry == wet
    assert (dry.committed, wet.committed) == (False, True)


def test_the_command_prints_and_writes_the_report(
    regencies: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.json"
    call_command(
        "import_boundaries",
        str(regencies),
        level="regency",
        edition="trial",
        valid_from="2024-01-01",
        report=target,
    )
    printed = capsys.readouterr().out
    assert "dry run: nothing was written" in printed
    assert "507 missing" in printed
    written = json.loads(target.read_text(encoding="utf-8"))
    assert (written["areas"], written["committed"], len(written["missing_codes"])) == (7, False, 507)
    assert not Edition.objects.filter(name="trial").exists()


def test_activation_ends_the_predecessor_and_builds_the_pieces(regencies: Path) -> None:
    predecessor = Edition.objects.active().get(valid_to=None)
    report = run(regencies, activate=True)
    edition = Edition.objects.in_force(VALID_FROM).get()
    predecessor.refresh_from_db()
    assert edition.name == "trial"
    assert predecessor.valid_to == VALID_FROM
    assert Edition.objects.in_force(VALID_FROM - dt.timedelta(days=1)).get() == predecessor
    pieces = AreaPiece.objects.filter(area__edition=edition)
    assert max(piece.geometry.num_coords for piece in pieces) <= 129
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Area(ST_SymDifference(a.geometry, (SELECT ST_Union(p.geometry) FROM boundaries_areapiece p "
            "WHERE p.area_id = a.id))) FROM boundaries_area a WHERE a.edition_id = %s AND a.level = 'regency'",
            [edition.pk],
        )
        assert max(row[0] for row in cursor.fetchall()) < 1e-9
    assert edition.checksum == report.checksum == content_checksum(edition)


def test_an_older_edition_ends_where_the_next_begins(regencies: Path) -> None:
    later = Edition.objects.active().get(valid_to=None)
    run(regencies, valid_from=dt.date(2018, 1, 1), activate=True)
    assert Edition.objects.get(name="trial").valid_to == later.valid_from


def test_two_editions_cannot_begin_on_one_day(regencies: Path) -> None:
    taken = Edition.objects.active().get(valid_to=None).valid_from
    with pytest.raises(EditionError, match="in force from the same day"):
        run(regencies, valid_from=taken, activate=True)
    assert not Edition.objects.filter(name="trial").exists()


def test_an_edition_in_force_cannot_be_filled_or_thrown_away(regencies: Path) -> None:
    run(regencies, activate=True)
    edition = Edition.objects.get(name="trial")
    with pytest.raises(EditionError, match="never edited"):
        run(regencies)
    with pytest.raises(EditionError, match="in force"):
        delete_draft(edition)
    with pytest.raises(EditionError, match="in force already"):
        activate_edition(edition)


def test_the_database_itself_refuses_to_edit_an_area_in_force(regencies: Path) -> None:
    run(regencies, activate=True)
    areas = Area.objects.filter(edition__name="trial", code="34.04")
    for change in ({"code": "34.05"}, {"name": "X"}, {"geometry": areas.get().generalised}):
        with pytest.raises(IntegrityError, match=r"34.04 belongs to an edition in force"), transaction.atomic():
            areas.update(**change)


def test_a_draft_can_be_begun_anew_or_thrown_away(regencies: Path) -> None:
    run(regencies)
    with pytest.raises(EditionError, match="--replace"):
        run(regencies)
    with pytest.raises(EditionError, match="is valid from 2024-01-01"):
        run(regencies, valid_from=dt.date(2024, 2, 1))
    delete_draft(Edition.objects.get(name="trial"))
    assert not Area.objects.filter(edition__name="trial").exists()


def test_a_level_needs_the_level_above(tmp_path: Path) -> None:
    frame = files.real(("34.04",)).assign(kode="34.04.01", nama="Gamping")
    with pytest.raises(EditionError, match=r"lacks level regency 34.04"):
        run(files.geojson(tmp_path, frame), level="district")


def test_districts_are_imported_below_their_regencies(regencies: Path, tmp_path: Path) -> None:
    run(regencies)
    frame = files.real(("34.04",)).assign(kode="34.04.01", nama="Gamping")
    report = run(files.geojson(tmp_path, frame, "districts.geojson"), level="district")
    district = Area.objects.get(edition__name="trial", code="34.04.01")
    assert (report.areas, district.kind, district.parent and district.parent.code) == (1, "kecamatan", "34.04")


def test_nothing_can_be_activated_without_regencies(provinces: Path) -> None:
    with pytest.raises(EditionError, match="no regencies"):
        run(provinces, level="province", activate=True)


def test_the_content_decides_the_checksum(regencies: Path, tmp_path: Path) -> None:
    first = run(regencies, commit=False).checksum
    assert run(regencies, commit=False).checksum == first
    moved = files.real(CAST)
    moved.geometry = moved.geometry.translate(xoff=1e-6)
    assert run(files.geojson(tmp_path, moved, "moved.geojson"), commit=False).checksum != first
