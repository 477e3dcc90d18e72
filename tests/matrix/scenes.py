"""A report of each kind that says everything it can, played through its verbs, among everyone who may look at it."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Agency
from reports import crypto
from reports.actions.case import closing, merging, noting, passing, replying, shielding
from reports.attachments import store, take_in
from reports.clocks import wind
from reports.models import (
    Audience,
    By,
    CaseCopy,
    Category,
    HistoryEntry,
    Message,
    Photo,
    Report,
    ReporterIdentity,
    State,
)
from reports.photos import clean_photo
from reports.policies import Viewer, in_hand
from tests.factories import ReportFactory
from tests.matrix.oracle import CLOSED, IDENTITY
from tests.matrix.people import Looker, people_around
from tests.reports.pictures import telling_jpeg

HERE = (117.550456, 0.530123)
STORY = "Tumpukan sampahzqx di tepi sungai, dibuang hitamzqx setiap malam."
CATEGORIES = {"confidential by category": "L5", "sensitive place": "H2"}
COPIES = ("DLH-64.74", "PUPR-64.08")


@dataclass
class Scene:
    """A report, another one about the same thing beside it in the same hands, and the cast by role."""

    kind: str
    report: Report
    neighbour: Report
    people: dict[str, Looker]


@dataclass(frozen=True)
class Play:
    """A report while it is played: the one beside it, who acts, and who is named in notes."""

    report: Report
    neighbour: Report
    officer: Viewer
    reporter: Viewer
    colleagues: list[Looker]


def scene(kind: str) -> Scene:
    """Let the cast in and play a report of a kind before them."""
    report = _filed(kind)
    neighbour = ReportFactory(
        category=report.category, state=State.VERIFIED, received_at=report.received_at, agency_id=report.agency_id,
        point=Point(HERE[0] + 0.0001, HERE[1] + 0.0001, srid=4326), description="Tumpukan yang sama di tepi sungai.",
    )  # fmt: skip
    for filed in (report, neighbour):
        _copy(filed)
    people = people_around(report).by_role
    colleagues = [looker for looker in people.values() if looker.agency and in_hand(report, looker.user)]
    play = Play(report, neighbour, Viewer.of(people["officer"].user), Viewer.of(None, [report.pk]), colleagues)
    _played(kind, play)
    # Found to be more urgent, or less, than its category is
    other = "N" if report.category.urgency == "D" else "D"
    Report.everything.filter(pk__in=(report.pk, neighbour.pk)).update(urgency=other)
    report.refresh_from_db()
    neighbour.refresh_from_db()
    return Scene(kind, report, neighbour, people)


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
    wind(report, report.history.get())
    report.save()
    name, phone, email = (crypto.encrypt(value) for value in IDENTITY)
    ReporterIdentity.objects.create(report=report, name=name, phone=phone, email=email)
    for position in (1, 2):
        _photographed(report, position)
    return report


def _photographed(report: Report, position: int) -> None:
    """Keep a photo; the second one is hidden."""
    clean = clean_photo(io.BytesIO(telling_jpeg()))
    photo = Photo(report=report, position=position, sha256=clean.sha256, width=clean.width, height=clean.height)
    photo.hidden = position == 2
    photo.image.save("a.jpg", ContentFile(clean.image), save=False)
    photo.thumbnail.save("b.jpg", ContentFile(clean.thumbnail), save=False)
    photo.original.save("c.jpg", ContentFile(clean.original), save=True)


def _copy(report: Report) -> None:
    for code in COPIES:
        copied = Agency.objects.get(code=code)
        CaseCopy.objects.create(
            report=report, agency=copied, why_id="tetangga", why_en="neighbour", since=timezone.now()
        )


def _played(kind: str, play: Play) -> None:
    if kind == "unverified":
        _noted(play)
        return
    _handled(play)
    if kind in CLOSED:
        closing.close(play.report, play.officer, reason="Sudah diangkut, dicek bersama ketua RT.")
    _KINDS.get(kind, lambda _play: None)(play)


def _handled(play: Play) -> None:
    report, officer = play.report, play.officer
    passing.verify(report, officer)
    _noted(play)
    passing.accept(report, officer)
    asked = replying.ask(report, officer, body="Lewat jalan mana, pertanyaanzqx?")
    _with_file(play, asked, "berkaspelaporzqx", Audience.REPORTER)
    replying.reply(report, play.reporter, body="Lewat gang, balasanzqx.")
    answered = replying.answer(report, officer, body="Sampah sudah diangkut pada hari Senin, jawabanzqx.")
    _with_file(play, answered, "berkasterbukazqx", Audience.PUBLIC)


def _noted(play: Play) -> None:
    """A note with a file; every colleague is named in it, so that each of them gets a letter."""
    mentions = [looker.user for looker in play.colleagues]
    noting.note(
        play.report,
        play.officer,
        body="catatanzqx: periksa dahulu.",
        mentions=mentions,
        files=[_text("berkasdalamzqx")],
    )


def _with_file(play: Play, entry: HistoryEntry, word: str, audience: Audience) -> None:
    message = Message.objects.get(pk=entry.data["message"])
    store(play.report, take_in(_text(word)), audience=audience, by=By.STAFF, message=message)


def _text(word: str) -> SimpleUploadedFile:
    """A file whose name and content say who may have it."""
    return SimpleUploadedFile(f"{word}.txt", f"Isi: {word}\n".encode())


def _blackened(play: Play) -> None:
    black = STORY.replace("hitamzqx", "▇" * len("hitamzqx"))
    shielding.redact(play.report, play.officer, public_description=black, public_source=None)


def _joined(play: Play) -> None:
    merging.merge(play.report, play.officer, into=play.neighbour)


_KINDS: dict[str, Callable[[Play], object]] = {
    "blackened": _blackened,
    "held back": lambda play: shielding.hold_back(play.report, play.officer, note="Perlu dibaca dahulu."),
    "archived": lambda play: closing.archive(
        play.report, play.officer, note="Laporan percobaan dari pelapor.", reason="spam"
    ),
    "joined to another": _joined,
}
