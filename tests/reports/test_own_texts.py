"""An agency's own texts kept ready: who reads and writes them, what is wrong with one, and what becomes of it."""

from typing import Any

import pytest

from accounts.models import Role
from reports.actions.case.errors import RefusedError
from reports.actions.ready_texts import (
    MOST_TEXTS,
    OvertakenError,
    Wording,
    add_text,
    delete_text,
    put_text_in_use,
    rewrite_text,
)
from reports.lifecycle.offer import NotAllowedError
from reports.models import AnswerTemplate, Message, State
from reports.ready_texts import fault
from tests.cast import Staff, staff
from tests.factories import UserFactory, agency
from tests.reports.casework import HOSTILE, STRANGE, address, case, now, said, send

pytestmark = pytest.mark.django_db

OURS, THEIRS, PARENT = "DLH-64.08", "DLH-64.74", "PEMDA-64.08"
BODY = "Laporan {nomor laporan}: {instansi} mengangkut sampah itu pada {tanggal angkut}."
WORDING = Wording("answer", "Sudah diangkut", BODY)


def admin(code: str = OURS) -> Staff:
    """An administrator of an agency."""
    return staff(code, Role.AGENCY_ADMIN)


def national() -> Staff:
    """Someone who may do everything."""
    return Staff.of(UserFactory(is_superuser=True))


def kept(code: str = OURS, **changes: Any) -> AnswerTemplate:
    """A text of an agency."""
    columns = {"use": "answer", "name": "Sudah diangkut", "body_id": BODY} | changes
    return AnswerTemplate.objects.create(agency=agency(code), **columns)


def page(text: AnswerTemplate | None = None, tail: str = "", code: str = OURS) -> str:
    """Address of a text's pages, or of that where a new one is written."""
    return f"/petugas/teks/{agency(code).pk}/{f'{text.pk}/{tail}' if text else 'baru/'}"


def form(text: AnswerTemplate | None = None, **changes: str) -> dict[str, str]:
    """What the editor sends."""
    wording = Wording.of(text) if text else WORDING
    fields = {"use": wording.use, "name": wording.name, "body_id": wording.body_id, "body_en": wording.body_en}
    return {**fields, "seen": wording.mark if text else "", **changes}


def own(code: str = OURS) -> list[AnswerTemplate]:
    """What an agency keeps."""
    return list(AnswerTemplate.objects.of_agency(agency(code).pk).order_by("pk"))


# Reading


def test_the_list_has_ones_own_and_the_platforms_and_nobody_elses() -> None:
    kept(name="Teks kami", body_en="Our text.")
    kept(THEIRS, name="Teks tetangga")
    shown = said(staff(OURS).get("/petugas/teks/"))
    assert "Teks kami" in shown
    assert "Our text." in shown
    assert "Sudah ditangani di lapangan" in shown
    assert "Teks tetangga" not in shown
    assert '<mark class="blank blank--case">{instansi}</mark>' in shown
    assert '<mark class="blank blank--officer">{tanggal angkut}</mark>' in shown


def test_texts_are_visible_by_membership() -> None:
    mine, theirs = kept(), kept(THEIRS)
    platform = AnswerTemplate.objects.of_agency(None).count()
    for user, seen in ((admin().user, {mine}), (national().user, {mine, theirs})):
        found = AnswerTemplate.objects.visible_to(user)
        assert {text for text in found if text.agency_id} == seen
        assert found.filter(agency=None).count() == platform
    assert not AnswerTemplate.objects.visible_to(UserFactory()).exists()


def test_whoever_may_write_finds_the_way_from_the_case() -> None:
    report = case(State.IN_FOLLOW_UP)
    for desk, offered in ((admin(), True), (admin(PARENT), True), (staff(), False)):
        assert ("/petugas/teks/" in said(desk.get(address(report, "jawab"))).partition("<main")[2]) == offered
        assert ("/baru/" in said(desk.get("/petugas/teks/"))) == offered


# Writing


def test_it_is_written_changed_put_aside_and_deleted() -> None:
    desk = admin()
    assert desk.post(page(), form(body_en="Report {number}.")).status_code == 302
    (text,) = own()
    assert Wording.of(text) == Wording("answer", "Sudah diangkut", BODY, "Report {number}.")
    assert desk.post(page(text), form(text, body_id="Sudah {apa}.\r\nTerima kasih.")).status_code == 302
    text.refresh_from_db()
    assert text.body_id == "Sudah {apa}.\nTerima kasih."
    for active in (False, True):
        assert desk.post(page(text, "pakai/"), {"active": str(int(active))}).status_code == 302
        text.refresh_from_db()
        assert text.active is active
    for _twice in range(2):
        assert desk.post(page(text, "hapus/")).status_code == 302
    assert not own()


def test_it_begins_with_a_copy_of_one_that_may_be_read() -> None:
    theirs = kept(THEIRS, body_id="Hanya untuk kami.")
    platform = AnswerTemplate.objects.of_agency(None).filter(use="close").first()
    assert platform is not None
    desk = admin()
    assert desk.get(page(), {"dari": str(platform.pk)}).context["form"]["body_id"].value() == platform.body_id
    for source in (str(theirs.pk), "x", "9" * 30, "²"):
        assert "Hanya untuk kami." not in said(desk.get(page(), {"dari": source}))


