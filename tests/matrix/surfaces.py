"""Every place where something of a report can come out, as text; what each must show is named beside it.

Addresses are written with placeholders: NUMBER, POINT, CATEGORY and ROW (primary key) of the report, PHOTO and FILE for
each of its photos and files, NEIGHBOUR for the number of the report beside it, FOLDER for each folder of the inbox,
LIST for those that hold most, FORM for each form of the case's page, DEED for each of the reporter's.
`tests/matrix/test_addresses.py` holds them against all addresses of the project.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponseBase
from django.test import override_settings
from openpyxl import load_workbook

from accounts.models import User
from accounts.scopes import TokenScope, scopes_for
from maps.layers.registry import LAYERS
from opendata.alerts.digests import lines_of
from opendata.alerts.matching import matching
from opendata.datasets import DATASETS
from opendata.models import Alert
from opendata.publishing import publish
from reports.desk.case.actions import ACTIONS
from reports.desk.folders import FOLDERS
from reports.follow.deeds import DEEDS
from tests.factories import PIN
from tests.matrix.oracle import HIDDEN, ROLES, Knows
from tests.matrix.people import Looker
from tests.matrix.scenes import HERE, Scene
from tests.matrix.sending import events_for, letters_to
from tests.programs import program

Words = frozenset[str]
NUMBER: Words = frozenset({"the number"})
TEXT: Words = frozenset({"the number", "the account", "the accused"})
TOLD: Words = frozenset({"the public answer", "the file with the answer"})
ALL: Words = frozenset(
    {"the account", "the accused", "the blackened word", "the question to the reporter", "the reporter's reply"}
    | {"the file for the reporter", *TOLD}
)
FEW = ("visitor", "holder of the PIN", "officer", "officer of the accused agency")
BOTH_SIDES = ("visitor", "officer")
DESKS = (*FEW, "officer elsewhere", "officer with a copy", "provincial monitor", "national administrator")
ADMINS = ("visitor", "officer", "provincial monitor", "national administrator", "superuser")
FILES: Words = frozenset({"the file with the answer", "the file for the reporter", "the file with the note"})


@dataclass(frozen=True)
class Surface:
    """Addresses; what they answer is read together. `shows` must be there for each of `to` who may read it.

    `staff` surfaces show it to staff alone, `everyone` ones tell nobody more than a visitor, `sent` ones leave the
    platform; `exact` ones show the point to whoever may know it. `open_only` ones list cases that are open. `read_by`
    are fewer than all where pages of the same code are asked again.
    """

    name: str
    addresses: tuple[str, ...] = ()
    shows: Words = frozenset()
    to: tuple[str, ...] = ROLES
    staff: bool = False
    everyone: bool = False
    sent: bool = False
    exact: bool = False
    open_only: bool = False
    read_by: tuple[str, ...] = ROLES
    by: Callable[[Looker, Scene], str] | None = None

    def read(self, looker: Looker, scene: Scene) -> str:
        """Return what comes out."""
        if self.by is not None:
            return self.by(looker, scene)
        return "\n".join(get(looker, address) for address in expand(scene, *self.addresses))


_NAMES = re.compile(r"\b[A-Z]+\b")  # whole words: OUTPUTFORMAT names no form


def expand(scene: Scene, *addresses: str) -> Iterator[str]:
    """Yield addresses with the names of a scene in them, each as often as there are such things."""
    report = scene.report
    names: dict[str, Iterable[Any]] = {
        "NUMBER": [report.number], "NEIGHBOUR": [scene.neighbour.number], "ROW": [report.pk],
        "CATEGORY": [report.category_id], "POINT": [f"lat={HERE[1]:.3f}&lon={HERE[0]:.3f}"],
        "HERE": [f"{HERE[1]:.2f},{HERE[0]:.2f}"],
        "FOLDER": [folder.key for folder in FOLDERS], "LIST": ["mine", "agency", "province", "copies", "closed"],
        "FORM": [action.slug for action in ACTIONS],
        "DEED": [deed.slug for deed in DEEDS],
        "PHOTO": report.photos.values_list("pk", flat=True), "FILE": report.attachments.values_list("pk", flat=True),
    }  # fmt: skip
    for address in addresses:
        asked = dict.fromkeys(name for name in _NAMES.findall(address) if name in names)
        for chosen in product(*(names[name] for name in asked)):
            values = dict(zip(asked, chosen, strict=True))
            yield _NAMES.sub(lambda found, values=values: str(values.get(found[0], found[0])), address)


def get(looker: Looker, address: str) -> str:
    """Return what an address answers."""
    return body(looker.client.get(address))


def body(response: HttpResponseBase) -> str:
    """Return what a page says; nothing of one that is refused or leads elsewhere."""
    if response.status_code != HTTPStatus.OK:
        return ""
    raw = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if "spreadsheetml" in response.get("Content-Type", ""):
        sheet = load_workbook(io.BytesIO(raw), read_only=True).active
        return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return raw.decode(errors="replace")


def _several_at_once(looker: Looker, scene: Scene) -> str:
    """Select the report with others, by a token as the list has it, for each thing that is done to several.

    A page repeats what it was asked: the token itself is no news.
    """
    token = f"{scene.report.number}.{scene.report.version}"
    answers = [
        body(looker.client.post("/petugas/massal/", {"do": verb, "case": [token]}, follow=True))
        for verb in ("answer", "xlsx")
    ]
    return "\n".join(answers).replace(token, "")


def _kept_view(looker: Looker, _scene: Scene) -> str:
    """Keep a view, and look at it and at the list of one's views."""
    kept = {"name": "Tumpukan", "query": "q=tumpukan"}
    shown = looker.client.post("/petugas/tampilan/", kept, follow=True)
    return body(shown) + get(looker, "/petugas/tampilan/")


