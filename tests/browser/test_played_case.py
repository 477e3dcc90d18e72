"""A case played by all who have to do with it, from filing to rating: with telephones, and with desks.

docs/case-played.md tells it with the pictures taken here:
SHOTS=docs/images/case pytest tests/browser/test_played_case.py
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import Role, User
from boundaries.locator import locate
from reports.models import UNSUR, EvidenceCheck, HistoryEntry, Report, State, Survey
from tests.browser.playing import Play, text
from tests.browser.scenery import Water, river
from tests.browser.signing_in import with_password
from tests.factories import SANGATTA, MembershipFactory, UnitFactory, agency
from tests.reports.slow_clock import last_day
from tests.smtp import Sink, serving, use_mail_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ZONE = "Asia/Makassar"
KUTAI_TIMUR, PROVINCE = "DLH Kabupaten Kutai Timur", "DLH Provinsi Kalimantan Timur"
REPORTER = "siti@demo.invalid"
STORY = (
    "Sejak hari Senin air sungai di belakang kampung hitam dan berbau menyengat. Ikan mati mengapung, "
    "anak-anak yang mandi gatal-gatal. Airnya keluar dari pipa besar di seberang, paling deras malam hari."
)
INSTRUCTION = "Tolong cek dulu izin pabriknya, lalu ke lapangan."
REASON = (
    "Izin pembuangan air limbah pabrik ini diterbitkan provinsi, jadi pengawasannya ada pada DLH Provinsi. "
    "Laporan dan semua fotonya kami teruskan; Anda tidak perlu melapor ulang."
)
FIRST = {
    "nama usaha": "PT Contoh Sawit Makmur",
    "tanggal pemeriksaan": "Sabtu pagi",
    "hasil pemeriksaan": "BOD 184 mg/l, baku mutunya 100 mg/l",
    "jenis sanksi": "teguran tertulis",
    "nomor": "surat 660/214/DLH",
    "tenggat": "akhir bulan ini",
}
OBJECTION = "Semalam airnya hitam lagi, fotonya saya sertakan. Pipanya belum ditutup."
SECOND = "Pipa sudah kami segel bersama polisi tadi pagi, dan air limbahnya kini dialirkan kembali ke kolam pengolahan."
CLOSING = "Air di hilir kami ukur lagi siang ini: BOD 22 mg/l, di bawah baku mutu. Foto sesudahnya ada di laporan ini."


@pytest.fixture(params=[360, 1280])
def play(request: Any, live_server: Any, new_context: Callable[..., BrowserContext], settings: Any) -> Iterator[Play]:
    """A stage on which letters arrive, and on which no page may do what none may."""
    settings.SITE_URL = live_server.url
    locate(*SANGATTA)  # the first look-up of an edition builds its index, which no page waits for
    sink = Sink()
    with serving(sink) as port:
        use_mail_server(settings, port)
        stage = Play(new_context, live_server.url, request.param, sink)
        yield stage
    assert not any(stage.wrong), stage.wrong


def test_a_case_is_played_from_filing_to_rating(play: Play, tmp_path: Path) -> None:
    unit = UnitFactory(agency=agency("DLH-64.08"), name="Bidang Penegakan Hukum Lingkungan")
    sari = officer("Sari Dewi", "DLH-64.08", unit=unit)
    ratna = officer("Ratna Wulandari", "DLH-64.08", role=Role.AGENCY_ADMIN)
    bima = officer("Bima Pratama", "DLH-64")

    siti, number, pin = filed(play, tmp_path)
    sari_desk = verified(play, sari, siti, number)
    disposed(play, ratna, sari)
    transferred(play, sari_desk, sari, siti)
    bima_desk = answered(play, bima, siti)
    contested(play, siti, pin, tmp_path)
    closed(play, bima_desk, bima, siti, tmp_path)
    rated(play, siti)
    remembered(sari, ratna, bima)


def filed(play: Play, folder: Path) -> tuple[Page, str, str]:
    """Siti, who has no account, stands at the river."""
    place = {"latitude": SANGATTA[1], "longitude": SANGATTA[0], "accuracy": 12}
    siti = play.browser(permissions=["geolocation"], geolocation=place)
    siti.goto(f"{play.base}/lapor/")
    siti.locator("#category-words").fill("limbah pabrik")
    siti.locator("input[name=category][value=A1]").check()
    siti.locator("#id_permit_issuer").select_option("unknown")
    siti.locator("#use-gps").click()
    expect(siti.locator("#place-answer strong").first).to_have_text(KUTAI_TIMUR)
    siti.locator("#id_place_note").fill("Di belakang kampung, 200 m ke hulu dari jembatan gantung.")
    siti.locator("#id_description").fill(STORY)
    siti.locator("#id_photos").set_input_files(photo(folder, "black"))
    expect(siti.locator("#photo-list .photo")).to_have_count(1)
    siti.locator("#id_name").fill("Siti (contoh)")
    siti.locator("#id_email").fill(REPORTER)
    play.look(siti, "1-filed-form", siti.locator("#place-answer"))
    siti.locator("#send").click()
    siti.wait_for_url("**/lapor/terkirim/**")
    number, pin = (siti.locator(f"#{name}").inner_text().replace(" ", "") for name in ("number", "pin"))
    play.look(siti, "1-filed-receipt")
    assert pin not in text(play.letter(REPORTER, "sudah kami terima"))
    siti.goto(f"{play.base}/laporan/{number}/")
    stands(siti, "Baru", working_days(1, since="submitted"))
    return siti, number, pin


def verified(play: Play, sari: User, siti: Page, number: str) -> Page:
    """Sari finds it in the inbox of her agency, reads it, and lets the public read it."""
    public = play.browser()
    public.goto(siti.url)
    expect(public.locator("main")).not_to_contain_text("Ikan mati mengapung")
    desk = play.desk(sari, f"{play.base}/petugas/?folder=agency")
    row = desk.locator(f".case-row[data-number='{number}']")
    expect(row).to_have_class(re.compile("case-row--new"))
    play.look(desk, "2-verified-inbox")
    row.locator("a").click()
    expect(desk.locator("#laporan")).to_contain_text(STORY)
    choose(desk, "verifikasi")
    play.look(desk, "2-verified-form")
    go_on(desk)
    expect(desk.locator(".case-head__badges")).to_contain_text("Terverifikasi")
    public.reload()
    expect(public.locator("main")).to_contain_text("Ikan mati mengapung")
    play.letter(REPORTER, "sudah diverifikasi")
    siti.reload()
    stands(siti, "Terverifikasi", working_days(5, since="verify"))
    return desk


def disposed(play: Play, ratna: User, sari: User) -> None:
    """Ratna, who runs the agency, follows the link of the letter that told her of the report, and gives it to Sari."""
    desk = play.desk(ratna, play.link(play.letter(ratna.email, "laporan baru"), "/petugas/"))
    choose(desk, "disposisi")
    acting(desk).locator("label", has_text="Penegakan Hukum").first.click()
    acting(desk).locator("label", has_text="Sari Dewi").click()
    acting(desk).locator("[name=note]").fill(INSTRUCTION)
    play.look(desk, "3-disposed-form")
    go_on(desk)
    expect(desk.locator(".case-head__badges")).to_contain_text("Terdisposisi")
    assert Report.objects.get().assignee == sari


def transferred(play: Play, desk: Page, sari: User, siti: Page) -> None:
    """The permit is the province's: Sari passes the case on, says why, and has it no more."""
    letter = play.letter(sari.email, "disposisi untuk Anda")
    assert INSTRUCTION in text(letter)
    desk.goto(address := play.link(letter, "/petugas/"))
    choose(desk, "limpahkan")
    expect(acting(desk).locator("[name=agency]").first).to_have_value("DLH-64")  # the same office, a level up
    acting(desk).locator("label", has_text=PROVINCE).click()
    acting(desk).locator("[data-main]").click()
    acting(desk).locator("#error-summary a").click()
    expect(acting(desk).locator("#id_note_error")).to_be_in_viewport()  # without a reason nothing is passed on
    acting(desk).locator("[name=note]").fill(REASON)
    play.look(desk, "4-transferred-form", acting(desk).locator("#id_agency"))
    go_on(desk)
    assert desk.goto(address).status == 404
    play.letter(REPORTER, "dilimpahkan")
    siti.reload()
    expect(siti.locator("#authority")).to_have_text(PROVINCE)
    expect(siti.locator(".authority")).to_contain_text(REASON)
    stands(siti, "Terverifikasi", working_days(5, since="transfer"))
    expect(siti.locator(".timeline")).not_to_contain_text(INSTRUCTION)  # which was for staff
    play.look(siti, "4-transferred-reporter", siti.locator(".authority" if play.width < 500 else ".report__head"))


