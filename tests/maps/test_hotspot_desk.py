"""/petugas/titik-rawan/: what stands in whose list, forms that keep what was typed, the way to cases, the switch."""

import datetime as dt
import html as entities
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from maps.hotspot.actions import declare_cooled, take_up_hotspot
from maps.models import Hotspot, HotspotSilence
from reports.models import Report
from tests.cast import Staff, staff
from tests.factories import UserFactory, agency
from tests.maps.gathering import ago, hotspot, noted, spot

pytestmark = pytest.mark.django_db
DESK = "/petugas/titik-rawan/"
ACTION = "Tumpukan diangkut setiap pagi."
SANGGAU = (110.59, 0.12)


def body(response: Any) -> str:
    return str(response.content.decode())


def take_up(found: Hotspot, client: Staff, *, target: int = 30, at: float = 0) -> None:
    day = timezone.localdate() + dt.timedelta(days=target)
    take_up_hotspot(
        found, client.user, agency=agency("DLH-64.08"), action=ACTION, target_on=day, at=ago(at), officer=None
    )


def said(found: Hotspot, **more: Any) -> dict[str, Any]:
    target = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    return {
        "version": found.version, "agency": agency("DLH-64.08").pk, "action": ACTION, "target_on": target, **more,
    }  # fmt: skip


def test_the_list_is_of_ones_own_area() -> None:
    found = hotspot()
    assert str(found.number) in body(staff().get(DESK))
    assert str(found.number) not in body(staff("DLH-61.03").get(DESK))
    assert str(found.number) in body(staff("KOORDINATOR-64", Role.MONITOR).get(DESK))
    assert str(found.number) in body(staff("NASIONAL", Role.NATIONAL).get(DESK))


def test_its_page_leads_to_the_cases_that_are_ones_own() -> None:
    found = hotspot()
    [number] = Report.objects.values_list("number", flat=True)[:1]
    address = f"/titik-rawan/{found.number}/"
    assert f"/petugas/kasus/{number}/" in body(staff().get(address))
    assert f"/petugas/kasus/{number}/" in body(staff("NASIONAL", Role.NATIONAL).get(address))
    assert "/petugas/kasus/" not in body(staff("DLH-61.03").get(address))
    assert "/petugas/kasus/" not in body(Client().get(address))


def test_only_staff_come_in() -> None:
    assert Client().get(DESK).status_code == HTTPStatus.FOUND
    assert Staff.of(UserFactory()).get(DESK).status_code == HTTPStatus.FORBIDDEN


def test_each_stands_in_its_part_of_the_list() -> None:
    officer = staff()
    waiting, late, taken = (hotspot(spot(6, (117.5 + step / 20, 0.53))) for step in range(3))
    take_up(taken, officer)
    take_up(late, officer, target=-2, at=20)
    old = hotspot(spot(6, (117.7, 0.53), days=[*range(90, 84, -1)]), at=ago(50))
    over = hotspot(spot(6, (117.8, 0.53), days=[*range(50, 44, -1)]), at=ago(40))
    take_up(over, officer)
    declare_cooled(over, officer.user, note="Sudah bersih.")
    noted()
    parts = {
        "": {waiting, late, taken, old},
        "baru": {waiting},
        "kami": {late, taken},
        "lewat": {late},
        "mendingin": {old},
        "dingin": {over},
    }
    for part, there in parts.items():
        html = body(officer.get(f"{DESK}?bagian={part}"))
        listed = {int(number) for number in re.findall(r'href="/titik-rawan/(\d+)/"', html)}
        assert listed == {one.number for one in there}, part
    first = re.search(r'href="/titik-rawan/(\d+)/"', body(officer.get(DESK)))
    assert first
    assert int(first[1]) == late.number


