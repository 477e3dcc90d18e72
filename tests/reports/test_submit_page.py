"""/lapor/ without any script: every error at its field, nothing lost, one report however often it is sent."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.models import Locality
from reports.models import CategoryRule, EmergencyContact, Photo, Report, ReporterIdentity, RuleCase, StagedPhoto
from reports.questions import questions_of
from reports.responsibility.rulebook import Rulebook
from tests.reports.pages import values_of
from tests.reports.pictures import encoded, picture, telling_jpeg

pytestmark = pytest.mark.django_db


def send(client: Client, typed: dict[str, Any], photos: Iterable[Any] = (), **more: Any) -> Any:
    return client.post("/lapor/", {**typed, "photos": list(photos), **more})


def test_the_form_comes_without_a_session_and_with_a_key_of_its_own(client: Client) -> None:
    pages = [client.get("/lapor/") for _ in range(2)]
    keys = {values_of(page.content.decode(), "key")[0] for page in pages}
    assert len(keys) == 2
    assert all(UUID(key) for key in keys)
    assert "sessionid" not in client.cookies


def test_all_26_categories_can_be_chosen(client: Client) -> None:
    html = client.get("/lapor/").content.decode()
    assert len(values_of(html, "category")) == 26


def test_filing_ends_on_a_receipt_for_this_session_alone(client: Client, typed: dict[str, str]) -> None:
    response = send(client, typed)
    report: Any = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/lapor/terkirim/{report.number}/")
    html = client.get(response["Location"]).content.decode()
    assert report.number in html
    assert "Kabupaten Kutai Timur" in html
    pin = re.search(r'id="pin">(\d{3})\D+(\d{3})<', html)
    assert pin
    assert "<svg" in html
    assert " style=" not in html
    stranger = Client().get(response["Location"])
    assert (stranger.status_code, stranger["Location"]) == (302, f"/lacak/?number={report.number}")
    opened = Client().post("/lacak/", {"number": report.number, "pin": "".join(pin.groups())})
    assert opened["Location"] == f"/laporan/{report.number}/"
    kept = client.get(f"{response['Location']}simpan.txt")
    assert "attachment" in kept["Content-Disposition"]
    assert "".join(pin.groups()) in kept.content.decode()
    assert Client().get(f"{response['Location']}simpan.txt").status_code == 404


def test_sent_twice_it_is_one_report(client: Client, typed: dict[str, str]) -> None:
    data = telling_jpeg()
    photos = [SimpleUploadedFile("a.jpg", data, "image/jpeg") for _ in range(2)]
    first, second = (send(client, typed, [photo]) for photo in photos)
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == Photo.objects.count() == 1
    assert not StagedPhoto.objects.exists()


def test_other_words_under_the_same_key_are_asked_about_and_then_filed(client: Client, typed: dict[str, str]) -> None:
    send(client, typed)
    other = {**typed, "description": "Kejadian lain di tempat yang sama."}
    response = send(client, other)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Kejadian lain" in html
    fresh = values_of(html, "key")[0]
    assert fresh != typed["key"]
    assert send(client, {**other, "key": fresh}).status_code == 302
    assert Report.objects.count() == 2


WRONG: list[tuple[dict[str, str], str]] = [
    ({"category": ""}, "category"),
    ({"category": "X9"}, "category"),
    ({"description": ""}, "description"),
    ({"description": "pendek"}, "description"),
    ({"description": "x" * 4001}, "description"),
    ({"description": "a\x00b" * 10}, "description"),
    ({"coordinates": ""}, "place_choice"),
    ({"coordinates": "entah di mana"}, "coordinates"),
    ({"coordinates": "117.55, 0.53"}, "coordinates"),
    ({"coordinates": "1.55, 110.35"}, "coordinates"),
    ({"coordinates": "-7.0, 8.0"}, "coordinates"),
    ({"coordinates": "", "place_choice": "locality:999999999"}, "place_choice"),
    ({"coordinates": "", "place_choice": "regency:99.99"}, "place_choice"),
    ({"coordinates": "", "place_choice": "province:64"}, "place_choice"),
    ({"occurred_on": "2999-01-01"}, "occurred_on"),
    ({"occurred_on": "1026-01-01"}, "occurred_on"),
    ({"occurred_on": "31/02/2026"}, "occurred_on"),
    ({"phone": "telepon saya"}, "phone"),
    ({"phone": "12"}, "phone"),
    ({"email": "bukan-surel"}, "email"),
    ({"accuracy_m": "-5"}, "accuracy_m"),
    ({"point_source": "ramalan"}, "point_source"),
    ({"leave_empty": "beli sekarang"}, "leave_empty"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG, ids=[f"{field}-{i}" for i, (_, field) in enumerate(WRONG)])
def test_an_error_stands_at_its_field_and_nothing_is_lost(
    client: Client, typed: dict[str, str], changes: dict[str, str], field: str
) -> None:
    asked = {**typed, "suspected_source": "Pabrik & gudang", "name": "Siti", "confidential": "on", **changes}
    response = send(client, asked)
    html = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'id="error-summary"' in html
    if field in {"category", "description", "place_choice", "coordinates", "occurred_on", "phone", "email"}:
        assert f'id="id_{field}_error"' in html
        assert f"id_{field}_error" in html.replace(f'id="id_{field}_error"', "")  # something is described by it
    assert "Pabrik &amp; gudang" in html
    assert values_of(html, "name") == ["Siti"]
    assert values_of(html, "key") == [typed["key"]]
    assert re.search(r'name="confidential"[^>]*checked', html)
    assert not Report.objects.exists()


def test_photos_survive_an_error_elsewhere_and_are_not_sent_again(client: Client, typed: dict[str, str]) -> None:
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    html = send(client, {**typed, "description": ""}, [photo]).content.decode()
    (ticket,) = values_of(html, "photo_tickets")
    shown: Any = client.get(f"/lapor/foto/{ticket}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"RAHASIA" not in b"".join(shown.streaming_content)
    assert client.get(f"/lapor/foto/{ticket[:-1]}/").status_code == 404
    assert send(client, typed, photo_tickets=[ticket]).status_code == 302
    assert Report.objects.get().photos.count() == 1
    again = send(client, typed, photo_tickets=[ticket])
    assert again.status_code == 302
    assert Report.objects.count() == 1


def test_a_forged_ticket_is_an_error_at_the_photos(client: Client, typed: dict[str, str]) -> None:
    response = send(client, typed, photo_tickets=["0" * 32 + ".abc:def:ghi"])
    assert list(response.context["form"].errors) == ["photos"]


def test_bad_files_are_refused_by_name_and_the_good_one_is_kept(client: Client, typed: dict[str, str]) -> None:
    good = SimpleUploadedFile("baik.jpg", telling_jpeg(), "image/jpeg")
    bad = SimpleUploadedFile("gambar.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    response = send(client, typed, [good, bad])
    html = response.content.decode()
    assert response.status_code == 422
    assert "gambar.jpg" in html
    assert len(values_of(html, "photo_tickets")) == 1


def test_a_seventh_photo_is_left_out_and_said_so(client: Client, typed: dict[str, str]) -> None:
    files = [SimpleUploadedFile(f"{n}.png", encoded(picture((20 + n, 20)), "PNG"), "image/png") for n in range(7)]
    response = send(client, typed, files)
    assert response.status_code == 422
    assert "6.png" in response.context["form"].errors["photos"][0]
    assert len(values_of(response.content.decode(), "photo_tickets")) == 6


def test_a_village_is_found_by_the_server_and_can_be_chosen(client: Client, typed: dict[str, str]) -> None:
    half = {
        **typed,
        "coordinates": "",
        "description": "",
        "place_query": "desa singa gembara, kutai timur",
        "search": "1",
    }
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    response = send(client, half, [photo])
    html = response.content.decode()
    assert response.status_code == 200
    assert not response.context["form"].errors
    village = Locality.objects.get(name="Singa Gembara", kind="village")
    assert f"locality:{village.pk}" in values_of(html, "place_choice")
    assert re.search(r'value="W1"[^>]*checked', html.replace("\n", " "))
    (ticket,) = values_of(html, "photo_tickets")
    chosen = {**typed, "coordinates": "", "place_choice": f"locality:{village.pk}", "photo_tickets": [ticket]}
    assert send(client, chosen).status_code == 302
    report: Any = Report.objects.get()
    assert report.regency.code == "64.08"
    assert report.photos.count() == 1


def test_a_chosen_village_is_shown_again_beside_an_error_elsewhere(client: Client, typed: dict[str, str]) -> None:
    village = Locality.objects.filter(kind="village", name="Singa Gembara").first()
    assert village
    value = f"locality:{village.pk}"
    asked = typed | {"coordinates": "", "place_query": "singa gembara", "place_choice": value, "phone": "abc"}
    html = send(client, asked).content.decode()
    assert re.search(rf'type="radio"[^>]*name="place_choice"[^>]*value="{value}"[^>]*checked', html)
    # With other words in the search, what was chosen before is still sent along
    html = send(client, asked | {"place_query": "denpasar"}).content.decode()
    assert values_of(html, "place_choice") == [value]


def test_a_name_typed_but_not_chosen_shows_what_it_may_mean(client: Client, typed: dict[str, str]) -> None:
    response = send(client, {**typed, "coordinates": "", "place_query": "Sangatta"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["place_choice"]
    assert values_of(response.content.decode(), "place_choice")


def test_an_identity_is_optional_and_never_on_a_page(client: Client, typed: dict[str, str]) -> None:
    send(client, {**typed, "name": "Siti Aminah", "phone": "+62 812-3456-7890", "anonymous": "on"})
    report: Any = Report.objects.get()
    assert report.anonymous
    assert ReporterIdentity.objects.count() == 1
    for path in (
        f"/laporan/{report.number}/",
        f"/lapor/terkirim/{report.number}/",
        f"/api/v1/reports/{report.number}/",
    ):
        assert "Siti" not in client.get(path).content.decode()


def test_many_reports_from_one_address_are_asked_to_wait(client: Client, typed: dict[str, str], settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 2
    for _ in range(2):
        assert send(client, {**typed, "key": str(uuid4())}).status_code == 302
    assert send(client, {**typed, "key": str(uuid4())}).status_code == 422
    assert Report.objects.count() == 2


def test_repetitions_and_errors_do_not_count_against_the_limit(
    client: Client, typed: dict[str, str], settings: Any
) -> None:
    settings.SUBMISSIONS_PER_HOUR = 2
    for _ in range(4):
        assert send(client, typed).status_code == 302
        assert send(client, {**typed, "description": ""}).status_code == 422
    assert send(client, {**typed, "key": str(uuid4())}).status_code == 302


def test_a_link_may_name_category_and_point(client: Client) -> None:
    html = client.get("/lapor/?category=a4&lat=-7.8&lon=110.36").content.decode().replace("\n", " ")
    assert re.search(r'value="A4"[^>]*checked', html)
    assert values_of(html, "coordinates") == ["-7.8, 110.36"]


def test_without_scripts_a_button_tells_who_must_act_and_keeps_all(client: Client, typed: dict[str, str]) -> None:
    photo = SimpleUploadedFile("a.jpg", telling_jpeg(), "image/jpeg")
    half = {**typed, "category": "A2", "permit_issuer": "province", "description": "", "name": "Siti", "check": "1"}
    response = send(client, half, [photo])
    html = response.content.decode()
    assert response.status_code == 200
    assert not response.context["form"].errors
    assert 'data-agency="DLH-64"' in html
    assert "DLH Provinsi Kalimantan Timur" in html
    assert re.search(r'value="province"\s+selected', html)
    assert values_of(html, "name") == ["Siti"]
    assert len(values_of(html, "photo_tickets")) == 1
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"coordinates": "1.55, 110.35"}, "Malaysia"),
        ({"coordinates": "117.55, 0.53"}, "0.53, 117.55"),
        ({"coordinates": "", "place_choice": "regency:99.99"}, "not known"),
        ({"category": ""}, "Choose what it is about, and"),
        ({"coordinates": ""}, ""),
    ],
)
def test_what_hinders_the_answer_is_said_in_its_place(
    client: Client, typed: dict[str, str], changes: dict[str, str], told: str
) -> None:
    html = client.post("/en/lapor/", {**typed, **changes, "check": "1"}).content.decode()
    assert "data-agency" not in html
    assert told in html
    piece = client.get("/en/lapor/jawaban/", {**typed, **changes}).content.decode()
    assert "data-agency" not in piece
    assert told in piece


def test_beside_an_error_elsewhere_the_answer_stands_again(client: Client, typed: dict[str, str]) -> None:
    response = send(client, {**typed, "phone": "abc"})
    assert response.status_code == 422
    assert 'data-agency="DLH-64.08"' in response.content.decode()


def test_a_place_known_by_name_alone_is_answered_and_to_be_confirmed(client: Client, typed: dict[str, str]) -> None:
    piece = client.get("/lapor/jawaban/", {"category": "W1", "place_choice": "regency:64.08"}).content.decode()
    assert 'data-agency="DLH-64.08"' in piece
    assert 'data-tone="doubtful"' in piece
    assert "memastikan letaknya" in piece


@pytest.mark.parametrize("query", ["", "coordinates=%00", "lat=x&lon=y", "category=%F0%9F%90%9F&coordinates=0,117"])
def test_the_live_answer_survives_whatever_is_asked(client: Client, query: str) -> None:
    assert client.get(f"/lapor/jawaban/?{query}").status_code == 200
    assert client.post("/lapor/jawaban/", {}).status_code == 405


def test_only_what_a_category_asks_counts(client: Client, typed: dict[str, str]) -> None:
    """Who chose another category after an answer must not carry that answer along unseen."""
    send(client, {**typed, "category": "W1", "permit_issuer": "central", "crossing": "province"})
    report: Any = Report.objects.get()
    assert (report.permit_issuer, report.crossing, report.agency.code) == ("unknown", "none", "DLH-64.08")


def test_questions_are_those_of_the_rules(client: Client) -> None:
    html = client.get("/lapor/").content.decode().replace("\n", " ")
    inputs = {code: tag for tag in re.findall(r'<input type="radio"[^>]*name="category"[^>]*>', html)
              for code in re.findall(r'value="(\w+)"', tag)}  # fmt: skip
    assert 'data-asks="crossing permit_issuer"' in inputs["A2"]
    assert "data-asks" not in inputs["W1"]
    RuleCase.objects.update(permit_issuers=[], crossings=[])
    CategoryRule.objects.filter(rule__kind="lift").delete()
    assert questions_of("A2", Rulebook.load()) == frozenset()


def test_an_objection_is_kept_on_errors_and_stored(client: Client, typed: dict[str, str]) -> None:
    said = "Menurut saya ini wewenang provinsi, karena sungainya lintas kabupaten."
    html = send(client, {**typed, "dispute": said, "description": ""}).content.decode()
    assert said in html
    assert send(client, {**typed, "dispute": said}).status_code == 302
    assert Report.objects.get().dispute == said
    response = send(client, {**typed, "key": str(uuid4()), "dispute": "x" * 501})
    assert list(response.context["form"].errors) == ["dispute"]
    assert 'id="id_dispute_error"' in response.content.decode()


def test_emergency_numbers_stand_beside_their_category_and_on_the_receipt(
    client: Client, typed: dict[str, str]
) -> None:
    EmergencyContact.objects.create(
        name_id="Posko Sangatta", name_en="Post", phone="(0549) 2-113", area_codes=["64.08"]
    )
    html = client.get("/lapor/").content.decode()
    beside = re.search(r'id="call-L1".*?</div>', html, re.DOTALL)
    assert beside
    assert 'href="tel:112"' in beside[0]
    assert "Posko Sangatta" not in html  # whose area is not known yet
    assert "call-W1" not in html
    piece = client.get("/lapor/jawaban/", {**typed, "category": "L1"}).content.decode()
    assert 'href="tel:05492113"' in piece
    receipt = client.get(send(client, {**typed, "category": "L1"})["Location"]).content.decode()
    assert 'href="tel:112"' in receipt
    assert "Posko Sangatta" in receipt


def test_the_receipt_names_who_must_act_and_by_when(client: Client, typed: dict[str, str]) -> None:
    location = send(client, typed)["Location"]
    html = client.get(location).content.decode()
    assert 'id="authority">DLH Kabupaten Kutai Timur<' in html
    assert "authority__due" in html
    kept = client.get(f"{location}simpan.txt").content.decode()
    assert "Diteruskan ke DLH Kabupaten Kutai Timur karena" in kept
    assert str(Report.objects.get().answer_due_on.year) in kept


def test_forgery_from_another_site_is_refused(typed: dict[str, str]) -> None:
    assert Client(enforce_csrf_checks=True).post("/lapor/", typed).status_code == 403
    assert not Report.objects.exists()


def test_english_is_a_prefix_away(client: Client) -> None:
    assert "What happened" in client.get("/en/lapor/").content.decode()