def answered(play: Play, bima: User, siti: Page) -> Page:
    """Bima of the province takes it up, fills the blanks of a text kept ready, and sends it."""
    desk = play.desk(bima, play.link(play.letter(bima.email, "pelimpahan untuk Anda"), "/petugas/"))
    choose(desk, "tindak-lanjut")
    acting(desk).locator("[name=then]").click()
    expect(acting(desk)).to_have_attribute("data-slug", "jawab")
    siti.reload()
    stands(siti, "Ditindaklanjuti", working_days(14, since="submitted"))
    acting(desk).locator("[name=text]").select_option(label="Pelaku usaha dikenai sanksi")
    for blank, words in FIRST.items():
        acting(desk).locator("[data-blanks]").get_by_label(re.compile(f"^{blank}")).fill(words)
    acting(desk).locator("[name=look][value=preview]").click()
    expect(acting(desk).locator(".preview")).to_contain_text("Kami memeriksa PT Contoh Sawit Makmur pada Sabtu pagi.")
    play.look(desk, "5-answered-form", acting(desk).locator(".preview"))
    go_on(desk)
    assert "BOD 184 mg/l" in text(play.letter(REPORTER, "dijawab"))
    siti.reload()
    stands(siti, "Dijawab, menunggu pelapor", working_days(10, since="answer"))
    expect(siti.locator("#todo .said")).to_contain_text("BOD 184 mg/l")
    play.look(siti, "5-answered-reporter", siti.locator(".report__head"))
    return desk


