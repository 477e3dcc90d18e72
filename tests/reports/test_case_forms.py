"""The forms of a case: done once, kept when refused, stopped when somebody was faster."""

import re
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from accounts.models import Role, Unit
from reports import crypto
from reports.actions.case import passing, replying
from reports.desk.case.actions import ACTIONS
from reports.lifecycle.table import BY_VERB
from reports.models import (
    AnswerTemplate,
    Attachment,
    Audience,
    Category,
    IdentityReveal,
    Message,
    Photo,
    Report,
    ReporterIdentity,
    State,
)
from reports.policies import Viewer
from tests.cast import Staff, staff
from tests.factories import agency
from tests.reports.casework import HOSTILE, STRANGE, address, case, now, said, send
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db

ANSWER = "Petugas kami sudah ke lokasi dan mengangkut tumpukan sampah itu kemarin pagi."


def test_the_way_from_new_to_closed() -> None:
    officer, report = staff(user__name="Sari"), case()
    unit = Unit.objects.create(agency=agency("DLH-64.08"), name="Bidang Sampah")
    for slug, typed, state in (
        ("verifikasi", {}, State.VERIFIED),
        ("disposisi", {"unit": unit.pk, "assignee": officer.user.pk, "note": "Mohon dicek"}, State.DISPOSED),
        ("tindak-lanjut", {}, State.IN_FOLLOW_UP),
        ("jawab", {"body": ANSWER}, State.AWAITING_REPORTER),
        ("selesai", {"reason": "Pekerjaan di bawah tanah, tidak dapat difoto."}, State.CLOSED),
    ):
        response = send(officer, now(report), slug, **typed)
        assert response.status_code == 302, (slug, said(response))
        assert response["Location"] == address(report)
        assert now(report).state == state
    assert now(report).unit == unit
    assert ANSWER in said(officer.get(address(report)))


def test_a_form_in_place_leads_the_page_on() -> None:
    report = case()
    response = staff().post(address(report, "verifikasi"), {"version": report.version}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, address(report))


def test_one_button_does_it_and_opens_the_form_that_mostly_comes_next() -> None:
    officer, report = staff(), case()
    alone = send(officer, report, "verifikasi", then="dispose")
    assert alone["Location"] == address(report, "disposisi")
    assert officer.get(alone["Location"]).status_code == 200
    typed = {"version": now(report).version, "then": "answer"}
    beside = officer.post(address(report, "tindak-lanjut"), typed, headers={"HX-Request": "true"})
    assert beside["HX-Redirect"] == address(report) + "?buka=jawab"


def test_whoever_may_not_do_what_comes_next_is_not_led_there() -> None:
    monitor, report = staff("KOORDINATOR-64", Role.MONITOR), case()
    assert 'name="then"' not in said(monitor.get(address(report, "verifikasi")))
    assert send(monitor, report, "verifikasi", then="dispose")["Location"] == address(report)


def test_sending_the_same_twice_does_it_once() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    first = send(officer, report, "catatan", body="Sudah saya telepon.")
    second = send(officer, report, "catatan", body="Sudah saya telepon.")
    assert first["Location"] == second["Location"] == address(report)
    assert Message.objects.filter(report=report, kind="note").count() == 1
    assert now(report).version == report.version + 1


def test_another_note_from_an_old_page_is_not_taken_for_the_first() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    send(officer, report, "catatan", body="Satu")
    response = send(officer, report, "catatan", body="Dua")
    assert response.status_code == 409
    assert "Dua" in said(response)


def test_a_stale_form_tells_what_changed_and_keeps_what_was_typed() -> None:
    report = case(State.IN_FOLLOW_UP)
    slow, quick = staff(user__name="Sari"), staff(user__name="Budi Cepat")
    send(quick, report, "kabar", body="Kami sedang menuju lokasi.")
    response = send(slow, report, "jawab", body=ANSWER)
    text = said(response)
    assert response.status_code == 409
    assert "Budi Cepat" in text
    assert ANSWER in text
    assert now(report).state == State.IN_FOLLOW_UP
    again = send(slow, now(report), "jawab", body=ANSWER)
    assert again.status_code == 302
    assert now(report).state == State.AWAITING_REPORTER