def test_taking_up_by_the_form() -> None:
    found, officer = hotspot(), staff()
    address = f"{DESK}{found.number}/ambil/"
    assert "Tumpukan" not in body(officer.get(address))
    response = officer.post(address, said(found), follow=True)
    assert response.redirect_chain == [(f"/titik-rawan/{found.number}/", 302)]
    assert ACTION in body(response)
    found.refresh_from_db()
    assert found.agency == agency("DLH-64.08")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"action": "Beres"}, "action"),
        ({"action": ""}, "action"),
        ({"target_on": "kapan-kapan"}, "target_on"),
        ({"target_on": "1999-01-01"}, "target_on"),
        ({"officer": "999999"}, "officer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(wrong: dict[str, str], field: str) -> None:
    found, officer = hotspot(), staff()
    typed = said(found, **wrong)
    response = officer.post(f"{DESK}{found.number}/ambil/", typed)
    html = body(response)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'id="id_{field}_error"' in html
    assert len(re.findall(r'id="id_\w+_error"', html)) == 1
    assert entities.escape(typed["action"]) in html
    found.refresh_from_db()
    assert found.agency is None


def test_who_was_overtaken_sees_what_stands_there_and_keeps_what_was_typed() -> None:
    found, officer, colleague = hotspot(), staff(), staff()
    take_up(found, officer)
    address = f"{DESK}{found.number}/ubah/"
    stale = said(found, action="Kontainer ketiga ditempatkan di utara.")
    colleague.post(address, said(found, action="Kontainer ketiga ditempatkan di selatan."))
    response = officer.post(address, stale)
    html = body(response)
    assert response.status_code == HTTPStatus.CONFLICT
    assert "di selatan." in html
    assert "di utara.</textarea>" in html
    again = re.search(r'name="version" value="(\d+)"', html)
    assert again
    assert officer.post(address, {**stale, "version": again[1]}).status_code == HTTPStatus.FOUND
    found.refresh_from_db()
    assert found.action.endswith("di utara.")


def test_what_another_agency_has_taken_up_is_said_so() -> None:
    found, officer = hotspot(), staff("PUPR-64.08")
    form = said(found, agency=agency("PUPR-64.08").pk)
    take_up(found, staff())
    response = officer.post(f"{DESK}{found.number}/ambil/", form)
    assert response.status_code == HTTPStatus.CONFLICT
    assert agency("DLH-64.08").name in body(response)


@pytest.mark.parametrize("deed", ["ambil", "ubah", "serahkan", "kembalikan", "dingin"])
def test_who_has_nothing_to_do_with_it_does_nothing(deed: str) -> None:
    found, owner = hotspot(), staff()
    if deed != "ambil":
        take_up(found, owner)
    address = f"{DESK}{found.number}/{deed}/"
    assert staff("DLH-61.03").get(address).status_code == HTTPStatus.FORBIDDEN
    assert staff("DLH-61.03").post(address, said(found, note="x")).status_code == HTTPStatus.FORBIDDEN
    assert owner.get(address).status_code == HTTPStatus.OK
    Report.objects.update(confidential=True)
    assert staff("DLH-61.03").get(address).status_code == HTTPStatus.NOT_FOUND


def test_handing_over_and_giving_back_by_the_form() -> None:
    found, owner, other = hotspot(), staff(), staff("PUPR-64.08")
    take_up(found, owner)
    page = f"{DESK}{found.number}/"
    owner.post(f"{page}serahkan/", {"version": found.version, "to": agency("PUPR-64.08").pk, "note": "Drainase."})
    found.refresh_from_db()
    assert found.agency == agency("PUPR-64.08")
    other.post(f"{page}kembalikan/", {"version": found.version, "note": "Tidak ada petugas."})
    found.refresh_from_db()
    assert found.agency is None
    assert other.get(f"{page}serahkan/").status_code == HTTPStatus.OK  # says that nobody has it in hand


def test_too_hot_to_be_declared_cooled_is_said_with_the_day() -> None:
    found, owner = hotspot(), staff()
    take_up(found, owner)
    response = owner.post(f"{DESK}{found.number}/dingin/", {"version": found.version, "note": "Sudah bersih."})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sudah bersih." in body(response)
    assert "30" in body(response)


def test_from_a_hotspot_to_its_cases() -> None:
    reports = spot(8)
    found, officer = hotspot(reports), staff()
    beside = spot(1, (117.9, 0.9))[0]
    link = re.search(r'href="(/petugas/\?near=[^"]+)"', body(officer.get(DESK)))
    assert link
    inbox = body(officer.get(entities.unescape(link[1])))
    assert all(report.number in inbox for report in reports)
    assert beside.number not in inbox
    assert str(found.number) in body(officer.get(f"{DESK}kasus/{reports[0].number}/"))
    assert str(found.number) not in body(officer.get(f"{DESK}kasus/{beside.number}/"))
    assert staff("DLH-61.03").get(f"{DESK}kasus/{reports[0].number}/").status_code == HTTPStatus.NOT_FOUND


def test_the_case_asks_for_its_hotspots() -> None:
    reports = spot(8)
    hotspot(reports)
    assert f'hx-get="{DESK}kasus/{reports[0].number}/"' in body(staff().get(f"/petugas/kasus/{reports[0].number}/"))


def test_the_letters_are_switched_off_and_on() -> None:
    officer = staff()
    officer.post(f"{DESK}surat/", {"wanted": "0"})
    officer.post(f"{DESK}surat/", {"wanted": "0"})
    assert HotspotSilence.objects.filter(user=officer.user).count() == 1
    officer.post(f"{DESK}surat/", {"wanted": "1"})
    assert not HotspotSilence.objects.exists()
    assert officer.get(f"{DESK}surat/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_page_of_an_area_names_its_hotspots() -> None:
    found = hotspot()
    assert f"/titik-rawan/{found.number}/" in body(Client().get("/wilayah/64.08/"))
    assert f"/titik-rawan/{found.number}/" in body(Client().get("/wilayah/64/"))
    assert f"/titik-rawan/{found.number}/" not in body(Client().get("/wilayah/61.03/"))
