"""Who may see what, on every surface: viewers x kinds of reports x page, photo and API. One table, one truth."""

import datetime as dt
import io
import re
import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import Agency
from reports import numbers
from reports.models import Category, Photo, Report, ResponsibilityRecord, State
from reports.photos import clean_photo
from reports.policies import Access, Viewer, access
from tests.cast import Cast
from tests.factories import SANGATTA, PlaceRecordFactory, ReportFactory, UserFactory, area
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db

WORDS = "Tumpukan sampah"
SOURCE = "Truk dari pasar"
NOTE = "di belakang rumah Pak Haji"
OBJECTION = "Ini wewenang bupati, karena saya tetangganya"

KINDS: dict[str, dict[str, Any]] = {
    "public": {"state": State.VERIFIED},
    "anonymous": {"state": State.VERIFIED, "anonymous": True},
    "unverified": {"state": State.NEW},
    "held before verification": {"state": State.ON_HOLD},
    "confidential": {"state": State.VERIFIED, "confidential": True},
    "confidential by category": {"state": State.VERIFIED, "code": "L5"},
    "sensitive": {"state": State.VERIFIED, "code": "H2"},
    "archived": {"state": State.ARCHIVED},
}
PUBLIC_LEVEL = {
    "public": Access.CONTENT,
    "anonymous": Access.CONTENT,
    "unverified": Access.SUMMARY,
    "held before verification": Access.SUMMARY,
    "confidential": Access.NONE,
    "confidential by category": Access.NONE,
    "sensitive": Access.CONTENT,
    "archived": Access.NONE,
}
VIEWERS = ("anonymous", "holder", "citizen", "superuser")


@dataclass
class Scene:
    report: Report
    client: Client
    level: Access
    coarse: bool


@pytest.fixture(params=[(kind, viewer) for kind in KINDS for viewer in VIEWERS], ids=" x ".join)
def scene(request: pytest.FixtureRequest) -> Scene:
    """One kind of report and one who looks at it."""
    kind, viewer = request.param
    changes = dict(KINDS[kind])
    code = changes.pop("code", "W1")
    report = ReportFactory(category=Category.objects.get(pk=code), place_note=NOTE, dispute=OBJECTION, **changes)
    clean = clean_photo(io.BytesIO(telling_jpeg()))
    photo = Photo(report=report, position=1, sha256=clean.sha256, width=clean.width, height=clean.height)
    photo.image.save("a.jpg", ContentFile(clean.image), save=False)
    photo.thumbnail.save("b.jpg", ContentFile(clean.thumbnail), save=False)
    photo.original.save("c.jpg", ContentFile(clean.original), save=True)
    level = Access.FULL if viewer in {"holder", "superuser"} else PUBLIC_LEVEL[kind]
    return Scene(report, getattr(Cast.of(report), viewer), level, code.startswith("H"))


def test_the_page_shows_what_the_viewer_may_know(scene: Scene) -> None:
    response = scene.client.get(f"/laporan/{scene.report.number}/")
    html = response.content.decode()
    assert response.status_code == (404 if scene.level == Access.NONE else 200)
    assert (WORDS in html) == (scene.level >= Access.CONTENT)
    assert (SOURCE in html) == (scene.level >= Access.CONTENT)
    assert ("kecil.jpg" in html) == (scene.level >= Access.CONTENT)
    assert ("Kutai Timur" in html) == (scene.level >= Access.SUMMARY)
    assert ('id="authority"' in html) == (scene.level >= Access.SUMMARY)
    assert (OBJECTION in html) == (scene.level == Access.FULL)
    exact = f"{SANGATTA[1]:.6f}, {SANGATTA[0]:.6f}" in html or f'data-lat="{SANGATTA[1]}"' in html
    assert exact == (scene.level == Access.FULL or (scene.level >= Access.SUMMARY and not scene.coarse))


def test_a_photo_is_served_to_whoever_may_see_the_content(scene: Scene) -> None:
    for size in ("foto", "kecil"):
        response: Any = scene.client.get(f"/laporan/{scene.report.number}/1/{size}.jpg")
        if scene.level < Access.CONTENT:
            assert response.status_code == 404
            continue
        assert response.status_code == 200
        body = b"".join(response.streaming_content)
        assert body[:2] == b"\xff\xd8"
        assert b"RAHASIA" not in body
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert ("no-store" in response["Cache-Control"]) == (scene.level == Access.FULL)