def test_a_form_sent_twice_is_kept_once() -> None:
    desk = admin()
    for _twice in range(2):
        assert desk.post(page(), form()).status_code == 302
    (text,) = own()
    sent = form(text, body_id="Lain.")
    for _twice in range(2):
        assert desk.post(page(text), sent).status_code == 302
    assert [row.body_id for row in own()] == ["Lain."]


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"body_id": "Pada {tanggal"}, "body_id", ""),
        ({"body_id": "Pada tanggal}"}, "body_id", ""),
        ({"body_id": "Pada {{tanggal}}"}, "body_id", ""),
        ({"body_en": "On { }"}, "body_en", "tanggal kunjungan"),
        ({"body_id": "{" + "a" * 81 + "}"}, "body_id", "80"),
        ({"body_id": "{tanggal\nkunjungan}"}, "body_id", "80"),
        ({"body_id": "Oleh {intansi}."}, "body_id", "{instansi}"),
        ({"body_id": "{Nomor_Laporan}"}, "body_id", "{nomor laporan}"),
        ({"body_id": " ".join(f"{{isi {n}}}" for n in range(21))}, "body_id", "21"),
        ({"body_id": "a" * 2_001, "use": "transfer"}, "body_id", "2"),
        ({"body_id": "a" * 10_001}, "body_id", "10"),
        ({"body_id": "\u200b"}, "body_id", ""),
        ({"body_id": ""}, "body_id", ""),
        ({"name": "a" * 101}, "name", "100"),
        ({"name": "\u200b"}, "name", ""),
        ({"use": "makan"}, "use", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(typed: dict[str, str], field: str, told: str) -> None:
    answer = admin().post(page(), form() | typed)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert told in str(errors[field][0])
    assert answer.context["form"]["body_id"].value() == typed.get("body_id", BODY)
    assert not own()


@pytest.mark.parametrize("body", [BODY, "Tanpa isian.", "{instalasi}", "{Instansi}", "{nomor surat}", "{tanggal 2}"])
def test_what_is_right_is_not_found_fault_with(body: str) -> None:
    assert fault(body, "answer") == ""


def test_a_name_is_taken_once_for_a_use_within_an_agency() -> None:
    kept()
    other = kept(name="Lain")
    kept(THEIRS, name="Milik tetangga")
    desk = admin()
    for sent in (desk.post(page(), form(body_id="Beda.")), desk.post(page(other), form(other, name="Sudah diangkut"))):
        assert sent.status_code == 422
        assert list(sent.context["form"].errors) == ["name"]
    assert desk.post(page(), form(name="Milik tetangga")).status_code == 302
    assert desk.post(page(), form(use="close")).status_code == 302


def test_no_more_texts_than_anybody_looks_through() -> None:
    office = agency(OURS)
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(agency=office, use="answer", name=f"Teks {n}", body_id="Isi.") for n in range(MOST_TEXTS)
    )
    with pytest.raises(RefusedError):
        add_text(office, WORDING, admin().user)


def test_whoever_was_slower_reads_what_stands_there_and_keeps_what_was_typed() -> None:
    text, slow, quick = kept(), admin(), admin()
    sent = form(text, body_id="Kata saya.")
    quick.post(page(text), form(text, body_id="Kata rekan."))
    late = slow.post(page(text), sent)
    assert late.status_code == 409
    assert "Kata rekan." in said(late)
    again = late.context["form"]
    assert again["body_id"].value() == "Kata saya."
    assert own()[0].body_id == "Kata rekan."
    assert slow.post(page(text), {**sent, "seen": again["seen"].value()}).status_code == 302
    assert own()[0].body_id == "Kata saya."


def test_what_was_deleted_meanwhile_is_kept_as_a_new_text() -> None:
    text, slow = kept(), admin()
    sent = form(text, body_id="Kata saya.")
    admin().post(page(text, "hapus/"))
    late = slow.post(page(text), sent)
    assert late.status_code == 409
    assert late.context["form"]["body_id"].value() == "Kata saya."
    assert late.context["action"] == page()
    assert slow.post(late.context["action"], sent).status_code == 302
    assert [row.body_id for row in own()] == ["Kata saya."]


def test_the_example_fills_what_the_case_knows_and_keeps_nothing() -> None:
    desk, typed = admin(), form(do="preview", body_id="{instansi}, {nomor}, {kapan} dan {belum")
    whole = desk.post(page(), typed)
    assert whole.context["form"]["body_id"].value() == typed["body_id"]
    part = desk.post(page(), typed, HTTP_HX_REQUEST="true")
    for shown in (said(whole), said(part)):
        assert f'<mark class="blank blank--case">{agency(OURS).name}</mark>' in shown
        assert '<mark class="blank blank--officer">{kapan}</mark>' in shown
        assert "texts__fault" in shown
    assert "<html" not in said(part)
    assert not own()