def _by_token(*scopes: TokenScope, path: str) -> Callable[[Looker, Scene], str]:
    """Ask the API by a token of the looker's with as many of these scopes as they may give; nothing for visitors."""

    def read(looker: Looker, scene: Scene) -> str:
        if looker.user is None:
            return ""
        user = User.objects.get(pk=looker.user.pk)
        client = program(user, *(scope for scope in scopes if scope in scopes_for(user)))
        return "\n".join(body(client.get(address)) for address in expand(scene, *path.split()))

    return read


def _by_pin(looker: Looker, scene: Scene) -> str:
    """Ask the API with the PIN, which its holder alone has."""
    if looker is not scene.people["holder of the PIN"]:
        return ""
    parts = ("", "timeline/", "actions/")
    addresses = [f"/api/v1/reports/{scene.report.number}/{part}" for part in parts]
    return "\n".join(body(program().get(address, headers={"Report-Pin": PIN})) for address in addresses)


@cache
def _publish_once(_report: int) -> TemporaryDirectory[str]:
    """Publish what says something of reports: for all lookers at a scene the same."""
    folder = TemporaryDirectory()
    for name in _OF_REPORTS:
        publish(DATASETS[name], within=Path(folder.name))
    return folder


def _published(looker: Looker, scene: Scene) -> str:
    """Read the files of open data as text, beside the pages that name them."""
    pages = ("/data/", "/data/laporan/", "/data/katalog.json", "/data/api/3/action/package_show?id=laporan")
    files = [
        f"/data/{name}/terkini/{name}.{suffix}" for name in _OF_REPORTS for suffix in ("csv", "xlsx", "geojson", "gpkg")
    ]
    with override_settings(OPEN_DATA_ROOT=_publish_once(scene.report.pk).name):
        return "\n".join(get(looker, address) for address in (*pages, *files))


def _alerted(_looker: Looker, _scene: Scene) -> str:
    """Read what letters of an alert about the province say: to everybody the same."""
    return "\n".join(str(line) for line in lines_of(list(matching(Alert(area="64")).with_names())))


_OF_REPORTS = ("laporan", "provinsi", "titik-rawan")
_WFS = "SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature"
_OF_CASES = (
    "/api/v1/cases/?limit=1000&whose=all /api/v1/cases/NUMBER/ /api/v1/cases/NUMBER/actions/ "
    "/api/v1/reports/NUMBER/ /api/v1/reports/NUMBER/timeline/ /api/v1/hotspots/"
)


@dataclass(frozen=True)
class Picture:
    """The address of a photo, and from which step on it may be seen."""

    address: str
    photo: int
    least: Knows


PICTURES = tuple(
    Picture(address.replace("POSITION", str(position)), position, least or shown)
    for position, shown in ((1, Knows.CONTENT), (HIDDEN, Knows.REPORTER))
    for address, least in (
        ("/laporan/NUMBER/POSITION/foto.jpg", None),
        ("/laporan/NUMBER/POSITION/kecil.jpg", None),
        ("/petugas/kasus/NUMBER/foto/PHOTO/kecil.jpg", Knows.CASE),
        ("/petugas/kasus/NUMBER/foto/PHOTO/asli.jpg", Knows.CASE),
    )
    if least is None or position == HIDDEN
)