def test_the_api_tells_what_the_viewer_may_know(scene: Scene) -> None:
    response = scene.client.get(f"/api/v1/reports/{scene.report.number}/")
    body = response.json()
    if scene.level == Access.NONE:
        assert response.status_code == 404
        assert set(body) == {"type", "title", "status", "detail"}
        return
    assert (body["content"] is not None) == (scene.level >= Access.CONTENT)
    if body["content"]:
        assert body["content"]["description"].startswith(WORDS)
        assert body["content"]["suspected_source"] == SOURCE
        assert len(body["content"]["photos"]) == 1
    exact = (body["place"]["lon"], body["place"]["lat"]) == SANGATTA
    assert exact == (scene.level == Access.FULL or not scene.coarse)
    assert (body["place"]["cell_m"] is not None) == (scene.coarse and scene.level < Access.FULL)
    assert NOTE not in response.content.decode()
    told = body["responsibility"]
    assert told["agency"]["kind"] == {"H2": "BKSDA", "L5": "POLRES"}.get(scene.report.category_id, "DLH")
    assert told.get("dispute") == (OBJECTION if scene.level == Access.FULL else None)
    assert told["of_the_cell"] == (scene.coarse and scene.level < Access.FULL)


def test_lists_and_policies_agree(scene: Scene) -> None:
    """What a queryset lets through is what the policy allows, so that no list leads to a page that refuses."""
    opened = [scene.report.pk] if scene.level == Access.FULL else []
    viewer = Viewer.of(None, opened)
    assert Report.objects.visible_to(None, opened).exists() == (access(scene.report, viewer) > Access.NONE)
    if not opened:
        assert Report.objects.public().exists() == (scene.level >= Access.SUMMARY)


def test_a_confidential_report_looks_like_none_at_all(client: Client) -> None:
    secret = ReportFactory(confidential=True)
    pages = {number: client.get(f"/laporan/{number}/") for number in (secret.number, numbers.new_number())}
    assert [page.status_code for page in pages.values()] == [404, 404]
    # Number and random tokens apart, the two pages are the same to the letter.
    texts = {
        re.sub(r'value="\w{64}"', "", page.content.decode().replace(number, "N")) for number, page in pages.items()
    }
    assert len(texts) == 1


def test_a_holder_sees_only_the_report_that_was_opened() -> None:
    mine, other = ReportFactory(confidential=True), ReportFactory(confidential=True)
    holder = Cast.of(mine).holder
    assert holder.get(f"/laporan/{mine.number}/").status_code == 200
    assert holder.get(f"/laporan/{other.number}/").status_code == 404


def test_a_holder_may_close_it_for_the_next_user_of_the_telephone() -> None:
    report = ReportFactory(confidential=True)
    holder = Cast.of(report).holder
    assert holder.post("/lacak/tutup/").status_code == 302
    assert holder.get(f"/laporan/{report.number}/").status_code == 404


def test_what_was_opened_is_forgotten_after_two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ReportFactory(confidential=True)
    holder = Cast.of(report).holder
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * 3600 + 1)
    assert holder.get(f"/laporan/{report.number}/").status_code == 404


def test_an_inactive_superuser_sees_what_anybody_sees() -> None:
    report = ReportFactory(confidential=True)
    assert access(report, Viewer.of(UserFactory(is_superuser=True, is_active=False))) == Access.NONE
    assert not Report.objects.visible_to(UserFactory(is_superuser=True, is_active=False)).exists()


@pytest.mark.parametrize("setting", ["land", "coast"])
def test_nothing_about_a_coarse_place_draws_a_line_through_its_cell(client: Client, setting: str) -> None:
    """Doubt, its neighbours and the coast would put the point into a strip a few hundred metres wide."""
    report = ReportFactory(category=Category.objects.get(pk="H2"), setting=setting, doubtful=True)
    told = {"setting": setting, "method": "nearest", "doubtful": True, "candidates": ["64.08", "64.03"], "border_m": 9}
    report.places.update(**told)
    api = f"/api/v1/reports/{report.number}/"
    public = client.get(api).json()["place"]
    assert (public["setting"], public["method"], public["doubtful"]) == ("land", None, None)
    assert public["sentence"] == "Kabupaten Kutai Timur, Kalimantan Timur"
    page, full_page = (one.get(f"/laporan/{report.number}/") for one in (client, Cast.of(report).holder))
    for shown in ("Berau", "wilayah terdekat", "petugas akan memastikannya"):
        assert shown not in page.content.decode()
    assert "Berau" in full_page.content.decode()
    full = Cast.of(report).holder.get(api).json()["place"]
    assert (full["setting"], full["method"], full["doubtful"]) == (setting, "nearest", True)


