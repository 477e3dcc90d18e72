"""Every place where something of a report can come out, as text; what each must show is named beside it."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponseBase
from django.test import Client
from openpyxl import load_workbook

from reports.desk.folders import FOLDERS
from reports.models import Report

Words = frozenset[str]
ALL: Words = frozenset(
    {
        "the account",
        "the public answer",
        "the accused",
        "the blackened word",
        "the question to the reporter",
        "the reporter's reply",
    }
)


@dataclass(frozen=True)
class Surface:
    """An address, or several: what they answer is read together. `shows` must be there for whoever may read it.

    `staff` surfaces show it to staff alone; `exact` ones show the point to whoever may know it; those that answer
    everyone the same are read by a `few` of the cast, since they are slow.
    """

    name: str
    read: Callable[[Client, Report], str]
    shows: Words = frozenset()
    staff: bool = False
    exact: bool = False
    few: bool = False


def body(response: HttpResponseBase) -> str:
    """Return what a page says; nothing of one that is refused or leads elsewhere."""
    if response.status_code != HTTPStatus.OK:
        return ""
    raw = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if "spreadsheetml" in response.get("Content-Type", ""):
        sheet = load_workbook(io.BytesIO(raw)).active
        return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return raw.decode(errors="replace")


def _page(path: str) -> Callable[[Client, Report], str]:
    """Read one address; NUMBER stands for the report's."""

    def read(client: Client, report: Report) -> str:
        return body(client.get(path.replace("NUMBER", report.number)))

    return read


def _pages(*paths: str) -> Callable[[Client, Report], str]:
    readers = [_page(path) for path in paths]
    return lambda client, report: "\n".join(read(client, report) for read in readers)


def _folders(client: Client, report: Report) -> str:
    """Read every folder of the inbox, and the search for words of the account."""
    if client.get("/petugas/").status_code != HTTPStatus.OK:
        return ""
    addresses = [f"/petugas/?folder={folder.key}" for folder in FOLDERS]
    addresses.append("/petugas/?q=tumpukan")  # not by what is looked for here: a page repeats what it was asked
    return "\n".join(body(client.get(address)) for address in addresses)


PHOTOS = ("foto", "kecil")


def photos(client: Client, report: Report) -> Iterator[tuple[int, str, int]]:
    """Yield position, size and status of each photo's public address."""
    for position in (1, 2):
        for size in PHOTOS:
            response = client.get(f"/laporan/{report.number}/{position}/{size}.jpg")
            yield position, size, response.status_code


SURFACES = (
    Surface(
        "page of the report",
        _pages("/laporan/NUMBER/"),
        ALL,
        exact=True,
    ),
    Surface("page in English", _page("/en/laporan/NUMBER/"), ALL, exact=True, few=True),
    Surface("API", _page("/api/v1/reports/NUMBER/"), frozenset({"the number", "the account", "the accused"})),
    Surface("feed", _page("/laporan/NUMBER/umpan.atom"), frozenset()),
    Surface("start page, map, list", _pages("/", "/peta/", "/peta/?theme=W"), few=True),
    Surface("hotspots and area", _pages("/titik-rawan/", "/wilayah/64.08/", "/wilayah/64/"), few=True),
    Surface(
        "map data",
        _pages("/peta/kelompok/?zoom=12&bbox=117,0,118,1", "/peta/kelompok/?bbox=95,-11,141,6&zoom=4"),
        few=True,
    ),
    Surface("following, counting, objecting", _pages("/laporan/NUMBER/ikuti/", "/laporan/NUMBER/juga/")),
    Surface("inbox", _folders, frozenset({"the number"}), staff=True),
    Surface(
        "case",
        _page("/petugas/kasus/NUMBER/"),
        frozenset({*ALL, "how to find the place", "the note among staff"}),
        staff=True,
        exact=True,
    ),
    Surface("cases near", _pages("/petugas/kasus/NUMBER/sekitar/", "/petugas/peta/?lat=0.53&lon=117.55")),
    Surface("practice", _page("/petugas/latihan/")),
    Surface("administration", _page("/kelola/reports/report/?q=NUMBER")),
)
