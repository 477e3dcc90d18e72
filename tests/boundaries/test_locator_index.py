"""The index file: made once, found again, remade when damaged; and never older than the edition in force."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from boundaries.locator import compiled, earth
from boundaries.locator.locator import Locator
from boundaries.locator.store import KEPT, open_or_build
from boundaries.models import Edition, Overlay
from boundaries.place import NoEditionError, PlaceError
from tests.boundaries.crafted import add_edition, add_foreign_land

SQUARE = {"61.01": shapely.box(111, -2, 112, -1)}
OTHER = {"61.02": shapely.box(111, -2, 112, -1)}


def words() -> np.ndarray:
    """The smallest thing that passes for an index."""
    from boundaries.locator.layout import Tables, pack

    return pack(Tables(*(np.zeros(2) for _ in Tables._fields)), b"{}")


class Maker:
    """Makes an index and counts how often."""

    calls = 0

    def __call__(self) -> np.ndarray:
        self.calls += 1
        return words()


class TestFile:
    def test_is_made_once_and_found_again(self, tmp_path: Path) -> None:
        maker = Maker()
        for _ in range(2):
            memory = open_or_build(tmp_path, "a", maker)
            assert bytes(memory[:1].tobytes()) == b"geolapor"
        assert maker.calls == 1
        assert not memory.flags.writeable

    @pytest.mark.parametrize("damage", ["empty", "cut", "half", "flipped", "foreign"])
    def test_is_remade_when_damaged(self, tmp_path: Path, damage: str) -> None:
        open_or_build(tmp_path, "a", words)
        path = next(tmp_path.glob("*.idx"))
        whole = path.read_bytes()
        broken = {
            "empty": b"",
            "cut": whole[:-3],
            "half": whole[: len(whole) // 16 * 8],
            "flipped": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
            "foreign": b"x" * len(whole),
        }[damage]
        path.unlink()
        path.write_bytes(broken)
        maker = Maker()
        open_or_build(tmp_path, "a", maker)
        assert maker.calls == 1
        assert path.read_bytes() == whole

    def test_leaves_no_half_written_file_when_building_fails(self, tmp_path: Path) -> None:
        def fail() -> np.ndarray:
            raise MemoryError

        with pytest.raises(MemoryError):
            open_or_build(tmp_path, "a", fail)
        assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]

    def test_is_made_by_one_of_several_processes(self, tmp_path: Path) -> None:
        program = f"""
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "geo_lapor.settings.test"
import django
django.setup()
from pathlib import Path
from boundaries.locator.store import open_or_build
from tests.boundaries.test_locator_index import words
def make():
    Path({str(tmp_path)!r}, f"made-{{os.getpid()}}").touch()
    time.sleep(0.3)
    return words()
