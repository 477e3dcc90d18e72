"""A report of each kind that says everything it can, played through its verbs, and everyone who may look at it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import Agency, Role, User
from reports import crypto
from reports.actions.case import closing, merging, noting, passing, replying, shielding
from reports.models import CaseCopy, Category, Claim, Photo, Report, ReporterIdentity, State
from reports.photos import clean_photo
from reports.policies import Viewer
from tests.cast import staff
from tests.factories import PIN, ReportFactory, UserFactory
from tests.matrix.oracle import IDENTITY
from tests.reports.pictures import telling_jpeg

HERE = (117.550456, 0.530123)
STORY = "Tumpukan sampahzqx di tepi sungai, dibuang hitamzqx setiap malam."
CATEGORIES = {"confidential by category": "L5", "sensitive place": "H2"}


@dataclass
class Scene:
    """A report and the clients of everyone in the cast, by role."""

    kind: str
    report: Report
    clients: dict[str, Client]
    users: dict[str, User] = field(default_factory=dict)


def scene(kind: str) -> Scene:
    """Play a report of a kind and let the cast in."""
    report = _filed(kind)
    assert report.agency is not None
    officer = staff(report.agency, user__name="Petugaszqx Satu")
    viewer, reporter = Viewer.of(officer.user), Viewer.of(None, [report.pk])
    if kind != "unverified":
        _handled(report, viewer, reporter)
    else:
        noting.note(report, viewer, body="catatanzqx: periksa dahulu.")
    _KINDS.get(kind, lambda *_: None)(report, viewer, reporter)
    report.refresh_from_db()
    return Scene(kind, report, _cast(report, officer))


def _filed(kind: str) -> Report:
    report: Report = ReportFactory(
        category=Category.objects.get(pk=CATEGORIES.get(kind, "W1")),
        description=STORY,
        suspected_source="cvterlaporzqx",
        place_note="patokanzqx dekat masjid",
        point=Point(*HERE, srid=4326),
        anonymous=kind in {"anonymous", "anonymous and confidential"},
        practice=kind == "exercise",
    )
    if kind in {"confidential", "anonymous and confidential"}:
        Report.everything.filter(pk=report.pk).update(confidential=True)
    if kind == "accusing an agency":
        Report.everything.filter(pk=report.pk).update(accused_agency=Agency.objects.get(code="PUPR-64.08"))
    report.refresh_from_db()
    name, phone, email = (crypto.encrypt(value) for value in IDENTITY)
    ReporterIdentity.objects.create(report=report, name=name, phone=phone, email=email)
    for position in (1, 2):
        clean = clean_photo(io.BytesIO(telling_jpeg()))
        photo = Photo(report=report, position=position, sha256=clean.sha256, width=clean.width, height=clean.height)
        photo.hidden = position == 2
        photo.image.save("a.jpg", ContentFile(clean.image), save=False)
        photo.thumbnail.save("b.jpg", ContentFile(clean.thumbnail), save=False)
        photo.original.save("c.jpg", ContentFile(clean.original), save=True)
    for code in ("DLH-64.74", "PUPR-64.08"):
        copied = Agency.objects.get(code=code)
        CaseCopy.objects.create(
            report=report, agency=copied, why_id="tetangga", why_en="neighbour", since=timezone.now()
        )
    return report


def _handled(report: Report, viewer: Viewer, reporter: Viewer) -> None:
    passing.verify(report, viewer)
    noting.note(report, viewer, body="catatanzqx: pernah ada aduan serupa.")
    passing.accept(report, viewer)
    replying.ask(report, viewer, body="Lewat jalan mana, pertanyaanzqx?")
    replying.reply(report, reporter, body="Lewat gang, balasanzqx.")
    replying.answer(report, viewer, body="Sampah sudah diangkut pada hari Senin, jawabanzqx.")


def _blackened(report: Report, viewer: Viewer, _reporter: Viewer) -> None:
    black = STORY.replace("hitamzqx", "▇" * len("hitamzqx"))
    shielding.redact(report, viewer, public_description=black, public_source=None)


def _joined(report: Report, viewer: Viewer, _reporter: Viewer) -> None:
    merging.merge(report, viewer, into=ReportFactory(state=State.VERIFIED, received_at=report.received_at))


_KINDS: dict[str, Callable[[Report, Viewer, Viewer], object]] = {
    "blackened": _blackened,
    "held back": lambda report, viewer, _: shielding.hold_back(report, viewer, note="Perlu dibaca dahulu."),
    "archived": lambda report, viewer, _: closing.archive(
        report, viewer, note="Laporan percobaan dari pelapor.", reason="spam"
    ),
    "joined to another": _joined,
}


def _cast(report: Report, officer: Client) -> dict[str, Client]:
    assert report.agency is not None
    holder, claimed, other, superuser = Client(), Client(), Client(), Client()
    holder.post("/lacak/", {"number": report.number, "pin": PIN})
    claimant = UserFactory()
    claimed.force_login(claimant)
    Claim.objects.create(report=report, user=claimant, at=timezone.now())
    other.force_login(UserFactory())
    superuser.force_login(UserFactory(is_staff=True, is_superuser=True))
    return {
        "visitor": Client(),
        "other citizen": other,
        "officer elsewhere": staff("DLH-61.03"),
        "monitor elsewhere": staff("KOORDINATOR-61", Role.MONITOR),
        "holder of the PIN": holder,
        "citizen who claimed it": claimed,
        "officer": officer,
        "administrator of the agency": staff(report.agency, Role.AGENCY_ADMIN),
        "administrator of the institution": staff(_institution(report), Role.AGENCY_ADMIN),
        "provincial monitor": staff("KOORDINATOR-64", Role.MONITOR),
        "national administrator": staff("NASIONAL", Role.NATIONAL),
        "superuser": superuser,
        "officer with a copy": staff("DLH-64.74"),
        "officer of the accused agency": staff("PUPR-64.08" if report.accused_agency_id else "DLH-61.02"),
    }


def _institution(report: Report) -> Agency:
    """The institution of which the agency is a part, or the agency itself."""
    agency = report.agency
    assert agency is not None
    return agency.parent or agency