def test_what_is_no_longer_possible_says_so_and_hands_the_text_back() -> None:
    report = case(State.IN_FOLLOW_UP)
    slow, quick = staff(user__name="Sari"), staff(user__name="Budi Cepat")
    send(quick, report, "jawab", body=ANSWER)
    response = send(slow, report, "jawab", body="Jawaban saya yang panjang sekali dan lambat.")
    assert response.status_code == 409
    assert "Jawaban saya yang panjang sekali dan lambat." in said(response)
    assert "Budi Cepat" in said(response)
    assert Message.objects.filter(report=report, kind="answer").count() == 1


def test_what_the_verb_refuses_stands_at_its_field() -> None:
    report = case(State.IN_FOLLOW_UP)
    response = send(staff(), report, "jawab", body="Sudah.")
    text = said(response)
    assert response.status_code == 422
    assert 'id="id_body_error"' in text
    assert "\nSudah.</textarea>" in text


def test_to_use_no_text_keeps_what_was_typed() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    sent = {"version": report.version, "look": "text", "text": "", "body": "Kami sudah ke sana dua kali."}
    assert "Kami sudah ke sana dua kali." in said(officer.post(address(report, "jawab"), sent))


def test_a_text_kept_ready_is_sent_only_when_its_blanks_are_filled() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    ready = AnswerTemplate.objects.create(
        use="answer",
        name="Kunjungan",
        body_id="Laporan {nomor} kami kunjungi pada {tanggal kunjungan} oleh {nama tim}.",
    )
    shown = said(officer.post(address(report, "jawab"), {"version": report.version, "look": "text", "text": ready.pk}))
    assert f"Laporan {report.number} kami kunjungi pada {{tanggal kunjungan}}" in shown
    body = f"Laporan {report.number} kami kunjungi pada {{tanggal kunjungan}} oleh {{nama tim}}."
    half = send(officer, report, "jawab", body=body, **{"blank-0": "3 Maret"})
    assert half.status_code == 422
    assert 'id="id_blank-1_error"' in said(half)
    assert not Message.objects.filter(report=report).exists()
    preview = send(officer, report, "jawab", body=body, look="preview", **{"blank-0": "3 Maret", "blank-1": "Tim Air"})
    assert "kami kunjungi pada 3 Maret oleh Tim Air." in said(preview)
    send(officer, report, "jawab", body=body, **{"blank-0": "3 Maret", "blank-1": "Tim Air"})
    assert Message.objects.get(report=report).body.endswith("pada 3 Maret oleh Tim Air.")


@pytest.mark.parametrize(("length", "status"), [(10_000, 302), (10_001, 422)])
def test_ten_thousand_characters_are_taken_and_one_more_is_refused(length: int, status: int) -> None:
    report = case(State.IN_FOLLOW_UP)
    text = ("baris\r\n" * 5000)[: length - 1].replace("\r\n", "\n")
    text = text.ljust(length - 1, "a") + "z"
    response = send(staff(), report, "catatan", body=text.replace("\n", "\r\n"))
    assert response.status_code == status
    assert Message.objects.filter(report=report).count() == (status == 302)


def test_hostile_and_strange_texts_come_back_as_text() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    assert send(officer, report, "catatan", body=HOSTILE + STRANGE).status_code == 302
    text = said(officer.get(address(report)))
    assert "<script>alert" not in text
    assert "مرحبا" in text
    for slug, typed in (
        ("jawab", {"body": HOSTILE[:20]}), ("limpahkan", {"q": HOSTILE, "agency": HOSTILE, "note": HOSTILE}),
        ("gabungkan", {"into": HOSTILE[:20]}), ("titik", {"point": HOSTILE, "note": HOSTILE}),
        ("wewenang", {"misconduct": "on", "accused": HOSTILE, "note": HOSTILE}), ("hitamkan", {"description": HOSTILE}),
    ):  # fmt: skip
        response = send(officer, now(report), slug, **typed)
        assert response.status_code == 422, slug
        assert "<script>" not in said(response).replace("<script src", ""), slug


@pytest.mark.parametrize("version", ["", "-1", "abc", "99999999999999999999"])
def test_a_version_that_is_none_is_no_error_of_ours(version: str) -> None:
    report = case()
    response = staff().post(address(report, "verifikasi"), {"version": version})
    assert response.status_code in (409, 422)
    assert now(report).state == State.NEW


