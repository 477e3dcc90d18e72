"""What keeps abuse out at filing: too many from one sender, senders shut out, watched words, the time trap."""

import time
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import BlockedSender, Report, WatchWord
from reports.moderation.blocking import digest, normalised
from reports.moderation.gate import PER_CONTACT
from reports.moderation.trap import stamp
from reports.moderation.words import watched
from tests.factories import SANGATTA, UserFactory
from tests.reports.pages import values_of

pytestmark = pytest.mark.django_db
API = "/api/v1/reports/"
SAID = {"category": "W1", "lon": SANGATTA[0], "lat": SANGATTA[1], "description": "Tumpukan sampah di pinggir jalan."}


def send(typed: dict[str, str], client: Client | None = None, **changes: str) -> Any:
    return (client or Client()).post("/lapor/", {**typed, "key": str(uuid4()), **changes})


# --- senders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "0812 3456-7890", "+62 812 3456 7890"),
        ("phone", "(0549) 21133", "6254921133"),
        ("email", " Siti@Contoh.ID ", "siti@contoh.id"),
        ("address", "::ffff:203.0.113.1", "203.0.113.1"),
        ("address", "2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ],
)
def test_one_sender_written_in_several_ways_is_one(kind: str, one: str, other: str) -> None:
    assert normalised(kind, one) == normalised(kind, other)
    assert digest(kind, one) == digest(kind, other)
    assert one.strip() not in digest(kind, one)


@pytest.mark.parametrize(
    ("kind", "sender", "typed_as"),
    [
        ("phone", "081234567890", {"phone": "+62 812-3456-7890"}),
        ("email", "siti@contoh.id", {"email": "Siti@contoh.id"}),
        ("address", "127.0.0.1", {}),
    ],
)
def test_who_is_shut_out_is_told_politely_whom_to_call_and_loses_nothing(
    typed: dict[str, str], kind: str, sender: str, typed_as: dict[str, Any], settings: Any
) -> None:
    row = BlockedSender.objects.create(kind=kind, digest=digest(kind, sender), reason="laporan palsu berulang")
    page = send(typed, **typed_as)
    html = page.content.decode()
    assert page.status_code == 422
    assert "112" in html
    assert "palsu" not in html
    assert typed["description"] in html
    assert Client().post(API, {**SAID, **typed_as}).status_code == 403
    assert not Report.objects.exists()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough to be one"
    assert send(typed, **typed_as).status_code == 422
    BlockedSender.objects.filter(pk=row.pk).update(until=timezone.now())
    assert send(typed, **typed_as).status_code == 302


def test_one_telephone_files_so_many_reports_a_day_from_wherever(typed: dict[str, str]) -> None:
    for n in range(PER_CONTACT.times):
        assert send(typed, Client(REMOTE_ADDR=f"10.0.0.{n}"), phone="0812 3456 7890").status_code == 302
    late = send(typed, Client(REMOTE_ADDR="10.0.1.1"), phone="+6281234567890")
    assert late.status_code == 422
    assert typed["description"] in late.content.decode()
    assert send(typed, Client(REMOTE_ADDR="10.0.1.1"), phone="0812 3456 7891").status_code == 302


def test_repetitions_do_not_count_against_a_telephone(typed: dict[str, str]) -> None:
    same = {**typed, "phone": "0812 3456 7890"}
    for _ in range(PER_CONTACT.times + 2):
        assert Client().post("/lapor/", same).status_code == 302
    assert Report.objects.count() == 1


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dasar BANGSAT semua!", True),
        ("dasar bang\u200bsat", True),
        ("\uff42\uff41\uff4e\uff47\uff53\uff41\uff54", True),
        ("bangsatria desa", False),
        ("jual   obat\nkuat di sini", True),
        ("jual obat-obatan", False),
        ("", False),
    ],
)
def test_watched_words_are_found_however_they_are_written(text: str, found: bool) -> None:
    WatchWord.objects.all().delete()
    WatchWord.objects.create(word="Bangsat")
    WatchWord.objects.create(word="jual obat kuat")
    WatchWord.objects.create(word="sampah", active=False)
    assert bool(watched(text)) == found


@pytest.mark.parametrize("word", [".*", "(", "a|b", "\\", "[x", "🐟"])
def test_a_word_is_a_word_and_never_a_pattern(word: str) -> None:
    WatchWord.objects.all().delete()
    WatchWord.objects.create(word=word)
    assert not watched("Tumpukan sampah di pinggir jalan.")
    assert watched(f"ada {word} di sini")


