"""Open311: a partner's program files by the rules and the verb of the form, once however often it sends."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import PartnerKey
from reports import crypto
from reports.models import FilingTrace, PartnerFiling, Report, StagedPhoto
from reports.models.rules import PermitIssuer
from reports.moderation import blocking
from reports.open311.repeats import SAME_WITHIN
from tests.reports import open311
from tests.reports.open311 import complaints, parsed, post, said
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    return open311.partner_key()


def filed(fields: dict[str, Any], **headers: str) -> dict[str, Any]:
    response = post(fields, **headers)
    assert response.status_code in (200, 201), response.content.decode()
    open311.jsonschema.validate(response.json(), open311.FILED)
    (told,) = response.json()
    return told


def test_a_request_becomes_a_report_like_any_other(key: str) -> None:
    told = filed(said(
        key, first_name="Siti", last_name="Rahma", email="siti@contoh.id", phone="0812 3456 7890",
        account_id="warga-7", address_string="belakang pasar induk",
    ))  # fmt: skip
    report = Report.objects.get()
    assert told["service_request_id"] == report.number
    assert told["account_id"] == "warga-7"
    assert (report.channel, report.agency.code, report.regency.code) == ("open311", "DLH-64.08", "64.08")
    assert (report.place_note, report.language) == ("belakang pasar induk", "id")
    assert crypto.decrypt(report.identity.name) == "Siti Rahma"
    assert PartnerFiling.objects.get().key == PartnerKey.objects.get()
    assert report.clocks.exists()
    assert report.history.get().data["channel"] == "open311"


def test_the_notice_tells_the_citizen_number_pin_agency_and_day(key: str) -> None:
    response = post(said(key), "xml", **{"Accept-Language": "en"})
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    notice = parsed(response).findtext("request/service_notice") or ""
    report = Report.objects.get()
    assert report.number in notice
    assert "Goes to" in notice
    assert str(report.answer_due_on.year) in notice
    pin = notice.split("PIN ")[1][:6]
    assert Client().post("/lacak/", {"number": report.number, "pin": pin}).status_code == 302


def test_an_emergency_is_answered_with_numbers_to_call(key: str) -> None:
    assert "112" in filed(said(key, service_code="L1"))["service_notice"]
    assert "112" not in filed(said(key))["service_notice"]


def test_attributes_decide_who_acts_and_what_is_public(key: str) -> None:
    filed({
        **said(key, service_code="A1"), "attribute[permit_issuer]": "province", "attribute[crossing][]": ["regency"],
        "attribute[occurred_on]": "2026-11-01T08:00:00+07:00", "attribute[suspected_source]": "PT Contoh",
        "attribute[privacy][]": ["anonymous", "confidential"], "attribute[reported_before]": "true",
        "attribute[desired_remedy]": "",
    })  # fmt: skip
    report = Report.everything.get()
    assert (report.permit_issuer, report.crossing) == (PermitIssuer.PROVINCE, "regency")
    assert report.occurred_on == dt.date(2026, 11, 1)
    assert (report.anonymous, report.confidential, report.reported_before) == (True, True, True)
    assert report.suspected_source == "PT Contoh"
    open311.get(f"requests/{report.number}.json", answers=404)


def test_a_place_can_be_an_address_or_its_id(key: str) -> None:
    nowhere = {"lat": None, "long": None}
    filed(said(key, address_string="Jl. Yos Sudarso 12, Sangatta Utara, Kutai Timur", **nowhere))
    named = Report.objects.get()
    assert named.regency.code == "64.08"
    assert named.place_note.startswith("Sangatta Utara")
    assert "Jl. Yos Sudarso 12" in named.place_note
    filed(said(key, address_id="regency:64.08", **nowhere))
    by_id = Report.objects.latest("pk")
    assert (by_id.regency.code, by_id.point, by_id.doubtful) == ("64.08", None, True)


def test_a_name_that_several_places_have_is_asked_back(key: str) -> None:
    told = complaints(post(said(key, address_string="Sukamaju", lat=None, long=None)))
    assert "address_id" in told
    chosen = told.split(": ", 1)[1].split(" = ")[0]
    filed(said(key, address_id=chosen, lat=None, long=None))


def test_neither_words_nor_name_are_needed(key: str) -> None:
    filed(said(key, description=None))
    filed(said(key, description="Bau"))
    assert list(Report.objects.order_by("pk").values_list("description", flat=True))[1] == "Bau"
    assert Report.objects.earliest("pk").description != ""


def test_pictures_can_come_with_the_form(key: str, photo_file: SimpleUploadedFile) -> None:
    filed(said(key, media=photo_file))
    photo = Report.objects.get().photos.get()
    assert b"Exif" not in photo.image.read()
    assert not StagedPhoto.objects.exists()
    refused = post(said(key, description="Lain lagi.", media=SimpleUploadedFile("a.jpg", b"bukan foto")))
    assert "media" in complaints(refused)
    assert Report.objects.count() == 1


def test_what_is_sent_again_is_one_report(key: str) -> None:
    first, again = filed(said(key)), filed(said(key))
    assert first == again
    assert post(said(key)).status_code == 200
    other = filed(said(key, description="Tumpukan lain di seberang jalan."))
    assert other["service_request_id"] != first["service_request_id"]
    assert Report.objects.count() == 2


def test_after_ten_minutes_the_same_words_are_news(key: str) -> None:
    first = filed(said(key))
    Report.objects.update(received_at=timezone.now() - SAME_WITHIN * 3)
    old = Report.objects.get()
    old.idempotency_key = uuid4()  # as it would be of a time so long ago
    old.save()
    assert filed(said(key))["service_request_id"] != first["service_request_id"]


def test_an_idempotency_key_holds_for_ever_and_for_one_report(key: str) -> None:
    header = {"Idempotency-Key": str(uuid4())}
    first = filed(said(key), **header)
    Report.objects.update(received_at=timezone.now() - dt.timedelta(days=9))
    assert filed(said(key), **header)["service_request_id"] == first["service_request_id"]
    assert post(said(key, description="Sama sekali lain halnya."), **header).status_code == 400
    assert filed(said(key), **{"Idempotency-Key": str(uuid4())}) != first


def test_partners_do_not_meet_each_others_requests(key: str) -> None:
    header = {"Idempotency-Key": str(uuid4())}
    first = filed(said(key), **header)
    other = open311.partner_key()
    mine = PartnerKey.objects.latest("pk")
    mine.partner = type(mine.partner).objects.create(name="Lain", contact_email="l@contoh.id")
    mine.save()
    assert filed(said(other), **header)["service_request_id"] != first["service_request_id"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_report(key: str) -> None:
    fields, header = said(key), {"Idempotency-Key": str(uuid4())}
    answers = at_once(*[lambda: post(fields, **header)] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert Report.objects.count() == PartnerFiling.objects.count() == 1


def test_a_key_for_tests_answers_and_keeps_nothing(photo_file: SimpleUploadedFile) -> None:
    test = open311.partner_key(test=True)
    response = post(said(test, media=photo_file, media_url="https://contoh.id/a.jpg", device_id="x"))
    assert response.status_code == 201
    (told,) = response.json()
    open311.jsonschema.validate([told], open311.FILED)
    open311.get(f"requests/{told['service_request_id']}.json", answers=404)
    for kept in (Report.everything, PartnerFiling.objects, StagedPhoto.objects, FilingTrace.objects):
        assert not kept.exists()
    assert post(said(test, lat="91")).status_code == 400


@pytest.mark.parametrize("wrong", [None, "", "salah", "glp_" + "x" * 43])
def test_without_a_key_nothing_is_filed(wrong: str | None) -> None:
    response = post(said("", api_key=wrong))
    assert response.status_code == 403
    assert "api_key" in complaints(response)
    assert parsed(post(said("", api_key=wrong), "xml")).findtext("error/code") == "403"
    assert not Report.objects.exists()


def test_a_key_in_the_address_is_none(key: str) -> None:
    fields = said(key, api_key=None)
    assert Client().post(f"{open311.ROOT}/requests.json?api_key={key}", fields).status_code == 403


def test_a_key_is_good_for_so_many_requests_an_hour() -> None:
    key = open311.partner_key(per_hour=2)
    for text in ("Satu tumpukan.", "Dua tumpukan."):
        filed(said(key, description=text))
    refused = post(said(key, description="Tiga tumpukan."))
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "2" in complaints(refused)
    assert Report.objects.count() == 2


def test_a_key_with_a_limit_of_nought_has_none() -> None:
    key = open311.partner_key(per_hour=0)
    for text in ("Satu tumpukan.", "Dua tumpukan."):
        filed(said(key, description=text))


def test_partners_are_not_held_to_the_limit_of_one_address(settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    key = open311.partner_key()
    for text in ("Satu tumpukan.", "Dua tumpukan."):
        filed(said(key, description=text))


def test_whoever_is_shut_out_is_shut_out_here_too(key: str) -> None:
    row = blocking.BlockedSender
    row.objects.create(kind=row.Kind.EMAIL, digest=blocking.digest(row.Kind.EMAIL, "tutup@contoh.id"))
    response = post(said(key, email="tutup@contoh.id"))
    assert response.status_code == 403
    complaints(response)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "ZZ"}, 404, "ZZ"),
        ({"service_code": "\x00"}, 404, ""),
        ({"jurisdiction_id": "99.99"}, 404, "99.99"),
        ({"lat": None, "long": None}, 400, "address_string"),
        ({"long": None}, 400, "long"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "1e999"}, 400, "lat"),
        ({"lat": "0,53"}, 400, "lat"),
        ({"lat": "117.55", "long": "0.53"}, 400, "lat"),
        ({"lat": "3.139", "long": "101.69"}, 400, "Malaysia"),
        ({"lat": None, "long": None, "address_string": "Antah Berantah"}, 400, "address_string"),
        ({"lat": None, "long": None, "address_id": "regency:99.99"}, 400, "address_id"),
        ({"lat": None, "long": None, "address_id": "locality:" + "9" * 30}, 400, "address_id"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"email": "bukan surel"}, 400, "email"),
        ({"phone": "abc"}, 400, "phone"),
        ({"first_name": "x" * 200}, 400, "first_name"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"media_url": "https://"}, 400, "media_url"),
        ({"media_url": "http://[::1"}, 400, "media_url"),
        ({"media_url": "https://contoh.id/" + "x" * 1000}, 400, "media_url"),
        ({"attribute[tidak_ada]": "1"}, 400, "tidak_ada"),
        ({"attribute[privacy][x][]": "1"}, 400, "attribute"),
        ({"attribute[privacy]": "secret"}, 400, "privacy"),
        ({"attribute[reported_before][]": ["true", "false"]}, 400, "reported_before"),
        ({"attribute[occurred_on]": "besok"}, 400, "occurred_on"),
        ({"attribute[emergency]": "x", "service_code": "L1"}, 400, "emergency"),
    ],
)
def test_what_is_wrong_is_named(key: str, changes: dict[str, Any], status: int, named: str) -> None:
    response = post(said(key, **changes))
    assert response.status_code == status, response.content.decode()
    assert named in complaints(response)
    assert not Report.objects.exists()


def test_all_that_is_wrong_is_told_at_once(key: str) -> None:
    tree = parsed(post(said(key, lat="x", email="x", phone="x"), "xml"))
    assert tree.tag == "errors"
    assert len(tree.findall("error")) == 3


def test_a_jurisdiction_need_not_be_that_of_the_place(key: str) -> None:
    for code in ("", "64.08", "64", "61"):
        filed(said(key, jurisdiction_id=code, description=f"Tumpukan {code}."))
    assert set(Report.objects.values_list("regency__code", flat=True)) == {"64.08"}