def test_a_transfer_leads_back_to_the_inbox() -> None:
    officer, report = staff(), case(State.VERIFIED)
    shown = said(officer.get(address(report, "limpahkan", "?q=sanggau")))
    assert 'value="DLH-61.03"' in shown
    response = send(officer, report, "limpahkan", agency="DLH-61.03", note="Titiknya di Sanggau.")
    assert (response.status_code, response["Location"]) == (302, "/petugas/")
    assert now(report).agency.code == "DLH-61.03"
    assert officer.get(address(report)).status_code == 404


@pytest.mark.parametrize("typed", ["\0", "a\0b", "%", "'", "x" * 5000, STRANGE])
def test_whatever_is_searched_for_is_no_error_of_ours(typed: str) -> None:
    officer, report = staff(), case(State.VERIFIED)
    for below in ("instansi", "rekan", "limpahkan"):
        assert officer.get(address(report, below), {"q": typed}).status_code == 200, below
    assert send(officer, report, "limpahkan", agency=typed, note="Ya", q=typed, look="search").status_code == 200
    assert send(officer, report, "limpahkan", agency=typed, note="Ya", q=typed).status_code == 422


def test_the_third_transfer_is_announced() -> None:
    assert "notice--warning" in said(staff().get(address(case(State.VERIFIED, transfers=2), "limpahkan")))
    assert "notice--warning" not in said(staff().get(address(case(State.VERIFIED, transfers=1), "limpahkan")))


def test_a_correction_is_foreseen_before_it_is_done() -> None:
    officer, report = staff(), case(State.VERIFIED)
    typed = {"point": "0.120000, 110.600000", "note": "Pelapor mengirim titik yang benar."}
    first = send(officer, report, "titik", **typed)
    assert first.status_code == 200
    assert "Kabupaten Sanggau" in said(first)
    assert now(report).point.x == report.point.x
    seen = said(first).split('name="seen"')[1].split('value="')[1].split('"')[0]
    elsewhere = send(officer, report, "titik", **{**typed, "point": "0.130000, 110.610000"}, seen=seen)
    assert elsewhere.status_code == 200, "what was seen was another place"
    send(officer, report, "titik", **typed, seen=seen)
    assert round(now(report).point.x, 2) == 110.6


def test_the_category_is_changed_after_it_was_seen() -> None:
    officer, report = staff(), case(State.VERIFIED)
    other = Category.objects.get(pk="A3")
    first = send(officer, report, "kategori", category=other.pk, note="Ini limbah rumah tangga.")
    seen = said(first).split('name="seen"')[1].split('value="')[1].split('"')[0]
    send(officer, report, "kategori", category=other.pk, note="Ini limbah rumah tangga.", seen=seen)
    assert now(report).category_id == "A3"


def test_an_identity_is_shown_once_for_a_reason_and_never_kept() -> None:
    officer, report = staff(), case()
    ReporterIdentity.objects.create(
        report=report, name=crypto.encrypt("Budi Rahasia"), phone=crypto.encrypt("0812"), email=b""
    )
    assert send(officer, report, "identitas", reason="").status_code == 422
    assert not IdentityReveal.objects.exists()
    response = send(officer, now(report), "identitas", reason="Menanyakan jalan masuk ke lokasi.")
    assert "Budi Rahasia" in said(response)
    assert "no-store" in response["Cache-Control"]
    assert IdentityReveal.objects.get(report=report).user == officer.user
    assert "Budi Rahasia" not in said(officer.get(address(report)))


def test_black_bars_are_set_by_marks_and_no_word_can_be_changed() -> None:
    officer, report = staff(), case(State.VERIFIED, description="Pak Budi membuang sampah di sungai.")
    changed = send(officer, report, "hitamkan", description="Pak [[Budi]] membuang emas di sungai.", source="")
    assert changed.status_code == 422
    source = report.suspected_source
    send(officer, report, "hitamkan", description="Pak [[Budi]] membuang sampah di sungai.", source=source)
    assert now(report).public_description == "Pak █████ membuang sampah di sungai."
    assert "Pak [[Budi]] membuang" in said(officer.get(address(report, "hitamkan")))
    send(officer, now(report), "hitamkan", description="Pak Budi membuang sampah di sungai.", source=source)
    assert now(report).public_description is None