def contested(play: Play, siti: Page, pin: str, folder: Path) -> None:
    """It is black again. Siti's telephone has forgotten the report; the letter's link and the PIN open it."""
    siti.context.clear_cookies()
    siti.goto(play.link(play.letter(REPORTER, "dijawab"), "/lacak/"))
    siti.locator("[name=pin]").fill(pin)
    siti.locator("main form button").click()
    siti.locator("#todo summary", has_text="belum selesai").click()
    contest = siti.locator("#todo form[action$='/belum-selesai/']")
    contest.locator("[name=body]").fill(OBJECTION)
    contest.locator("[name=photos]").set_input_files(photo(folder, "dark"))
    play.look(siti, "6-contested-form", siti.locator("#todo form").first)
    contest.locator("button[type=submit]").click()
    stands(siti, "Dibuka kembali", working_days(5, since="contest"))
    expect(siti.locator(".timeline")).to_contain_text(OBJECTION)
    play.look(siti, "6-contested-reporter")


def closed(play: Play, desk: Page, bima: User, siti: Page, folder: Path) -> None:
    """Bima takes it up again, answers, photographs what was done where it was done, and closes."""
    desk.goto(play.link(play.letter(bima.email, "belum selesai"), "/petugas/"))
    expect(desk.locator("#riwayat")).to_contain_text(OBJECTION)
    choose(desk, "tindak-lanjut")
    acting(desk).locator("[name=then]").click()
    expect(acting(desk)).to_have_attribute("data-slug", "jawab")
    acting(desk).locator("[name=body]").fill(SECOND)
    go_on(desk)
    choose(desk, "selesai")
    acting(desk).locator("[name=body]").fill(CLOSING)
    acting(desk).locator("[data-main]").click()
    expect(acting(desk).locator("#id_reason_error")).to_be_visible()  # neither evidence nor a reason
    acting(desk).locator(".notice a[href*='/bukti/']").click()
    expect(acting(desk)).to_have_attribute("data-slug", "bukti")
    acting(desk).locator("[name=photo]").set_input_files(photo(folder, "clear"))
    expect(acting(desk).locator("[data-photo-preview] img")).to_be_visible()
    play.look(desk, "7-closed-evidence", acting(desk).locator(".field").first)
    go_on(desk)
    expect(desk.locator(".case-photos .check")).to_contain_text("56 m")
    assert EvidenceCheck.objects.get().flags == []
    choose(desk, "selesai")
    expect(acting(desk).locator("[name=body]")).to_have_value(CLOSING)
    expect(acting(desk).locator("[name=reason]")).to_have_count(0)  # there is evidence
    play.look(desk, "7-closed-form")
    go_on(desk)
    assert CLOSING in text(play.letter(REPORTER, "selesai"))
    siti.reload()
    stands(siti, "Selesai", None)
    play.look(siti, "7-closed-reporter", siti.locator(".report__head"))