def test_hostile_and_strange_words_are_shown_as_words() -> None:
    desk = admin()
    body = f"{HOSTILE}{STRANGE} {{<b>isian</b>}}".replace("{{", "{").replace("}}", "}")
    assert desk.post(page(), form(name="<script>alert(1)</script>", body_id=body)).status_code == 302
    (text,) = own()
    for shown in (said(desk.get("/petugas/teks/")), said(desk.get(page(text)))):
        assert "<script>alert" not in shown
        assert "<b>isian" not in shown
    assert desk.post(page(), {}).status_code == 422


# Who may not


def test_officers_read_and_do_not_write() -> None:
    text, desk = kept(), staff()
    assert desk.get(page()).status_code == 403
    assert desk.get(page(text)).status_code == 403
    for where, sent in ((page(), form()), (page(text), form(text, body_id="x")), (page(text, "hapus/"), {})):
        assert desk.post(where, sent).status_code == 403
    assert desk.post(page(text, "pakai/"), {"active": "0"}).status_code == 403
    assert [(row.body_id, row.active) for row in own()] == [(BODY, True)]


def test_others_texts_do_not_exist_for_an_administrator() -> None:
    text, desk = kept(THEIRS), admin()
    platform = AnswerTemplate.objects.of_agency(None).first()
    assert platform is not None
    assert desk.get(page(text, code=THEIRS)).status_code == 404
    assert desk.post(page(code=THEIRS), form()).status_code == 404
    for foreign in (text, platform):  # under the address of one's own agency
        assert desk.get(page(foreign)).status_code == 404
        assert desk.post(page(foreign), form(foreign, body_id="Dibajak.")).status_code == 409
        assert desk.post(page(foreign, "pakai/"), {"active": "0"}).status_code == 404
        desk.post(page(foreign, "hapus/"))
        foreign.refresh_from_db()
        assert foreign.active
        assert foreign.body_id != "Dibajak."
    assert desk.get("/petugas/teks/0/baru/").status_code == 404


def test_visitors_are_led_to_the_sign_in_and_citizens_told_why_not() -> None:
    assert admin().get("/petugas/teks/").status_code == 200
    visitor, citizen = Staff(), Staff.of(UserFactory())
    assert visitor.get("/petugas/teks/").status_code == 302
    assert citizen.get("/petugas/teks/").status_code == 403
    assert citizen.post(page(), form()).status_code == 403


def test_the_verbs_ask_for_themselves() -> None:
    text = kept()
    platform = AnswerTemplate.objects.of_agency(None).first()
    assert platform is not None
    for who, what in ((staff().user, text), (admin(THEIRS).user, text), (None, text), (admin().user, platform)):
        with pytest.raises(NotAllowedError):
            rewrite_text(what, WORDING, who, seen=Wording.of(what).mark)
        with pytest.raises(NotAllowedError):
            put_text_in_use(what, who, False)
        with pytest.raises(NotAllowedError):
            delete_text(what, who)
    with pytest.raises(NotAllowedError):
        add_text(agency(OURS), WORDING, admin(THEIRS).user)
    delete_text(text, admin(PARENT).user)
    with pytest.raises(OvertakenError):
        rewrite_text(text, WORDING, admin().user, seen="")


# On a case afterwards


def test_it_is_offered_on_the_agencys_cases_first_and_sent_when_filled() -> None:
    admin().post(page(), form())
    (text,) = own()
    report, officer = case(State.IN_FOLLOW_UP), staff()
    shown = officer.post(address(report, "jawab"), {"version": report.version, "look": "text", "text": text.pk})
    ready = shown.context["form"].ready
    assert ready[0] == text
    body = shown.context["form"]["body"].value()
    assert body == f"Laporan {report.number}: {agency(OURS).name} mengangkut sampah itu pada {{tanggal angkut}}."
    assert send(officer, report, "jawab", body=body, **{"blank-0": "3 Maret"}).status_code == 302
    assert Message.objects.get(report=report).body.endswith("pada 3 Maret.")
    admin().post(page(text), form(text, body_id="Lain sama sekali."))
    assert Message.objects.get(report=report).body.endswith("pada 3 Maret.")


def test_out_of_use_or_anothers_it_is_not_offered() -> None:
    kept(active=False)
    kept(THEIRS, name="Milik tetangga")
    ready = staff().get(address(case(State.IN_FOLLOW_UP), "jawab")).context["form"].ready
    assert ready
    assert {text.agency_id for text in ready} == {None}


@pytest.mark.parametrize(("slug", "use"), [("limpahkan", "transfer"), ("arsip", "archive")])
def test_reasons_begin_with_a_text_in_which_the_case_filled_what_it_knows(slug: str, use: str) -> None:
    text = kept(use=use, body_id="Laporan {nomor} bukan wewenang kami: {alasan}.")
    report, officer = case(State.VERIFIED), staff()
    shown = officer.post(address(report, slug), {"version": report.version, "look": "text", "text": text.pk})
    note = shown.context["form"]["note"].value()
    assert note == f"Laporan {report.number} bukan wewenang kami: {{alasan}}."
    assert now(report).state == State.VERIFIED
