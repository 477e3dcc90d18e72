"""/ogc/ read by those it is for: GDAL's own commands of the system, and the newer GDAL that comes with pyogrio."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from reports.models import Category, Report
from tests.factories import ReportFactory, area

pytestmark = pytest.mark.django_db(transaction=True)

SANGATTA, SANGGAU = (117.55, 0.53), (110.6, 0.12)


@pytest.fixture
def service(live_server: Any) -> str:
    """The address of the service; three reports in Sangatta, of which one is hidden, and one in Sanggau."""
    water, air = Category.objects.get(pk="W1"), Category.objects.get(pk="A1")
    ReportFactory(category=water)
    ReportFactory(category=air)
    ReportFactory(category=air, confidential=True)
    ReportFactory(category=water, regency=area("61.03"), province=area("61"), point=Point(*SANGGAU, srid=4326))
    return f"WFS:{live_server.url}/ogc/"


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr
    return done.stdout


def taken(service: str, folder: Path, *options: str, layer: str = "laporan") -> list[dict[str, Any]]:
    target = folder / "out.geojson"
    run("ogr2ogr", "-f", "GeoJSON", *options, target, service, layer)
    return json.loads(target.read_text())["features"]


def test_ogrinfo_finds_the_layers_and_counts_them(service: str) -> None:
    told = run("ogrinfo", service)
    assert all(name in told for name in ("gl:laporan", "gl:provinsi", "gl:kabupaten", "gl:titik-rawan"))
    assert f"Feature Count: {Report.objects.public().count()}" in run("ogrinfo", "-so", service, "gl:laporan")
    assert "Feature Count: 38" in run("ogrinfo", "-so", service, "gl:provinsi")


def test_ogr2ogr_cuts_out_a_box_and_filters(service: str, tmp_path: Path) -> None:
    box = ("-spat", "117", "0", "118", "1")
    assert len(taken(service, tmp_path, *box)) == 2
    (found,) = taken(service, tmp_path, *box, "-where", "theme = 'A' AND received >= '2000/01/01'")
    assert found["properties"]["category"] == "A1"
    assert found["geometry"]["coordinates"] == pytest.approx(SANGATTA)


def test_ogr2ogr_fetches_page_after_page(service: str, tmp_path: Path) -> None:
    found = taken(service, tmp_path, "--config", "OGR_WFS_PAGE_SIZE", "1")
    assert len({one["properties"]["number"] for one in found}) == 3


def test_coordinates_come_out_right_in_every_system(service: str, tmp_path: Path) -> None:
    only = ("-where", "theme = 'A'")
    (projected,) = taken(service, tmp_path, *only, "-t_srs", "EPSG:3857", "-lco", "RFC7946=NO")
    assert projected["geometry"]["coordinates"] == pytest.approx([13085606.1, 58999.8], abs=1)
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG::3857"):
        (asked,) = taken(f"{service}?SRSNAME={name}", tmp_path, *only, "-t_srs", "EPSG:4326")
        assert asked["geometry"]["coordinates"] == pytest.approx(SANGATTA, abs=1e-5), name


def test_a_newer_gdal_reads_it_too(service: str) -> None:
    """In a process of its own: GDAL waits without letting go of Python, in whose threads the server answers."""
    script = """
import json, sys
import pyogrio
frame = pyogrio.read_dataframe(sys.argv[1], layer="gl:laporan", bbox=(117, 0, 118, 1))
counted = pyogrio.read_info(sys.argv[1], layer="gl:laporan")["features"]
print(json.dumps([counted, sorted(frame.category), list(frame.total_bounds)]))
"""
    counted, categories, bounds = json.loads(run(sys.executable, "-c", script, service))
    assert counted == 3
    assert categories == ["A1", "W1"]
    assert bounds == pytest.approx([*SANGATTA, *SANGATTA])
