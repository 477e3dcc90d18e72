"""`locate`, `locate_points`, `build_index` and /api/v1/locate/ over the embedded edition."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

pytestmark = pytest.mark.django_db

POINTS = [
    ("117.55", "0.53", "land", "64.08", "64"),
    ("110.36", "-7.80", "land", "34.71", "34"),
    ("110.35", "1.55", "abroad", None, None),
    ("106.83", "-5.90", "sea_12nm", None, "31"),
    ("95.0", "-8.0", "sea_beyond", None, None),
]


def call(*arguments: str) -> str:
    """Run a command and return what it prints."""
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


class TestCommand:
    @pytest.mark.parametrize(("lon", "lat", "setting", "regency", "province"), POINTS)
    def test_prints_the_place(
        self, lon: str, lat: str, setting: str, regency: str | None, province: str | None
    ) -> None:
        answer = json.loads(call("locate", lon, lat))
        place = answer["place"]
        assert place["setting"] == setting
        assert (place["regency"] and place["regency"]["code"]) == regency
        assert (place["province"] and place["province"]["code"]) == province
        assert answer["responsibility"] is None

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("-7.8", "110.4"), "swapped"),
            (("nan", "0"), "numbers"),
            (("117.55", "0.53", "--on", "1950-01-01"), "1950-01-01"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, arguments: tuple[str, ...], message: str) -> None:
        with pytest.raises(CommandError, match=message) as caught:
            call("locate", *arguments)
        assert "\n" not in str(caught.value)

    def test_index_can_be_built_beforehand(self) -> None:
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


class TestApi:
    def get(self, client: Client, query: str, **headers: str) -> Any:
        """Ask the API."""
        return client.get(f"/api/v1/locate/?{query}", headers=headers)

    @pytest.mark.parametrize(("lon", "lat", "setting", "regency", "province"), POINTS)
    def test_answers_as_the_command_does(
        self, client: Client, lon: str, lat: str, setting: str, regency: str | None, province: str | None
    ) -> None:
        answer = self.get(client, f"lon={lon}&lat={lat}")
        assert answer.json() == json.loads(call("locate", lon, lat))
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in answer["Cache-Control"]

    def test_spares_the_answer_to_those_who_have_it(self, client: Client) -> None:
        etag = self.get(client, "lon=117.55&lat=0.53")["ETag"]
        assert self.get(client, "lon=117.55&lat=0.53", if_none_match=etag).status_code == 304
        assert self.get(client, "lon=117.56&lat=0.53", if_none_match=etag).status_code == 200
        assert self.get(client, "lon=117.55&lat=0.53&accuracy=9000")["ETag"] != etag

    @pytest.mark.parametrize(
        ("query", "status", "fields"),
        [
            ("", 400, {"lon", "lat"}),
            ("lon=117,55&lat=0.53", 400, {"lon"}),
            ("lon=110&lat=1&accuracy=-1", 400, {"accuracy"}),
            ("lon=110&lat=1&accuracy=nan", 400, {"accuracy"}),
            ("lon=110&lat=1&on=yesterday", 400, {"on"}),
            ("lon=-7.8&lat=110.4", 400, {"lon", "lat"}),
            ("lon=inf&lat=0", 400, {"lon", "lat"}),
            ("lon=110&lat=1&on=1950-01-01", 404, set()),
        ],
    )
    def test_explains_what_is_wrong_where(self, client: Client, query: str, status: int, fields: set[str]) -> None:
        answer = self.get(client, query)
        body = answer.json()
        assert (answer.status_code, body["status"]) == (status, status)
        assert answer["Content-Type"] == "application/problem+json"
        assert set(body.get("errors", {})) == fields
        assert body["detail"]

    def test_is_for_reading_only(self, client: Client) -> None:
        assert client.post("/api/v1/locate/").status_code == 405
        assert client.head("/api/v1/locate/?lon=110&lat=1").status_code == 200
        assert client.options("/api/v1/locate/")["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