@pytest.mark.parametrize("field", ["description", "suspected_source", "desired_remedy"])
def test_a_report_with_a_watched_word_is_filed_and_waits_for_a_reader(typed: dict[str, str], field: str) -> None:
    WatchWord.objects.create(word="katajelek")
    changed: dict[str, Any] = {field: "Ini ada katajelek di dalamnya."}
    response = send(typed, **changed)
    assert response.status_code == 302
    report: Any = Report.objects.get()
    assert report.held
    assert "katajelek" in report.held_why
    assert report.agency is not None
    assert Client().get(f"/laporan/{report.number}/").status_code == 404
    assert Client().get(f"/api/v1/reports/{report.number}/").status_code == 404


def test_the_receipt_of_a_held_report_says_that_it_waits_and_not_that_it_is_confidential(
    typed: dict[str, str], client: Client
) -> None:
    WatchWord.objects.create(word="katajelek")
    location = send(typed, client, description="Ini ada katajelek di dalamnya.")["Location"]
    html = client.get(f"/en{location}").content.decode()
    assert "until an officer has read it" in html
    assert "This report is confidential" not in html
    assert "katajelek" not in html


# --- the time trap --------------------------------------------------------------------------------------------------


@pytest.fixture
def trap(settings: Any) -> None:
    settings.FORM_SECONDS = 3


def fresh(client: Client, typed: dict[str, str]) -> dict[str, str]:
    """The form as it was given out just now, filled in."""
    html = client.get("/lapor/").content.decode()
    return {**typed, "key": values_of(html, "key")[0], "stamp": values_of(html, "stamp")[0]}


@pytest.mark.usefixtures("trap")
def test_a_form_that_comes_back_at_once_is_asked_for_once_more_and_then_taken(
    client: Client, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fresh(client, {**typed, "name": "Siti"})
    page = client.post("/lapor/", filled)
    html = page.content.decode()
    assert page.status_code == 422
    assert values_of(html, "name") == ["Siti"]
    assert values_of(html, "stamp") == [filled["stamp"]]
    assert not Report.objects.exists()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3)
    assert client.post("/lapor/", filled).status_code == 302


@pytest.mark.usefixtures("trap")
@pytest.mark.parametrize("stamped", ["", "x", "1:2", "a:b:c", "\x00", "9" * 90])
def test_a_form_without_a_stamp_of_its_own_gets_one(client: Client, typed: dict[str, str], stamped: str) -> None:
    page = client.post("/lapor/", {**typed, "stamp": stamped})
    assert page.status_code == 422
    if stamped != "\x00":
        assert values_of(page.content.decode(), "stamp") != [stamped]
    assert not Report.objects.exists()


@pytest.mark.usefixtures("trap")
def test_one_stamp_is_good_for_one_form(client: Client, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    filled = fresh(client, typed)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert client.post("/lapor/", {**filled, "key": str(uuid4())}).status_code == 422
    assert client.post("/lapor/", filled).status_code == 302


@pytest.mark.usefixtures("trap")
@pytest.mark.parametrize("hours", [-5, 24 * 30])
def test_a_clock_that_was_set_and_a_form_left_open_hinder_nobody(
    client: Client, typed: dict[str, str], monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    stamped = stamp(typed["key"])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + hours * 3600)
    assert client.post("/lapor/", {**typed, "stamp": stamped}).status_code == 302


@pytest.mark.usefixtures("trap")
def test_programs_with_an_interface_of_their_own_may_be_quick() -> None:
    assert Client().post(API, SAID).status_code == 201
    assert Client().post(API, {**SAID, "stamp": "x"}).status_code == 422


# --- administration ---------------------------------------------------------------------------------------------------


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_an_administrator_types_a_sender_and_only_the_digest_is_kept(admin: Client) -> None:
    url = "/kelola/reports/blockedsender/add/"
    typed = {"kind": "phone", "sender": "0812-3456-7890", "reason": "ancaman"}
    assert admin.post(url, typed).status_code == 302
    row = BlockedSender.objects.get()
    assert row.digest == digest("phone", "+6281234567890")
    assert row.created_by is not None
    assert admin.post(url, typed).status_code == 200  # the same again
    for kind, sender in (("phone", "123"), ("email", "siti"), ("address", "di rumah")):
        page = admin.post(url, {"kind": kind, "sender": sender, "reason": "x"})
        assert "sender" in page.context["adminform"].form.errors
    assert "81234567890" not in admin.get("/kelola/reports/blockedsender/").content.decode()
    assert BlockedSender.objects.count() == 1


def test_a_watched_word_of_two_letters_is_refused(admin: Client) -> None:
    page = admin.post("/kelola/reports/watchword/add/", {"word": "di", "active": "on"})
    assert "word" in page.context["adminform"].form.errors
