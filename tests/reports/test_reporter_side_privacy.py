"""Who may see what on the reporter's side: kinds of reports x viewers x each of its surfaces. One table, one truth."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.actions.case.passing import verify
from reports.actions.case.replying import ask, comment
from reports.models import Category, Claim, Report, State
from tests.factories import SANGATTA, ReportFactory, UserFactory
from tests.reports.cases import QUESTION, holder, holder_of, staff

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]

WORDS = "Tumpukan sampah"
SOURCE = "Truk dari pasar"
ADDED = "Saya tinggal di sebelahnya."
SUMMARY, CONTENT, NOTHING = "summary", "content", "nothing"

KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "public": ({}, CONTENT),
    "anonim": ({"anonymous": True}, CONTENT),
    "unverified": ({"state": State.NEW}, SUMMARY),
    "rahasia": ({"confidential": True}, NOTHING),
    "held": ({"held": True, "held_why": "kata yang diawasi"}, NOTHING),
    "merged": ({"state": State.ARCHIVED, "merge": True}, NOTHING),
    "archived": ({"state": State.ARCHIVED}, NOTHING),
    "sensitive": ({"code": "H2"}, CONTENT),
    "practice": ({"practice": True}, NOTHING),
}
VIEWERS = ("anonymous", "holder", "claimant", "citizen")


@dataclass
class Scene:
    report: Report
    client: Client
    public: str
    own: bool
    practice: bool


@pytest.fixture(params=[(kind, viewer) for kind in KINDS for viewer in VIEWERS], ids=" x ".join)
def scene(request: pytest.FixtureRequest) -> Scene:
    """One kind of report with a question and an addition, and one who looks at it."""
    kind, viewer = request.param
    changes, public = dict(KINDS[kind][0]), KINDS[kind][1]
    state = changes.pop("state", State.VERIFIED)
    into = ReportFactory(state=State.VERIFIED) if changes.pop("merge", False) else None
    practice = changes.pop("practice", False)
    report = ReportFactory(category=Category.objects.get(pk=changes.pop("code", "W1")), **changes)
    if state != State.NEW:
        verify(report, staff())
    ask(report, staff(), body=QUESTION)
    comment(report, holder(report), body=ADDED)
    Report.objects.filter(pk=report.pk).update(state=state, merged_into=into, practice=practice)
    report.refresh_from_db()
    return Scene(report, _client(viewer, report, practice), public, viewer in {"holder", "claimant"}, practice)


def _client(viewer: str, report: Report, practice: bool) -> Client:
    if viewer == "holder" and not practice:
        return holder_of(report)
    client = Client()
    if viewer in {"claimant", "citizen"}:
        user = UserFactory()
        client.force_login(user)
        if viewer == "claimant":
            Claim.objects.create(report=report, user=user, at=timezone.now())
    return client


def test_the_page_and_its_timeline(scene: Scene) -> None:
    own = scene.own and not scene.practice
    response = scene.client.get(f"/laporan/{scene.report.number}/")
    html = response.content.decode()
    assert response.status_code == (200 if own or scene.public != NOTHING else 404)
    assert (ADDED in html) == own
    assert (QUESTION in html) == own
    assert (SOURCE in html) == (own or scene.public == CONTENT)
    assert (f"/laporan/{scene.report.number}/privasi/" in html) == own  # what only the reporter may do
    everyone = scene.public != NOTHING
    assert (f"/laporan/{scene.report.number}/juga/" in html) == (everyone and not own)
    assert (f"/laporan/{scene.report.number}/umpan.atom" in html) == everyone
    assert "kata yang diawasi" not in html


def test_the_feed_tells_everybody_the_same(scene: Scene) -> None:
    response = scene.client.get(f"/laporan/{scene.report.number}/umpan.atom")
    stranger = Client().get(f"/laporan/{scene.report.number}/umpan.atom")
    assert response.status_code == (404 if scene.public == NOTHING else 200)
    assert response.status_code == stranger.status_code
    if response.status_code == 200:
        assert response.content == stranger.content
        text = response.content.decode()
        assert ADDED not in text
        assert QUESTION not in text
        # Not within a time of day: 11:38:10.53 is no latitude
        assert not any(re.search(rf"(?<!\d){re.escape(str(degree))}", text) for degree in SANGATTA)


def test_what_everybody_may_do_is_not_found_where_the_public_sees_nothing(scene: Scene) -> None:
    own = scene.own and not scene.practice
    number = scene.report.number
    found = scene.public != NOTHING
    assert scene.client.get(f"/laporan/{number}/keberatan/").status_code == (200 if found else 404)
    assert scene.client.post(f"/laporan/{number}/keberatan/", {"reason": "spam"}).status_code == (200 if found else 404)
    assert scene.client.post(f"/laporan/{number}/juga/").status_code == (302 if found else 404)
    assert scene.client.get(f"/laporan/{number}/ikuti/").status_code == (200 if found or own else 404)
    mail = {"email": "siti@contoh.id"}
    assert scene.client.post(f"/laporan/{number}/ikuti/", mail).status_code == (200 if found or own else 404)


def test_the_deeds_are_the_reporters_alone(scene: Scene) -> None:
    own = scene.own and not scene.practice
    for slug in ("balas", "tambah", "selesai", "belum-selesai", "cabut", "privasi", "nilai"):
        page = scene.client.get(f"/laporan/{scene.report.number}/{slug}/")
        assert page.status_code == (200 if own else 302), slug
        if not own:
            assert page["Location"].startswith("/lacak/")


def test_the_hint_at_filing_names_only_what_is_public(scene: Scene) -> None:
    asked = {"category": scene.report.category_id, "coordinates": f"{SANGATTA[1]}, {SANGATTA[0]}"}
    html = scene.client.get("/lapor/mirip/", asked).content.decode()
    assert (scene.report.number in html) == (scene.public != NOTHING)
    assert WORDS not in html


def test_the_list_of_an_account_has_its_own_reports_alone(scene: Scene) -> None:
    page = scene.client.get("/akun/laporan/")
    if "_auth_user_id" not in scene.client.session:
        assert page.status_code == 302
        return
    claimed = Claim.objects.filter(report=scene.report).exists() and not scene.practice
    assert (scene.report.number in page.content.decode()) == claimed


def test_a_wide_place_is_not_narrowed_by_asking_where_it_is_near() -> None:
    """Whoever asks from many points of the cell gets the same answer everywhere in it, without a distance."""
    report = ReportFactory(category=Category.objects.get(pk="H2"), state=State.VERIFIED)
    answers = set()
    for dx, dy in ((0, 0), (0.03, 0.02), (0.05, -0.03)):
        lon, lat = report.public_point.x + dx, report.public_point.y + dy
        html = Client().get("/lapor/mirip/", {"category": "H2", "coordinates": f"{lat}, {lon}"}).content.decode()
        answers.add(html)
        assert report.number in html
        assert " m " not in html.split(report.number)[-1]
    assert len(answers) == 1