def test_colleagues_are_named_by_typing_and_strangers_are_not_found() -> None:
    officer, report = staff(user__name="Sari Dewi"), case()
    colleague = staff(user__name="Agus Salim").user
    staff("DLH-61.03", user__name="Orang Lain")
    names = officer.get(address(report, "rekan", "?q=ag")).json()["people"]
    assert names == [{"name": "Agus Salim"}]
    response = send(officer, report, "catatan", body="@Agus Salim tolong cek, @Orang Lain juga, surel a@b.id")
    assert response.status_code == 302
    note = Message.objects.get(report=report)
    assert list(note.mentions.all()) == [colleague]
    text = said(officer.get(address(report)))
    assert "@Orang" in text


def test_a_file_goes_with_a_note_and_only_to_those_who_may_see_the_case() -> None:
    officer, report = staff(), case()
    file = SimpleUploadedFile("hasil lab.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\ntrailer\n%%EOF\n")
    response = send(officer, report, "catatan", body="Hasil lab", files=file)
    assert response.status_code == 302, said(response)
    kept = Attachment.objects.get(report=report)
    got = officer.get(address(report, f"lampiran/{kept.pk}"))
    assert (got.status_code, got["Cache-Control"]) == (200, "private, no-store")
    assert staff("DLH-61.03").get(address(report, f"lampiran/{kept.pk}")).status_code == 404
    assert officer.get(address(report, f"lampiran/{uuid.uuid4()}")).status_code == 404


def test_a_file_that_is_no_document_is_refused_at_its_field_and_the_note_is_kept() -> None:
    report = case()
    file = SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 200)
    response = send(staff(), report, "catatan", body="Catatan panjang", files=file)
    assert response.status_code == 422
    assert 'id="id_files_error"' in said(response)
    assert "Catatan panjang" in said(response)


def _evidence(officer: Staff, report: Report) -> Photo:
    file = SimpleUploadedFile("bukti.jpg", telling_jpeg(), "image/jpeg")
    assert send(officer, report, "bukti", photo=file).status_code == 302
    return Photo.objects.get(report=report, source=Photo.Source.EVIDENCE)


def test_doubtful_evidence_needs_a_second_officer() -> None:
    first, second, report = staff(user__name="Sari"), staff(user__name="Budi"), case(State.IN_FOLLOW_UP)
    photo = _evidence(first, report)  # taken in Yogyakarta
    assert photo.check_result.needs_approval
    assert send(first, now(report), "selesai", body="Sudah diangkut semua.").status_code == 422
    own = send(first, now(report), "setujui-bukti", photo=photo.pk, note="Saya yakin.")
    assert own.status_code == 422
    assert f"foto/{photo.pk}/kecil.jpg" in said(second.get(address(report)))
    assert send(second, now(report), "setujui-bukti", photo=photo.pk, note="Tempatnya benar.").status_code == 302
    assert send(first, now(report), "selesai", body="Sudah diangkut semua, lihat foto.").status_code == 302
    assert now(report).state == State.CLOSED


def _served(client: Client, path: str) -> bytes:
    response: Any = client.get(path)
    return b"".join(response.streaming_content)


def test_a_photo_is_blurred_and_staff_still_see_it_as_taken() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    photo = _evidence(officer, report)
    path = f"{address(report)}foto/{photo.pk}/"
    before = _served(officer, f"{path}foto.jpg")
    blurred = send(officer, now(report), "foto", photo=photo.pk, treatment="blur", boxes="10, 10, 30, 30")
    assert blurred.status_code == 302, said(blurred)
    after = _served(officer, f"{path}foto.jpg")
    assert after != before
    assert _served(officer, f"{path}asli.jpg") == before
    assert staff("DLH-61.03").get(f"{path}foto.jpg").status_code == 404
    for boxes in ("", "1,2,3", "200, 0, 10, 10", "a, b, c, d"):
        assert send(officer, now(report), "foto", photo=photo.pk, treatment="blur", boxes=boxes).status_code == 422


