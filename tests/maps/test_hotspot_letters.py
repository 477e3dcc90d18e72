"""News of hotspots through a real mail server: gathered, once a day, each once, to whom they concern."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency, Role
from jobs.crew import make_worker
from jobs.scheduling import declared
from maps.hotspot.actions import hand_over_hotspot, take_up_hotspot
from maps.hotspot.digest import write_letters
from maps.hotspot.jobs import send_hotspot_letter, tell_of_hotspots
from maps.models import Hotspot, HotspotEntry, HotspotLetter, HotspotNews, HotspotSilence
from reports.models import Report
from tests.factories import MembershipFactory, agency
from tests.maps.gathering import ago, hotspot, noted, spot
from tests.smtp import Sink, serving, use_mail_server
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
FAR = (117.75, 0.53)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.SITE_URL = "https://lapor.contoh.id"
    found = Sink()
    with serving(found) as port:
        use_mail_server(settings, port)
        yield found


@pytest.fixture(autouse=True)
def _keep_agencies(transactional_db: None) -> Iterator[None]:
    """Agencies are not emptied after a test: what it wrote of them is taken back."""
    yield
    Agency.objects.exclude(email="").update(email="")


def work_off() -> None:
    make_worker(["default", "mail"], batch=True).work()


def tell() -> None:
    tell_of_hotspots.enqueue()
    work_off()


def text(letter: Any) -> str:
    return "\n".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")


def to(sink: Sink) -> list[str]:
    return sorted(address for address, _letter in sink.letters)


def officer(code: str = "DLH-64.08", role: Role = Role.OFFICER, **user: Any) -> Any:
    values = {f"user__{name}": value for name, value in user.items()}
    return MembershipFactory(agency=agency(code), role=role, **values).user


def test_those_concerned_are_told_once_in_one_letter(sink: Sink) -> None:
    people = [officer(), officer(role=Role.AGENCY_ADMIN), officer("KOORDINATOR-64", Role.MONITOR)]
    officer("DLH-61.03")
    officer("KOORDINATOR-61", Role.MONITOR)
    first, second = hotspot(), hotspot(spot(6, FAR))
    tell()
    assert to(sink) == sorted(user.email for user in people)
    said = text(sink.letters[0][1])
    assert f"https://lapor.contoh.id/titik-rawan/{first.number}/" in said
    assert f"https://lapor.contoh.id/titik-rawan/{second.number}/" in said
    assert "https://lapor.contoh.id/petugas/titik-rawan/" in said
    assert sink.letters[0][1]["Auto-Submitted"] == "auto-generated"
    tell()
    tell()
    assert len(sink.letters) == len(people)


def test_what_comes_after_todays_letter_is_told_tomorrow(sink: Sink) -> None:
    officer()
    hotspot()
    tell()
    second = hotspot(spot(6, FAR))
    tell()
    assert len(sink.letters) == 1
    letters = write_letters(timezone.now() + dt.timedelta(days=1))
    for letter in letters:
        send_hotspot_letter.func(letter)
    assert len(sink.letters) == 2
    assert str(second.number) in text(sink.letters[1][1])


def test_each_in_their_language(sink: Sink) -> None:
    officer(email="a@contoh.go.id", language="en")
    officer(email="b@contoh.go.id", language="id")
    hotspot()
    tell()
    by_address = dict(sink.letters)
    assert "/en/titik-rawan/" in text(by_address["a@contoh.go.id"])
    assert "/en/titik-rawan/" not in text(by_address["b@contoh.go.id"])
    assert by_address["a@contoh.go.id"]["Subject"] == "1 hotspot in your area"


def test_who_switched_it_off_gets_none(sink: Sink) -> None:
    silent, late, other = officer(), officer(), officer()
    HotspotSilence.objects.create(user=silent)
    hotspot()
    letters = write_letters(timezone.now())
    HotspotSilence.objects.create(user=late)  # between writing and sending
    for letter in letters:
        send_hotspot_letter.func(letter)
    assert to(sink) == [other.email]
    assert HotspotLetter.objects.get(user=late).dropped == "unwanted"


def test_a_mailbox_read_by_many_is_told_what_everybody_may_know(sink: Sink) -> None:
    Agency.objects.filter(code="DLH-64.08").update(email="dlh@contoh.go.id")
    reports = spot(8)
    hidden = hotspot(spot(6, FAR, confidential=True))
    shown = hotspot(reports)
    Report.objects.filter(pk=reports[0].pk).update(confidential=True)
    tell()
    assert to(sink) == ["dlh@contoh.go.id"]
    said = text(sink.letters[0][1])
    assert str(shown.number) in said
    assert "7 " in said
    assert str(hidden.number) not in said


def test_a_letter_says_nothing_of_confidential_reports_but_that_there_is_a_hotspot(sink: Sink) -> None:
    officer()
    found = hotspot(spot(6, category="W1", confidential=True))
    tell()
    said = text(sink.letters[0][1])
    assert str(found.number) in said
    assert "Sampah liar" not in said
    assert "Sangatta" not in said
    assert "6 " not in said.replace(str(found.number), "")


def test_the_agency_it_is_given_to_is_told_and_nobody_of_what_they_did(sink: Sink) -> None:
    giver, taker = officer(), officer("PUPR-64.08")
    found = hotspot(at=ago(10))
    target = timezone.localdate() + dt.timedelta(days=30)
    take_up_hotspot(found, giver, agency=agency("DLH-64.08"), action="Kontainer ditambah.", target_on=target)
    hand_over_hotspot(found, giver, to=agency("PUPR-64.08"), note="Drainase.")
    tell()
    assert to(sink) == [taker.email]


def test_what_an_agency_took_up_already_is_no_news_to_it_and_told_as_taken_up_to_who_watches(sink: Sink) -> None:
    first, _second = officer(), officer()
    monitor = officer("KOORDINATOR-64", Role.MONITOR)
    found = hotspot()
    target = timezone.localdate() + dt.timedelta(days=30)
    take_up_hotspot(found, first, agency=agency("DLH-64.08"), action="Kontainer ditambah.", target_on=target)
    tell()
    assert to(sink) == [monitor.email]
    assert str(agency("DLH-64.08")) in text(sink.letters[0][1])


def test_old_news_is_none(sink: Sink) -> None:
    officer()
    hotspot(spot(8, days=[*range(30, 22, -1)]), at=ago(20))
    tell()
    assert sink.letters == []


def test_a_hotspot_that_flares_up_is_told_again(sink: Sink) -> None:
    officer()
    found = hotspot(spot(8, days=[*range(250, 242, -1)]), at=ago(240))
    noted(at=ago(150))
    noted(spot(6))
    found.refresh_from_db()
    assert found.cooled_at is None
    tell()
    assert str(found.number) in text(sink.letters[0][1])


def test_what_is_seen_no_more_when_it_is_sent_is_not_told(sink: Sink) -> None:
    Agency.objects.filter(code="DLH-64.08").update(email="dlh@contoh.go.id")
    hotspot()
    letters = write_letters(timezone.now())
    Report.objects.update(confidential=True)
    for letter in letters:
        send_hotspot_letter.func(letter)
    assert sink.letters == []
    assert HotspotLetter.objects.get().dropped == "hidden"


def test_a_worker_that_is_killed_after_sending_repeats_the_same_letter(sink: Sink) -> None:
    officer()
    hotspot()
    tell()
    HotspotLetter.objects.update(sent_at=None)  # what a kill in that instant leaves
    send_hotspot_letter.func(HotspotLetter.objects.get().pk)
    first, second = (letter["Message-ID"] for _to, letter in sink.letters)
    assert first == second


def test_of_two_that_write_at_once_each_piece_of_news_is_told_once(sink: Sink) -> None:
    officer()
    hotspot()
    at_once(tell_of_hotspots.func, tell_of_hotspots.func)
    work_off()
    assert HotspotNews.objects.count() == HotspotEntry.objects.filter(verb="found").count() == 1
    assert len(sink.letters) == 1


def test_it_is_on_the_schedule_once_a_day() -> None:
    rhythm = declared()[tell_of_hotspots.module_path]
    assert rhythm.every == dt.timedelta(days=1)
    assert not DBTaskResult.objects.filter(task_path=send_hotspot_letter.module_path).exists()
    assert not Hotspot.objects.exists()
