"""/data/ over HTTP: the catalogue for people and programs, files whole, in parts and conditionally."""

import datetime as dt
import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client

from opendata import shelf
from opendata.datasets import DATASETS
from opendata.publishing import publish
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

REPORTS = DATASETS["laporan"]


@pytest.fixture
def made() -> shelf.Version:
    """A version of the public reports, one of which begins every file."""
    ReportFactory(received_at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
    return publish(REPORTS)


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_the_catalogue_tells_people_what_there_is(made: shelf.Version) -> None:
    page = Client().get("/data/").content.decode()
    for dataset in DATASETS.values():
        assert f'href="/data/{dataset.name}/"' in page
    for file in made.files:
        assert f'href="/data/laporan/terkini/{file.name}"' in page
    assert "CC BY 4.0" in page


def test_before_the_first_night_pages_say_so() -> None:
    assert "made tonight" in Client().get("/en/data/").content.decode()
    assert "made tonight" in Client().get("/en/data/laporan/").content.decode()
    assert Client().get("/data/katalog.json").json()["dcat:dataset"][0]["@type"] == "dcat:Dataset"
    assert Client().get("/data/laporan/terkini/laporan.csv").status_code == 404


def test_a_dataset_says_of_each_field_what_it_holds_and_what_was_done_for_privacy(made: shelf.Version) -> None:
    page = Client().get("/en/data/laporan/").content.decode()
    rows = re.findall(r'scope="row"><code class="text-reset">(\w+)</code>(.*?)</tr>', page, re.DOTALL)
    assert [name for name, _ in rows] == [column.name for column in REPORTS.columns]
    assert all("Coarsened" in told for name, told in rows if name in {"lon", "lat"})
    assert made.files[0].sha256 in page


def structured(page: str) -> Any:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def test_search_engines_are_told_the_same(made: shelf.Version) -> None:
    told = structured(Client().get("/data/laporan/").content.decode())
    assert told["@type"] == "Dataset"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {one["sha256"] for one in told["distribution"]} == {file.sha256 for file in made.files}
    assert len(structured(Client().get("/data/").content.decode())["dataset"]) == len(DATASETS)


def test_programs_are_told_by_dcat_where_each_file_is_and_what_it_weighs(made: shelf.Version) -> None:
    response = Client().get("/data/katalog.json")
    assert response["Content-Type"] == "application/ld+json"
    catalogue = response.json()
    (found,) = [one for one in catalogue["dcat:dataset"] if one["dct:identifier"] == "laporan"]
    assert {one["@language"] for one in found["dct:title"]} == {"id", "en"}
    for told, file in zip(found["dcat:distribution"], made.files, strict=True):
        path = told["dcat:downloadURL"]["@id"].removeprefix("http://127.0.0.1:8000")
        data = body(Client().get(path))
        assert int(told["dcat:byteSize"]["@value"]) == len(data) == file.size
        assert told["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(data).hexdigest()
    columns = found["csvw:tableSchema"]["csvw:column"]
    assert [one["csvw:name"] for one in columns] == [column.name for column in REPORTS.columns]
    assert all(one["dct:accessRights"] for one in columns)


def test_harvesters_are_told_as_ckan_does(made: shelf.Version) -> None:
    listed = Client().get("/data/api/3/action/package_list").json()
    assert (listed["success"], listed["result"]) == (True, list(DATASETS))
    shown = Client().get(f"/data/api/3/action/package_show?id={made.dataset}").json()
    found = {resource["name"]: resource for resource in shown["result"]["resources"]}
    assert found.keys() == {file.name for file in made.files}
    for file in made.files:
        resource = found[file.name]
        assert (resource["size"], resource["hash"]) == (file.size, f"sha256:{file.sha256}")
        sent = Client().get("/data/" + resource["url"].partition("/data/")[2])
        assert len(body(sent)) == file.size
    unknown = Client().get("/data/api/3/action/package_show?id=rahasia")
    assert (unknown.status_code, unknown.json()["success"]) == (404, False)


def test_a_file_is_sent_whole_under_a_name_that_tells_which_it_is(made: shelf.Version) -> None:
    response = Client().get("/data/laporan/terkini/laporan.csv", headers={"accept-encoding": "gzip"})
    assert body(response) == (made.folder / "laporan.csv").read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="geolapor-laporan-{made.name}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "immutable" not in response["Cache-Control"]
    for_good = Client().get(f"/data/laporan/{made.name}/laporan.csv")
    assert "immutable" in for_good["Cache-Control"]


def test_a_download_goes_on_where_it_broke_off(made: shelf.Version) -> None:
    whole = (made.folder / "laporan.gpkg").read_bytes()
    address = f"/data/laporan/{made.name}/laporan.gpkg"
    etag = Client().get(address)["ETag"]
    rest = Client().get(address, headers={"range": "bytes=1000-", "if-range": etag, "accept-encoding": "gzip"})
    assert rest.status_code == 206
    assert rest["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert body(rest) == whole[1000:]
    assert body(Client().get(address, headers={"range": "bytes=-16"})) == whole[-16:]
    assert Client().get(address, headers={"range": f"bytes={len(whole) + 1}-"}).status_code == 416
    head = Client().head(address)
    assert (int(head["Content-Length"]), body(head)) == (len(whole), b"")


def test_the_rest_of_another_nights_file_is_not_sent(made: shelf.Version) -> None:
    whole = (made.folder / "laporan.csv").read_bytes()
    response = Client().get(
        "/data/laporan/terkini/laporan.csv", headers={"range": "bytes=10-", "if-range": '"yesterday"'}
    )
    assert (response.status_code, body(response)) == (200, whole)


def test_who_has_it_already_is_told_so(made: shelf.Version) -> None:
    address = "/data/laporan/terkini/laporan.parquet"
    etag = Client().get(address)["ETag"]
    assert etag == f'"{next(file.sha256 for file in made.files if file.suffix == "parquet")}"'
    response = Client().get(address, headers={"if-none-match": etag})
    assert (response.status_code, body(response)) == (304, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/data/rahasia/terkini/rahasia.csv", "/data/laporan/2020-01-01-000000/laporan.csv",
        "/data/laporan/terkini/isi.json", "/data/laporan/terkini/..%2Fisi.json", "/data/laporan/.belum-x/laporan.csv",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_sent(made: shelf.Version, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_nobody_writes_here(made: shelf.Version) -> None:
    for address in ("/data/", "/data/laporan/", "/data/katalog.json", "/data/laporan/terkini/laporan.csv"):
        assert Client().post(address).status_code == 405, address
