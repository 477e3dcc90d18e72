"""Overlays from files: functions as offices write them, ground claimed twice, what gives way to what."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError

from boundaries.actions import load_demo_overlays
from boundaries.models import Overlay, OverlayPiece
from tests.boundaries import files
from tests.boundaries.crafted import add_overlay

pytestmark = pytest.mark.django_db

WEST, EAST, BOTH = shapely.box(111, -2, 112, -1), shapely.box(112, -2, 113, -1), shapely.box(111.5, -1.5, 112.5, -1.4)
BOWTIE = shapely.Polygon([(111, -2), (112, -1), (112, -2), (111, -1)])


def layer(folder: Path, *rows: tuple[str, str, str, Any], **more: Any) -> str:
    """Write rows (code, name, function as an office writes it, shape) as GeoJSON."""
    columns = {"KODE": [r[0] for r in rows], "NAMOBJ": [r[1] for r in rows], "FUNGSI": [r[2] for r in rows]}
    frame = gpd.GeoDataFrame(columns, geometry=[r[3] for r in rows], crs=more.get("crs", 4326))
    return str(files.geojson(folder, frame))


def load(path: str, kind: str = "forest", **options: Any) -> None:
    """Load a file whose columns are those of `layer`."""
    given = {"code_column": "KODE", "name_column": "NAMOBJ", "function_column": "FUNGSI", "source": "a map", **options}
    call_command("import_overlays", path, kind=kind, commit=True, **given)


def functions(kind: str = "forest") -> dict[str, str]:
    """Function by code."""
    return dict(Overlay.objects.filter(kind=kind).values_list("code", "function"))


class TestFunctions:
    @pytest.mark.parametrize(
        ("kind", "written", "function"),
        [
            ("forest", "HL", "protection"),
            ("forest", "Hutan Produksi Terbatas", "limited_production"),
            ("forest", "hutan produksi yang dapat dikonversi", "convertible"),
            ("forest", "HP", "production"),
            ("forest", "protection", "protection"),
            ("conservation", "Suaka Margasatwa", "wildlife_reserve"),
            ("conservation", "CA", "nature_reserve"),
            ("conservation", "", ""),
            ("tahura", "Lintas Kabupaten/Kota", "cross_regency"),
            ("river_basin", "WS Strategis Nasional", "strategic"),
            ("river_basin", "lintas provinsi", "cross_province"),
            ("capital", "", ""),
        ],
    )
    def test_are_read_as_offices_write_them(self, tmp_path: Path, kind: str, written: str, function: str) -> None:
        load(layer(tmp_path, ("A", "Ground", written, WEST)), kind)
        assert functions(kind) == {"A": function}

    @pytest.mark.parametrize("written", ["Hutan Rakyat", ""])
    def test_unknown_is_refused_naming_row_and_choices(self, tmp_path: Path, written: str) -> None:
        path = layer(tmp_path, ("A", "Good", "HL", WEST), ("B", "Strange", written, EAST))
        with pytest.raises(CommandError, match=r"B Strange .*protection \(HL\), production \(HP\).*--function-map"):
            load(path)
        assert functions() == {}

    def test_of_another_kind_is_told_from_nonsense(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="some belong to kind conservation: --leave-out"):
            load(layer(tmp_path, ("A", "Park", "TN", WEST)))

    def test_can_be_explained_given_for_all_or_left_out(self, tmp_path: Path) -> None:
        path = layer(tmp_path, ("A", "One", "HLX", WEST), ("B", "Two", "APL", EAST))
        load(path, function_map="HLX=protection", leave_out=["APL"])
        assert functions() == {"A": "protection"}
        load(path, function="HP")
        assert functions() == {"A": "production", "B": "production"}
        with pytest.raises(CommandError, match="'swamp' is no function of kind forest"):
            load(path, function_map="HLX=swamp")


class TestClaimedTwice:
    def test_is_reported_with_place_and_kept_with_both(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = layer(tmp_path, ("A", "West", "HL", WEST), ("B", "East", "HL", EAST), ("C", "Strip", "HP", BOTH))
        report = tmp_path / "report.json"
        load(path, report=report)
        conflicts = json.loads(report.read_text())["conflicts"]
        assert [sorted(c["codes"]) for c in conflicts] == [["A", "C"], ["B", "C"]]
        strip = next(c for c in conflicts if "A" in c["codes"])
        assert strip["km2"] == pytest.approx(615, rel=0.01)  # 0.5° × 0.1°
        assert shapely.contains_xy(shapely.intersection(WEST, BOTH), strip["lon"], strip["lat"])
        assert "claimed twice" in capsys.readouterr().out
        assert [c["code"] for c in Overlay.objects.get(code="C").conflicts] == ["A", "B"]
        (other,) = Overlay.objects.get(code="A").conflicts
        assert (other["code"], other["function"]) == ("C", "production")

    def test_is_no_matter_where_the_function_is_the_same(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("A", "West", "HL", WEST), ("C", "Strip", "HL", BOTH)))
        assert not Overlay.objects.exclude(conflicts=[]).exists()

    def test_is_found_against_what_is_there_already(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("A", "West", "HL", WEST)))
        load(layer(tmp_path, ("C", "Strip", "HP", BOTH)), append=True)
        assert [c["code"] for c in Overlay.objects.get(code="A").conflicts] == ["C"]
        assert [c["code"] for c in Overlay.objects.get(code="C").conflicts] == ["A"]


class TestReplacing:
    def test_a_kind_is_replaced_and_others_stay(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("T", "Park", "TN", WEST)), "conservation")
        load(layer(tmp_path, ("A", "One", "HL", WEST)))
        load(layer(tmp_path, ("B", "Two", "HP", EAST)))
        assert (functions(), functions("conservation")) == ({"B": "production"}, {"T": "national_park"})

    def test_appended_ones_stand_beside_and_never_twice(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("A", "One", "HL", WEST)))
        load(layer(tmp_path, ("B", "Two", "HP", EAST)), append=True)
        assert set(functions()) == {"A", "B"}
        with pytest.raises(CommandError, match="loaded already: B"):
            load(layer(tmp_path, ("B", "Two again", "HP", EAST)), append=True)

    def test_a_newer_map_ends_the_older_one_on_its_first_day(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("A", "Old", "HL", WEST)))
        load(layer(tmp_path, ("A", "New", "HP", WEST)), valid_from=dt.date(2024, 1, 1))
        assert {o.name for o in Overlay.objects.filter(kind="forest").in_force(dt.date(2023, 12, 31))} == {"Old"}
        assert {o.name for o in Overlay.objects.filter(kind="forest").in_force(dt.date(2024, 1, 1))} == {"New"}

    def test_an_older_map_ends_when_the_newer_one_begins(self, tmp_path: Path) -> None:
        report = tmp_path / "report.json"
        load(layer(tmp_path, ("A", "New", "HP", WEST)), valid_from=dt.date(2024, 1, 1))
        load(layer(tmp_path, ("A", "Old", "HL", WEST)), valid_from=dt.date(2020, 1, 1), report=report)
        assert Overlay.objects.get(name="Old").valid_to == dt.date(2024, 1, 1)
        assert "until 2024-01-01" in json.loads(report.read_text())["notes"][0]

    def test_a_code_in_force_twice_on_a_day_is_refused(self, tmp_path: Path) -> None:
        load(layer(tmp_path, ("A", "Old", "HL", WEST)))
        with pytest.raises(CommandError, match="loaded already: A"):
            load(layer(tmp_path, ("A", "New", "HP", WEST)), valid_from=dt.date(2024, 1, 1), append=True)

    def test_a_dry_run_says_the_same_and_writes_nothing(self, tmp_path: Path) -> None:
        path, report = layer(tmp_path, ("A", "One", "HL", WEST)), tmp_path / "report.json"
        given = {"kind": "forest", "code_column": "KODE", "name_column": "NAMOBJ", "function_column": "FUNGSI"}
        call_command("import_overlays", path, report=report, **given)
        dry = json.loads(report.read_text())
        assert not Overlay.objects.filter(kind="forest").exists()
        call_command("import_overlays", path, report=report, commit=True, **given)
        assert json.loads(report.read_text()) == {**dry, "committed": True}
        assert OverlayPiece.objects.filter(overlay__code="A").exists()


class TestBadInput:
    def test_rows_of_one_code_are_refused_or_joined(self, tmp_path: Path) -> None:
        path = layer(tmp_path, ("HL", "Lindung", "HL", WEST), ("HL", "Lindung", "HL", EAST))
        with pytest.raises(CommandError, match=r"doubled codes: forest:HL; .*--dissolve"):
            load(path)
        load(path, dissolve=True)
        assert Overlay.objects.get(code="HL").geometry.area == pytest.approx(2)
        mixed = layer(tmp_path, ("X", "Mixed", "HL", WEST), ("X", "Mixed", "HP", EAST))
        with pytest.raises(CommandError, match="several functions: X"):
            load(mixed, dissolve=True)

    def test_an_outline_that_repair_changes_is_refused_or_accepted(self, tmp_path: Path) -> None:
        path = layer(tmp_path, ("A", "Bow", "HL", BOWTIE))
        with pytest.raises(CommandError, match=r"repairing changed 1 overlays .* A Bow"):
            load(path)
        load(path, accept=["A"])
        assert Overlay.objects.get(code="A").geometry.valid

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([("A", "Far", "HL", shapely.box(10, 50, 11, 51))], "outside Indonesia: A Far"),
            ([("", "Nameless", "HL", WEST)], "without code or name: row 1"),
            ([("A", "Point", "HL", shapely.Point(111, -1))], "polygons are needed"),
            ([("A", "Nothing", "HL", None)], "without any outline: A Nothing"),
            ([("A" * 41, "Long", "HL", WEST)], "longer than 40"),
        ],
    )
    def test_is_refused_with_the_row_named(self, tmp_path: Path, rows: list[Any], message: str) -> None:
        with pytest.raises(CommandError, match=message):
            load(layer(tmp_path, *rows))
        assert not Overlay.objects.filter(kind="forest").exists()

    def test_a_column_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        path = layer(tmp_path, ("A", "One", "HL", WEST))
        with pytest.raises(CommandError, match=r"no column 'KLAS'; columns found: KODE, NAMOBJ, FUNGSI"):
            load(path, function_column="KLAS")

    def test_a_file_without_a_kind_needs_one(self, tmp_path: Path) -> None:
        path = layer(tmp_path, ("A", "One", "HL", WEST))
        with pytest.raises(CommandError, match="no column kind: say --kind"):
            load(path, kind=None)  # type: ignore[arg-type]


class TestDemonstration:
    def test_is_loaded_once_and_marked(self) -> None:
        keys = load_demo_overlays()
        rows = list(Overlay.objects.filter(is_demo=True).values_list("pk", flat=True))
        assert {"conservation:TN-KUTAI", "capital:IKN", "river_basin:WS-MAHAKAM", "tahura:TAHURA-BUKIT-SOEHARTO"} <= {
            *keys
        }
        assert load_demo_overlays() == keys
        assert list(Overlay.objects.filter(is_demo=True).values_list("pk", flat=True)) == rows
        assert set(Overlay.objects.filter(is_demo=True).values_list("source", flat=True)) == {
            "made up for the demonstration; not a real boundary"
        }
        assert not Overlay.objects.filter(is_demo=True).exclude(conflicts=[]).exists()

    def test_shows_every_function_and_class(self) -> None:
        load_demo_overlays()
        for kind, values in Overlay.FUNCTIONS.items():
            assert set(values) == set(functions(kind).values())

    def test_gives_way_to_real_ones_and_never_covers_them(self, tmp_path: Path) -> None:
        load_demo_overlays()
        load(layer(tmp_path, ("A", "Real", "HL", WEST)))
        assert set(functions()) == {"A"}
        assert "forest:HL-64" not in load_demo_overlays()
        assert set(functions()) == {"A"}
        assert "TN-KUTAI" in functions("conservation")

    def test_leaves_what_a_hand_wrote_in_force(self) -> None:
        add_overlay("capital", "REAL", WEST)
        assert not [key for key in load_demo_overlays() if key.startswith("capital")]