def pictures(looker: Looker, scene: Scene) -> Iterator[tuple[Picture, int]]:
    """Yield each address of a photo with the status that it answers."""
    rows = {photo.position: photo for photo in scene.report.photos.all()}
    for picture in PICTURES:
        photo = str(rows[picture.photo].pk)
        address = picture.address.replace("NUMBER", scene.report.number).replace("PHOTO", photo)
        yield picture, looker.client.get(address).status_code


_PARTS = ("hadir", "serupa", "sop", "sekitar", "rekan", "instansi", "berikut")
_OFFICES = ("officer", "administrator of the agency", "officer with a copy")

SURFACES = (
    # For the public, the reporter, and programs
    Surface("page of the report", ("/laporan/NUMBER/",), ALL, exact=True),
    Surface("page in English", ("/en/laporan/NUMBER/",), ALL, exact=True, read_by=FEW),
    Surface("API", ("/api/v1/reports/NUMBER/",), TEXT),
    Surface(
        "lists of the API",
        (
            "/api/v1/reports/?limit=1000", "/api/v1/reports/?limit=1000&format=geojson",
            "/api/v1/reports/?limit=1000&updated_since=2020-01-01T00:00:00Z",
        ),
        frozenset({"the number", "the account"}),
        everyone=True,
        read_by=FEW,
    ),
    Surface(
        "Open311",
        (
            "/open311/v2/requests/NUMBER.xml?extensions=true", "/open311/v2/requests.json?extensions=true",
            "/open311/v2/requests.xml?service_request_id=NUMBER,NEIGHBOUR&status=open&service_code=CATEGORY",
            "/open311/v2/requests.json?jurisdiction_id=64.08",
        ),
        frozenset({"the number", "the account", "the public answer"}),
        everyone=True, exact=True, read_by=FEW,
    ),
    Surface(
        "timeline of the API", ("/api/v1/reports/NUMBER/timeline/",),
        frozenset({"the public answer", "the question to the reporter", "the reporter's reply"}), read_by=DESKS,
    ),
    Surface("API with the PIN", (), frozenset({*TEXT, "the question to the reporter", "the reporter's reply"}),
            to=("holder of the PIN",), exact=True, by=_by_pin),
    Surface("cases by token", (), frozenset({*TEXT, "how to find the place", "the note among staff"}), staff=True,
            exact=True, by=_by_token(*TokenScope, path=_OF_CASES)),
    Surface("a token without scopes", (), everyone=True, by=_by_token(path=_OF_CASES)),
    Surface(
        "layers for GIS programs",
        (
            *(f"/ogc/?{_WFS}&TYPENAMES=laporan&OUTPUTFORMAT={form}" for form in ("geojson", "csv", "text/xml")),
            f"/ogc/?{_WFS}&STOREDQUERY_ID=urn:ogc:def:query:OGC-WFS::GetFeatureById&ID=laporan.NUMBER",
            *(f"/ogc/?{_WFS}&TYPENAMES={name}&OUTPUTFORMAT=geojson" for name in ("kabupaten", "titik-rawan")),
        ),
        NUMBER, everyone=True, exact=True, read_by=FEW,
    ),
    Surface(
        "open data",
        (
            "/data/", "/data/laporan/", "/data/katalog.json", "/data/laporan/terkini/laporan.csv",
            "/data/api/3/action/package_list", "/data/api/3/action/package_show?id=laporan",
        ),
        NUMBER, everyone=True, exact=True, read_by=FEW, by=_published,
    ),
    Surface("feed of an area", ("/data/umpan/laporan.atom?regency=64.08",), frozenset({"the number", "the account"}),
            everyone=True, read_by=FEW),
    Surface("alerts by e-mail", (), NUMBER, everyone=True, read_by=("visitor",), by=_alerted),
    Surface("feed", ("/laporan/NUMBER/umpan.atom",), frozenset({"the number", "the public answer"}), everyone=True),
    Surface("start page, map, list", ("/", "/peta/", "/peta/?theme=W", "/peta/ringkas.svg"), read_by=FEW),
    Surface(
        "hotspots and area",
        (
            "/titik-rawan/", "/titik-rawan/?layer=wilayah", "/titik-rawan/?layer=panas", "/titik-rawan/banding/",
            "/titik-rawan/bulan.json?layer=heksagon&level=5", "/titik-rawan/tidak-tampil.csv",
            "/wilayah/64.08/", "/wilayah/64/",
        ),
        read_by=FEW,
    ),
    Surface(
        "pictures of maps, paper, frames on other sites",  # what they count: tests/matrix/test_pictures.py
        (
            "/titik-rawan/peta.svg?layer=wilayah", "/titik-rawan/peta.svg?layer=heksagon&regency=64.08",
            "/titik-rawan/cetak/?layer=heksagon", "/titik-rawan/sematan/?layer=heksagon",
        ),
        read_by=FEW,
    ),
    Surface(
        "map data",
        ("/peta/kelompok/?zoom=12&bbox=117,0,118,1", "/peta/kelompok/?bbox=95,-11,141,6&zoom=4"),
        read_by=FEW,
    ),
    Surface(
        "layers as views, tiles and files",
        (
            *(f"/peta/lapis/{layer}.geojson?zoom=12&bbox=117.4,0.4,117.7,0.7" for layer in LAYERS),
            *(f"/peta/lapis/{layer}/12/3385/2041.mvt" for layer in LAYERS),
            "/peta/lapis/titik.csv", "/peta/lapis/kelompok.geojson",
        ),
        read_by=FEW,
    ),
    Surface(
        "hotspots as things",  # with something in them: tests/matrix/test_hotspots.py
        (
            "/titik-rawan/daftar/", "/titik-rawan/12345/", "/petugas/titik-rawan/", "/petugas/titik-rawan/12345/ambil/",
            "/petugas/titik-rawan/kasus/NUMBER/",
        ),
        read_by=FEW,
    ),
    Surface(
        "figures",  # what they count: tests/matrix/test_figures.py
        tuple(
            f"/pemantauan/{page}"
            for page in (
                "", "wilayah/64/", "wilayah/64.08/", "wilayah/64.08/?category=CATEGORY", "instansi/DLH-64.08/",
                "instansi/DLH-64.08/tren/", "instansi/DLH-64.08/tunggakan/",
                "peringkat/?peers=regency&province=64", "saya/", "tren/", "wilayah/64.08/tren/", "tunggakan/",
                "wilayah/64.08/tunggakan/", "mutu/", "wilayah/64.08/mutu/", "peta/", "wilayah/64/peta/",
                "pelimpahan/", "wilayah/64.08/pelimpahan/", "lintas-batas/", "wilayah/64.08/lintas-batas/",
                "pemerataan/", "wilayah/64.08/pemerataan/", "ikm/", "wilayah/64.08/ikm/",
            )
        ),
        read_by=BOTH_SIDES,
    ),
    Surface(
        "figures for programs",
        ("/api/v1/scorecards/?area=64.08&category=CATEGORY", "/api/v1/scorecards/?by=regency,category"),
        read_by=BOTH_SIDES,
    ),
    Surface(
        "plans and consultations",  # with something in them: tests/monitoring/test_plans.py, tests/participation/
        (
            "/pemantauan/renaksi/", "/pemantauan/renaksi/1/", "/petugas/renaksi/", "/petugas/renaksi/1/",
            "/petugas/renaksi/baru/", "/petugas/renaksi/1/ubah/", "/pemantauan/konsultasi/",
            "/pemantauan/konsultasi/1/", "/pemantauan/konsultasi/1/notula.pdf", "/petugas/konsultasi/",
            "/petugas/konsultasi/baru/", "/petugas/konsultasi/1/", "/petugas/konsultasi/1/notula.pdf",
            "/petugas/konsultasi/1/rencana/", "/petugas/konsultasi/1/ubah/",
        ),
        read_by=FEW,
    ),
    Surface(
        "stories",  # with something in them: tests/participation/test_stories.py
        (
            "/kisah/", "/kisah/umpan.atom", "/kisah/1/", "/laporan/NUMBER/kisah/", "/petugas/kisah/",
            "/petugas/kisah/baru/", "/petugas/kisah/1/", "/petugas/kisah/1/minta/",
        ),
        read_by=FEW,
    ),
    Surface(
        "period reports",  # what they count and tell: tests/period_reports/test_contents.py
        (
            "/pemantauan/laporan/", "/petugas/laporan-berkala/",
            "/petugas/laporan-berkala/tulis/?area=64.08&period=2026-S1&audience=umum",
        ),
        read_by=FEW,
    ),
    Surface(
        "questions and answers",  # with something in them: tests/participation/test_questions.py
        (
            "/tanya-jawab/", "/tanya-jawab/?category=CATEGORY", "/tanya-jawab/1/", "/petugas/tanya-jawab/",
            "/petugas/tanya-jawab/usul/", "/petugas/tanya-jawab/baru/", "/petugas/tanya-jawab/1/",
            "/petugas/tanya-jawab/1/ubah/",
        ),
        read_by=FEW,
    ),
    Surface("hint at filing", ("/lapor/mirip/?category=CATEGORY&POINT",), NUMBER, everyone=True, open_only=True,
            read_by=FEW),
    Surface("following and objecting", ("/laporan/NUMBER/ikuti/", "/laporan/NUMBER/keberatan/"), read_by=FEW),
    Surface("the reporter's forms", ("/laporan/NUMBER/DEED/",), read_by=FEW),
    Surface("own reports", ("/akun/laporan/",), NUMBER, to=("citizen who claimed it",)),
    Surface("receipt", ("/lapor/terkirim/NUMBER/", "/lapor/terkirim/NUMBER/simpan.txt"), read_by=FEW),
    Surface("page of the report beside it", ("/laporan/NEIGHBOUR/", "/laporan/NEIGHBOUR/umpan.atom"), read_by=FEW),
    Surface("files", ("/laporan/NUMBER/berkas/FILE/",), FILES),
    # For staff
    Surface("inbox", ("/petugas/", "/petugas/?folder=closed"), NUMBER, staff=True, read_by=FEW),
    Surface("search", ("/petugas/baru/baris/?folder=FOLDER&q=tumpukan&shown=2020-01-01",), NUMBER, staff=True,
            read_by=FEW),
    Surface("filters and news", ("/petugas/saring/", "/petugas/baru/?shown=2020-01-01"), read_by=FEW),
    Surface("view as a file", ("/petugas/unduh.csv?folder=LIST",), TEXT, staff=True),
    Surface("view as a workbook", ("/petugas/unduh.xlsx?q=NUMBER",), TEXT, staff=True),
    Surface("several at once", ("/petugas/massal/",), TEXT, staff=True, read_by=DESKS, by=_several_at_once),
    Surface("saved views", ("/petugas/tampilan/",), NUMBER, to=("officer",), open_only=True, read_by=FEW,
            by=_kept_view),
    Surface("tasks near me", ("/petugas/peta/?near=HERE&whose=agency",), NUMBER, to=("officer",), open_only=True),
    Surface(
        "case",
        ("/petugas/kasus/NUMBER/",),
        frozenset({*ALL, "how to find the place", "the note among staff", "the file with the note"}),
        staff=True,
        exact=True,
    ),
    Surface("parts of the case", tuple(f"/petugas/kasus/NUMBER/{part}/" for part in _PARTS), read_by=FEW),
    Surface("forms of the case", ("/petugas/kasus/NUMBER/FORM/",), read_by=FEW),
    Surface("files of the case", ("/petugas/kasus/NUMBER/lampiran/FILE/",), FILES, staff=True),
    Surface(
        "duplicates, and what is near, of the case beside it",
        ("/petugas/kasus/NEIGHBOUR/serupa/", "/petugas/kasus/NEIGHBOUR/sekitar/"),
        NUMBER, staff=True, open_only=True, read_by=DESKS,
    ),
    Surface("practice", ("/petugas/latihan/", "/petugas/latihan/NUMBER/")),
    Surface(
        "administration",
        tuple(
            f"/kelola/reports/{page}/"
            for page in (
                "report", "report/ROW/change", "report/ROW/history", "flag", "letter", "webhookdelivery",
                "partnerfiling", "intakerow",
            )
        ),
        NUMBER, to=("superuser", "national administrator"), read_by=ADMINS,
    ),
    # What is sent
    Surface("letters", (), frozenset({"the question to the reporter", "the public answer"}), sent=True,
            to=("holder of the PIN", "citizen who claimed it", "visitor"), by=lambda looker, _: letters_to(looker)),
    Surface("letters to offices", (), NUMBER, sent=True, to=_OFFICES, by=lambda looker, _: letters_to(looker)),
    Surface("webhooks", (), TEXT, sent=True, to=_OFFICES, by=lambda looker, _: events_for(looker)),
)  # fmt: skip
