"""`locate_points` and `build_index` over the embedded edition; `locate` is in tests/reports/test_locate.py."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def call(*arguments: str) -> str:
    """Run a command and return what it prints."""
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_index_can_be_built_beforehand() -> None:
    assert "MB, ready in" in call("build_index")


class TestTable:
    def locate(self, tmp_path: Path, data: bytes, *options: str) -> list[list[str]]:
        """Send a file through locate_points and return the rows written."""
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(data)
        call("locate_points", str(source), str(target), *options)
        text = target.read_text(encoding="utf-8")
        return list(csv.reader(text.splitlines(), delimiter=";" if b";" in data else ","))

    def test_keeps_every_column_and_every_row(self, tmp_path: Path) -> None:
        data = b"id,lon,lat\n1,117.55,0.53\n2,,\n3,abc,1\n4\n5,110.36,-7.8,more\n6,-7.8,110.4\n"
        header, *rows = self.locate(tmp_path, data)
        assert header[:5] == ["id", "lon", "lat", "regency_code", "province_code"]
        assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
        assert [row[3] for row in rows] == ["64.08", "", "", "", "34.71", ""]
        assert [row[11] for row in rows] == [
            "",
            "no lon",
            "lon is no number",
            "no lon",
            "",
            "coordinates off the Earth; swapped?",
        ]
        assert rows[4][12] == "more"

    def test_reads_what_an_indonesian_office_saves(self, tmp_path: Path) -> None:
        data = "Nama;Bujur;Lintang\nCafé;117,55;0,53\n".encode("cp1252")
        _header, row = self.locate(tmp_path, data, "--lon", "bujur", "--lat", "lintang")
        assert row[:4] == ["Café", "117,55", "0,53", "64.08"]

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "empty"),
            (b"x,y\n1,2\n", "its columns are: x, y"),
            (b"lon,lat,lon\n1,2,3\n", "2 columns 'lon'"),
            (b"lon,lat,edition\n1,2,3\n", "already"),
            (b'lon,lat\n1,"' + b"x" * 200_000, "quotation mark"),
            (b"\xff\xfe\x00lon,lat\n1,2\n", "its columns are"),
            (b"lon," + b"x" * 200_000 + b"\n", "line 1"),
        ],
    )
    def test_refuses_what_is_no_table_of_points(self, tmp_path: Path, data: bytes, message: str) -> None:
        (tmp_path / "out.csv").write_text("precious")
        with pytest.raises(CommandError, match=message):
            self.locate(tmp_path, data)
        assert (tmp_path / "out.csv").read_text() == "precious"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