def rated(play: Play, siti: Page) -> None:
    """Each tap is kept at once."""
    survey = siti.locator("#survey")
    survey.locator("[name=solved][value=yes]").check()
    survey.locator("summary").click()
    for unsur in UNSUR:
        survey.locator(f"[name={unsur}][value='{2 if unsur == 'time' else 4}']").check()
    survey.locator("[name=comment]").fill("Sungainya sudah jernih. Semoga lain kali tidak perlu dua kali.")
    play.look(siti, "8-rated-survey", siti.locator("#todo"))
    survey.locator("button[type=submit]").click()
    expect(siti.locator("main")).to_contain_text("Terima kasih, jawaban Anda")
    kept = Survey.objects.get()
    assert (kept.solved, kept.time, kept.conduct) == ("yes", 2, 4)
    assert None not in [getattr(kept, unsur) for unsur in UNSUR]
    play.look(siti, "8-rated-timeline", siti.locator(".timeline .step").nth(-4))


def remembered(sari: User, ratna: User, bima: User) -> None:
    """The history has all of it; what the reporter did names nobody."""
    assert list(HistoryEntry.objects.order_by("at", "pk").values_list("verb", "actor", "state")) == [
        ("submitted", None, State.NEW),
        ("verify", sari.pk, State.VERIFIED),
        ("dispose", ratna.pk, State.DISPOSED),
        ("transfer", sari.pk, State.VERIFIED),
        ("accept", bima.pk, State.IN_FOLLOW_UP),
        ("answer", bima.pk, State.AWAITING_REPORTER),
        ("contest", None, State.REOPENED),
        ("add_photos", None, State.REOPENED),
        ("accept", bima.pk, State.IN_FOLLOW_UP),
        ("answer", bima.pk, State.AWAITING_REPORTER),
        ("add_evidence", bima.pk, State.AWAITING_REPORTER),
        ("close", bima.pk, State.CLOSED),
        ("survey", None, State.CLOSED),
    ]


def officer(name: str, code: str, **membership: Any) -> User:
    """Someone of the demonstration who works at an agency."""
    address = f"{name.split(maxsplit=1)[0].lower()}@demo.invalid"
    names = {"user__name": f"{name} (contoh)", "user__email": address}
    return with_password(MembershipFactory(agency=agency(code), **names, **membership).user)


def photo(folder: Path, water: Water) -> Path:
    """A photo as a telephone takes it now, sixty metres from the pin."""
    path = folder / f"IMG_{water}.jpg"
    path.write_bytes(river(water, (SANGATTA[0] + 0.0005, SANGATTA[1]), timezone.now().astimezone(ZoneInfo(ZONE))))
    return path


def stands(siti: Page, state: str, by: dt.date | None) -> None:
    """The reporter's page says where the case stands, and by which day the next step is due."""
    expect(siti.locator(".report__head .badge-ui").last).to_have_text(state)
    if by is None:
        expect(siti.locator(".next__when")).to_have_count(0)
    else:
        with translation.override("id"):
            expect(siti.locator(".next__when")).to_contain_text(date_format(by, "l, j F Y"))


def working_days(number: int, since: str) -> dt.date:
    """So many working days of East Kalimantan after something was last done, by the slow clock."""
    free = holidays.country_holidays("ID", categories=("public", "government"))
    began = HistoryEntry.objects.filter(verb=since).latest("at").at
    return last_day(began, number, ZONE, lambda day: day.weekday() < 5 and day not in free, [])


def acting(desk: Page) -> Locator:
    """The form at hand: beside the case on a wide screen, on a page of its own on a small one."""
    return desk.locator("[data-act]")


def choose(desk: Page, slug: str) -> None:
    """Open the form of a verb: the large button where it is the next step, the menu of all actions where it is not."""
    link = desk.locator(f".case-bar a[href*='/{slug}/'], .case-menu a[href*='/{slug}/']").locator("visible=true")
    if not link.count():
        desk.locator("[data-open-menu], #all-actions > summary").locator("visible=true").first.click()
    link.first.click()
    expect(acting(desk)).to_have_attribute("data-slug", slug)


def go_on(desk: Page) -> None:
    """Press the button of the form at hand, and come back to the case or the inbox."""
    acting(desk).locator("[data-main]").click()
    expect(acting(desk)).to_have_count(0)