FINER = ("Taman Nasional Rahasia", "Balai Taman Nasional", "Berau", "aturan khusus", "Kutai Kartanegara")


def _betrayed(report: Report) -> None:
    """Let all that is stored of a report name ground finer than its cell, and a regency before a reassignment."""
    keeper = Agency.objects.create(
        code="TN-RAHASIA",
        name="Balai Taman Nasional Rahasia",
        kind_id="BALAI_TN",
        tier="central",
        overlay_keys=["conservation:RAHASIA"],
    )
    park = {"kind": "conservation", "code": "RAHASIA", "name": "Taman Nasional Rahasia", "function": "national_park"}
    neighbour = {"code": "DLH-64.03", "name": "DLH Kabupaten Berau", "kind": "DLH", "level": "regency"}
    why = {"id": "titiknya dekat perbatasan Berau", "en": "near the border of Berau"}
    report.places.update(regency=area("64.02"), overlays=[{**park, "inside": True, "certain": False}], doubtful=True)
    now = timezone.now()
    PlaceRecordFactory(report=report, reason="reassigned", overlays=[{**park, "inside": True, "certain": False}])
    for reason, at in (("filed", report.received_at), ("reassigned", now)):
        ResponsibilityRecord.objects.update_or_create(
            report=report,
            reason=reason,
            defaults={
                "decided_at": at,
                "agency": keeper,
                "tier": "central",
                "rule_number": 3,
                "basis": "aturan khusus",
                "explanation_id": "Diteruskan ke Balai Taman Nasional Rahasia karena di dalam Taman Nasional Rahasia.",
                "explanation_en": "Goes to Balai Taman Nasional Rahasia because inside Taman Nasional Rahasia.",
                "copies": [{**neighbour, "why": why}],
                "alternatives": [{"rule": 2, "agency": neighbour, "why_not": why}],
                "confirm": True,
            },
        )
    Report.objects.filter(pk=report.pk).update(agency=keeper, tier="central", rule_number=3, doubtful=True)


@pytest.mark.parametrize("language", ["", "/en"])
def test_who_must_act_on_a_coarse_place_is_told_by_the_cell_alone(client: Client, language: str) -> None:
    """The agency itself, its copies and the one before a reassignment would all say more than regency and province."""
    month_ago = timezone.now() - dt.timedelta(days=30)
    report = ReportFactory(category=Category.objects.get(pk="H2"), state=State.VERIFIED, received_at=month_ago)
    before = {path: client.get(path).content.decode() for path in _surfaces(report, language)}
    _betrayed(report)
    holder = Cast.of(report).holder
    for path, said in before.items():
        seen, seen_in_full = (one.get(path, HTTP_ACCEPT_LANGUAGE="id").content.decode() for one in (client, holder))
        for name in FINER:
            assert name not in seen, (path, name)
        assert "BKSDA" in seen
        assert _without_tokens(seen) == _without_tokens(said)  # not a word that depends on what is finer
        assert {name for name in FINER if name in seen_in_full} >= set(FINER[:3])


def test_a_coarse_place_at_sea_is_the_provinces(client: Client) -> None:
    report = ReportFactory(
        category=Category.objects.get(pk="H4"), setting="sea_12nm", regency=None, province=area("64")
    )
    told = client.get(f"/api/v1/reports/{report.number}/").json()["responsibility"]
    assert (told["agency"]["code"], told["of_the_cell"]) == ("DKP-64", True)


def _surfaces(report: Report, language: str) -> tuple[str, ...]:
    return f"{language}/laporan/{report.number}/", f"/api/v1/reports/{report.number}/"


def _without_tokens(html: str) -> str:
    return re.sub(r'(value|nonce)="[^"]{20,}"', "", html)