assert len(open_or_build(Path({str(tmp_path)!r}), "a", make)) > 64
"""
        workers = [subprocess.Popen([sys.executable, "-c", program], env=os.environ) for _ in range(3)]
        assert [worker.wait(60) for worker in workers] == [0, 0, 0]
        assert len(list(tmp_path.glob("made-*"))) == 1

    def test_old_ones_are_removed(self, tmp_path: Path) -> None:
        for number in range(KEPT + 3):
            open_or_build(tmp_path, str(number), words)
        assert len(list(tmp_path.glob("*.idx"))) == KEPT


@pytest.mark.django_db
class TestEditions:
    def test_answers_from_the_edition_in_force_on_the_date(self, no_editions: None, tmp_path: Path) -> None:
        change = dt.date(2010, 1, 1)
        add_edition(SQUARE, name="old", valid_to=change)
        add_edition(OTHER, name="new", valid_from=change)
        locator = Locator(tmp_path)
        assert locator.locate(111.5, -1.5, on=dt.date(2009, 12, 31)).edition == "old"
        assert locator.locate(111.5, -1.5, on=change).regency.code == "61.02"
        assert locator.locate(111.5, -1.5).edition == "new"
        with pytest.raises(NoEditionError, match="1999-12-31"):
            locator.locate(111.5, -1.5, on=dt.date(1999, 12, 31))

    def test_notices_a_new_edition_and_new_foreign_land(self, no_editions: None, tmp_path: Path) -> None:
        Overlay.objects.all().delete()
        first = add_edition(SQUARE)
        locator = Locator(tmp_path, check_seconds=0)
        assert locator.locate(111.5, -1.5).regency.code == "61.01"
        assert locator.locate(110.0, -1.5).setting == "sea_beyond"
        add_foreign_land("XA", shapely.box(109, -2, 110.5, -1))
        assert locator.locate(110.0, -1.5).country == "State XA"
        Edition.objects.filter(pk=first.pk).delete()
        add_edition(OTHER)
        assert locator.locate(111.5, -1.5).regency.code == "61.02"

    def test_asks_the_database_no_more_than_every_few_seconds(
        self, no_editions: None, tmp_path: Path, django_assert_num_queries: object
    ) -> None:
        add_edition(SQUARE)
        locator = Locator(tmp_path, check_seconds=60)
        locator.locate(111.5, -1.5)
        with django_assert_num_queries(0):  # type: ignore[operator]
            for _ in range(20):
                locator.locate(111.5, -1.5)

    def test_postgis_answers_where_no_index_can_be_written(self, no_editions: None, tmp_path: Path) -> None:
        add_edition(SQUARE)
        blocked = tmp_path / "file"
        blocked.touch()
        locator = Locator(blocked)
        assert locator.engine().index is None
        assert locator.locate(111.5, -1.5).regency.code == "61.01"
        assert locator.assign(111.5, -1.5).code == "61.01"
        assert locator.locate_many([111.5, 0], [-1.5, 0]).regency_code.tolist() == ["61.01", ""]
        assert locator.assign_many([111.5], [-1.5]).tolist() == ["61.01"]

    def test_drops_no_point_and_names_or_marks_wrong_ones(self, no_editions: None, tmp_path: Path) -> None:
        add_edition(SQUARE)
        locator = Locator(tmp_path)
        lons, lats = [111.5, np.nan, 111.6, -1.5], [-1.5, 0, -1.6, 111.5]
        with pytest.raises(PlaceError, match="point 1"):
            locator.locate_many(lons, lats)
        places = locator.locate_many(lons, lats, errors="mark")
        assert places.setting.tolist() == ["land", "", "land", ""]
        assert places.regency_code.tolist() == ["61.01", "", "61.01", ""]
        assert places[2].regency.code == "61.01"
        with pytest.raises(PlaceError, match="swapped"):
            places[3]
        assert len(locator.locate_many([], [])) == 0

    def test_takes_numbers_of_numpy(self, no_editions: None, tmp_path: Path) -> None:
        add_edition(SQUARE)
        for locator in (Locator(tmp_path), Locator(Path(__file__))):  # by the index; by PostGIS
            assert locator.locate(np.float64(111.5), np.float64(-1.5)).regency.code == "61.01"
            assert locator.assign(np.float64(111.5), np.float64(-1.5)).code == "61.01"

    def test_answers_in_the_order_asked(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(3)
        lons, lats = rng.uniform(90, 145, 3_000), rng.uniform(-13, 8, 3_000)
        locator = Locator()
        places = locator.locate_many(lons, lats)
        for k in rng.integers(0, 3_000, 60):
            one = locator.locate(float(lons[k]), float(lats[k]))
            assert places[int(k)] == one
            assert places.setting[k] == one.setting
            assert places.regency_code[k] == (one.regency.code if one.regency else "")
            assert places.province_code[k] == (one.province.code if one.province else "")
            assert places.doubtful[k] == one.doubtful
            assert places.border_m[k] == pytest.approx(np.nan if one.border_m is None else one.border_m, nan_ok=True)


class TestMetres:
    @pytest.mark.parametrize("metres", [1.0, 250.0, 22_224.0, 100_000.0, 600_000.0])
    def test_agree_with_the_geodesic(self, metres: float) -> None:
        rng = np.random.default_rng(7)
        lon, lat = rng.uniform(95, 141, 300), rng.uniform(-11, 6, 300)
        to_lon, to_lat, _ = Geod(ellps="WGS84").fwd(lon, lat, rng.uniform(0, 360, 300), np.full(300, metres))
        mine = np.array([earth.point_metres(*q) for q in zip(lon, lat, to_lon, to_lat, strict=True)])
        assert np.abs(mine - metres).max() <= earth.error_bound(metres)

    def test_kernel_sources_are_complete(self) -> None:
        """A kernel whose source is not hashed would be run from an old compilation after a change."""
        folder = Path(compiled.__file__).parent
        users = {p.stem for p in folder.glob("*.py") if "locator.compiled" in p.read_text()}
        assert users | {"compiled", "rules"} <= set(compiled.KERNEL_SOURCES)