def test_a_photo_of_another_case_cannot_be_treated() -> None:
    officer, mine, other = staff(), case(State.IN_FOLLOW_UP), case(State.IN_FOLLOW_UP)
    photo = _evidence(officer, other)
    assert send(officer, mine, "foto", photo=photo.pk, treatment="hide").status_code == 422
    assert officer.get(f"{address(mine)}foto/{photo.pk}/foto.jpg").status_code == 404


def test_no_picture_is_refused_at_its_field() -> None:
    report = case(State.IN_FOLLOW_UP)
    response = send(staff(), report, "bukti", photo=SimpleUploadedFile("x.jpg", b"nothing of a picture"))
    assert response.status_code == 422
    assert 'id="id_photo_error"' in said(response)


def test_merging_names_the_other_and_refuses_what_is_not_in_hand() -> None:
    officer, report, other = staff(), case(State.VERIFIED), case(State.VERIFIED)
    far = case(State.VERIFIED, agency_id=agency("DLH-61.03").pk)
    for number in (report.number, far.number, "0000-0000", "bukan"):
        assert send(officer, report, "gabungkan", into=number).status_code == 422, number
    assert other.number in said(officer.get(address(report, "gabungkan"))), "a candidate nearby"
    assert send(officer, report, "gabungkan", into=other.number).status_code == 302
    assert now(report).merged_into == other
    assert send(officer, now(report), "pisahkan", note="Ternyata lain.").status_code == 302
    assert now(report).state == State.VERIFIED


def test_splitting_makes_reports_of_the_parts() -> None:
    officer, report = staff(), case(State.VERIFIED)
    assert send(officer, report, "pecah").status_code == 422
    half = send(officer, report, "pecah", category_1="A3")
    assert 'id="id_description_1_error"' in said(half)
    done = send(officer, report, "pecah", category_1="A3", description_1="Got di sebelahnya berbau.")
    assert done.status_code == 302, said(done)
    assert Report.objects.get(split_from=report).category_id == "A3"


def test_a_form_filled_in_before_the_session_ended_comes_back() -> None:
    officer, report = staff(), case(State.IN_FOLLOW_UP)
    officer.logout()
    led = send(officer, report, "jawab", body=ANSWER)
    assert led.status_code == 302
    officer.force_login(officer.user)
    back = parse_qs(urlsplit(led["Location"]).query)["next"][0]
    assert ANSWER in said(officer.get(back))
    assert not Message.objects.exists()


@pytest.mark.parametrize("slug", ["tunda", "tanya", "arsip", "urgensi", "lindungi", "tahan", "tegaskan"])
def test_forms_sent_empty_name_what_is_missing(slug: str) -> None:
    report = case(State.VERIFIED, doubtful=True)
    response = send(staff(), report, slug)
    assert response.status_code in (302, 422), slug
    assert response.status_code == 302 or 'role="alert"' in said(response)


def test_an_unknown_form_does_not_exist() -> None:
    assert staff().get(address(case(), "terbang")).status_code == 404


def test_reading_works_while_others_write() -> None:
    report, officer = case(), staff(user__name="Sari")
    passing.verify(report, Viewer.of(officer.user))
    replying.ask(report, Viewer.of(officer.user), body="Di mana tepatnya?")
    other = staff()
    text = said(other.get(address(report, "hadir", "?version=0")))
    assert "Sari" in text


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(action.form, id=action.verb)
        for action in ACTIONS
        if BY_VERB[action.verb].audience == Audience.PUBLIC and "note" in action.form.base_fields
    ],
)
def test_a_reason_that_the_public_may_come_to_read_says_so(form: Any) -> None:
    with override("en"):
        told = f"{form.lead} {form.base_fields['note'].help_text}"
    assert any(words in told for words in ("the public", "The public", "Only staff"))


def test_who_verifies_what_is_held_back_is_told_that_it_stays_so() -> None:
    client = staff()
    held, free = (said(client.get("/en" + address(case(held=held), "verifikasi"))) for held in (True, False))
    assert "It stays held back from the public" in held
    assert "What was told becomes public now" in free


def test_a_hidden_photo_is_first_offered_to_be_shown() -> None:
    report = case(State.VERIFIED)
    photo = Photo.objects.create(report=report, position=1, hidden=True, width=4, height=3)
    shown = said(staff().get(address(report, "foto", f"?photo={photo.pk}")))
    assert re.search(r'value="show"[^>]*checked', shown)
