"""Alerts in bad hands and on bad days: strangers' mailboxes, two things at once, clocks, old data, what is gone."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boundaries.models import Succession
from opendata.alerts import actions, digests
from opendata.alerts.digests import look, send
from opendata.alerts.links import token_of
from opendata.models import Alert, AlertLetter, Rhythm
from reports.models import BlockedSender, Category, Theme
from reports.moderation.blocking import Kind
from reports.moderation.blocking import digest as blocked_digest
from tests.factories import ReportFactory
from tests.opendata.test_alerts import ADDRESS, KUTIM, PAGE, alert, look_again, news, text_of, work_off
from tests.smtp import Sink, serving, use_mail_server
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sink(settings: Any) -> Iterator[Sink]:
    settings.SITE_URL = "https://lapor.contoh.id"
    found = Sink()
    with serving(found) as port:
        use_mail_server(settings, port)
        yield found
    cache.clear()


def test_a_mailbox_with_many_names_gets_no_more_letters_than_one_with_one(sink: Sink) -> None:
    for number in range(9):
        Client().post(PAGE, KUTIM | {"email": f"siti+{number}@contoh.id"})
    work_off()
    assert len(sink.letters) == actions.LETTERS_PER_ADDRESS.times
    assert actions.mailbox_of("s.i.ti+x@gmail.com") == actions.mailbox_of("siti@gmail.com")
    assert actions.mailbox_of("s.iti@contoh.id") != actions.mailbox_of("siti@contoh.id")


def test_who_answers_each_letter_may_ask_for_as_many_alerts_as_there_may_be(sink: Sink) -> None:
    for code in list(Category.objects.active().values_list("pk", flat=True))[: actions.LETTERS_PER_ADDRESS.times + 2]:
        alert(category=code)
    assert Alert.objects.filter(confirmed_at__isnull=False).count() == actions.LETTERS_PER_ADDRESS.times + 2


def test_what_depends_on_an_address_is_done_when_nobody_waits_for_it(sink: Sink) -> None:
    """The page asks the database the same questions for a subscriber, a stranger and somebody who is shut out."""
    alert(area="64.08")
    BlockedSender.objects.create(kind=Kind.EMAIL, digest=blocked_digest(Kind.EMAIL, "usil@contoh.id"), reason="uji")
    asked = []
    for address in ("hangat@contoh.id", ADDRESS, "baru@contoh.id", "usil@contoh.id"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().post(PAGE, KUTIM | {"email": address})
        asked.append(len(queries))
    work_off()
    assert len(set(asked[1:])) == 1
    assert sink.to("usil@contoh.id") == []


@pytest.mark.parametrize(
    "email",
    [
        "siti@contoh.id\r\nBcc: lain@contoh.id", "siti@contoh.id,lain@contoh.id", "a@b@contoh.id", "siti@contoh.id\x00",
        "\ud800@contoh.id",
    ],
)  # fmt: skip
def test_no_address_carries_another_one_along(sink: Sink, email: str) -> None:
    assert Client().post(PAGE, KUTIM | {"email": email.encode(errors="surrogatepass")}).status_code == 422
    work_off()
    assert sink.letters == []


def test_letters_are_ended_also_while_one_is_being_written(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    found = alert(area="64.08")
    report = ReportFactory()
    writing, ending, real = threading.Event(), threading.Event(), digests.untold

    def slowly(alert: Alert) -> Any:
        writing.set()
        ending.wait(20)
        return real(alert)

    monkeypatch.setattr(digests, "untold", slowly)

    def click() -> int:
        assert writing.wait(20)
        return Client().post(f"{PAGE}{token_of(found)}/berhenti/").status_code

    def wait() -> None:
        _until_somebody_waits()
        ending.set()

    assert at_once(lambda: look.func(found.pk), click, wait) == [1, 200, None]
    work_off()
    assert (Alert.objects.count(), AlertLetter.objects.count()) == (0, 0)
    assert not any(report.number in told for told in news(sink))


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def _until_somebody_waits() -> None:
    """Return once a connection waits for a lock that another one holds."""
    for _time in range(2000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)


def test_two_workers_with_one_letter_send_it_once(sink: Sink) -> None:
    found = alert(area="64.08")
    ReportFactory()
    look.func(found.pk)
    letter = AlertLetter.objects.get()
    assert at_once(*[lambda: send.func(letter.pk)] * 3) == [None] * 3
    assert len(news(sink)) == 1


def test_a_regency_that_hands_over_old_complaints_makes_no_news(sink: Sink) -> None:
    alert(area="64.08")
    old = ReportFactory(received_at=timezone.now() - dt.timedelta(days=400))
    new = ReportFactory(received_at=timezone.now() - dt.timedelta(days=4))
    look_again()
    (told,) = news(sink)
    assert (old.number in told, new.number in told) == (False, True)


def test_a_letter_names_the_latest_and_counts_the_rest(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "LISTED", 2)
    alert(area="64.08")
    reports = [ReportFactory(received_at=timezone.now() - dt.timedelta(hours=number)) for number in range(4)]
    look_again()
    (told,) = news(sink)
    assert [report.number in told for report in reports] == [True, True, False, False]
    assert "4 new reports:" in told
    assert "And 2 more reports." in told


def test_a_clock_that_was_ahead_keeps_nobody_waiting_for_a_year(sink: Sink) -> None:
    found = alert(rhythm=Rhythm.WEEKLY, area="64.08")
    Alert.objects.filter(pk=found.pk).update(looked_at=timezone.now() + dt.timedelta(days=365))
    report = ReportFactory()
    look_again()
    assert report.number in news(sink)[0]


@pytest.fixture
def put_back() -> Iterator[None]:
    """Reference data outlive a test of a live database: what it changed there is put back."""
    yield
    Category.objects.filter(pk="W1").update(active=True)
    Category.objects.filter(pk="Z9").delete()
    Succession.objects.filter(predecessor="64.99").delete()


@pytest.mark.usefixtures("put_back")
def test_who_asked_for_an_area_that_was_divided_hears_of_what_it_became(sink: Sink) -> None:
    Succession.objects.create(
        level="regency", predecessor="64.99", successor="64.08", valid_from=timezone.localdate() + dt.timedelta(days=1),
        name="Kutai Timur", legal_basis="UU 1/2027",
    )  # fmt: skip
    found = alert(area="64.99")
    report = ReportFactory()
    look_again()
    assert report.number in news(sink)[0]
    assert Client().get(f"{PAGE}{token_of(found)}/").status_code == 200


@pytest.mark.usefixtures("put_back")
def test_an_area_that_nobody_knows_and_a_category_that_is_gone_spoil_no_page_and_no_other_letter(sink: Sink) -> None:
    Category.objects.create(code="Z9", theme=Theme.objects.get(pk="W"), name_id="Uji", name_en="Trial", position=99)
    gone, strange = alert(category="Z9"), alert("lain@contoh.id", area="99.99")
    Category.objects.filter(pk="Z9").delete()
    alert("juga@contoh.id", area="64.08")
    report = ReportFactory()
    look_again()
    assert [report.number in told for told in news(sink, "juga@contoh.id")] == [True]
    for one in (gone, strange):
        for page in ("", "mulai/", "berhenti/"):
            assert Client().get(f"{PAGE}{token_of(one)}/{page}").status_code == 200


@pytest.mark.usefixtures("put_back")
def test_a_category_that_is_no_longer_in_use_still_tells_of_its_reports_and_is_not_offered(sink: Sink) -> None:
    alert(category="W1")
    Category.objects.filter(pk="W1").update(active=False)
    report = ReportFactory(category=Category.objects.get(pk="W1"))
    look_again()
    assert report.number in news(sink)[0]
    assert list(Client().post(PAGE, KUTIM | {"area": "", "about": "W1"}).context["form"].errors) == ["about"]


def test_the_letter_of_a_circle_leads_to_its_place_on_the_map(sink: Sink) -> None:
    alert(centre=(117.55, 0.53), radius_m=5000, theme="W")
    ReportFactory()
    look_again()
    assert "https://lapor.contoh.id/en/peta/?theme=W#12/0.530/117.550" in news(sink)[0]


def test_a_rhythm_that_there_is_not_is_said_at_its_field(sink: Sink) -> None:
    found = alert(area="64.08")
    page = Client().post(f"{PAGE}{token_of(found)}/", {"rhythm": "hourly"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["rhythm"])
    assert "Saved." not in page.content.decode()


def test_the_letter_that_asks_has_nothing_that_a_stranger_wrote(sink: Sink) -> None:
    Client().post(PAGE, KUTIM | {"area": "", "point": "0.53123456, 117.55987654", "radius": "10"})
    work_off()
    assert "10 km around 0.531, 117.560" in text_of(sink.to(ADDRESS)[0])
