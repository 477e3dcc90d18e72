"""Alerts, through a real mail server and worker: only to who said so twice, each report once, and only public ones."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.crew import make_worker
from opendata.alerts import actions
from opendata.alerts.asking import Wanted
from opendata.alerts.digests import GIVEN_UP_AFTER, look, look_for_all, send
from opendata.alerts.links import token_of
from opendata.alerts.matching import KEPT
from opendata.models import Alert, AlertedReport, AlertLetter, Rhythm
from reports.models import Category, Report, State, Tally
from reports.moderation.visitors import Visitor
from tests.factories import ReportFactory
from tests.smtp import Sink, serving, use_mail_server

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS, SITE = "siti@contoh.id", "https://lapor.contoh.id"
PAGE = "/en/data/kabar/"
KUTIM = {"area": "64.08", "about": "", "point": "", "radius": "5", "rhythm": "daily", "email": ADDRESS}


@pytest.fixture(autouse=True)
def sink(settings: Any) -> Iterator[Sink]:
    settings.SITE_URL = SITE
    found = Sink()
    with serving(found) as port:
        use_mail_server(settings, port)
        yield found
    cache.clear()


def work_off() -> None:
    make_worker(["default", "mail", "webhooks"], batch=True).work()


def text_of(letter: Any) -> str:
    return "\n".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")


def links_in(letter: Any, page: str) -> str:
    """The path of a link in a letter."""
    found = re.search(rf"{SITE}(/en/data/kabar/[\w-]+/{page})(?!\w)", text_of(letter))
    assert found, text_of(letter)
    return found[1]


def alert(address: str = ADDRESS, rhythm: str = Rhythm.DAILY, **wanted: Any) -> Alert:
    """An alert whose owner said that the letters are wanted, after the letter that asked."""
    about = Wanted(**wanted)
    actions.ask_for(about, email=address, rhythm=rhythm, language="en", visitor=Visitor("device", "network"))
    work_off()
    own = actions.email_digest(address)
    return actions.confirm(token_of(Alert.objects.get(about=about.about, email_digest=own)))


def news(sink: Sink, address: str = ADDRESS) -> list[str]:
    """What the letters of alerts said; those that asked are left out."""
    return [text_of(letter) for letter in sink.to(address) if letter["List-Unsubscribe"]]


def look_again() -> None:
    look_for_all()
    work_off()


def test_nothing_comes_before_the_button_of_the_letter_is_pressed(sink: Sink) -> None:
    browser = Client()
    page = browser.post(PAGE, KUTIM)
    assert page.status_code == 200
    assert "Look into your mailbox" in page.content.decode()
    work_off()
    (asked,) = sink.to(ADDRESS)
    assert "Kabupaten Kutai Timur" in text_of(asked)
    assert asked["Auto-Submitted"] == "auto-generated"
    link = links_in(asked, "mulai/")
    opened = Client().get(link)  # as a program that looks for malice does
    assert "Yes, write to me" in opened.content.decode()
    ReportFactory()
    look_again()
    assert len(sink.letters) == 1
    assert "News will come" in Client().post(link).content.decode()
    look_again()
    assert len(sink.letters) == 1  # what was there before is not news
    report = ReportFactory()
    look_again()
    (told,) = news(sink)
    assert report.number in told
    assert "Kabupaten Kutai Timur" in told


def test_a_report_is_told_once_however_often_somebody_looks(sink: Sink) -> None:
    found = alert(area="64.08")
    reports = [ReportFactory() for _number in range(2)]
    for _time in range(2):
        look_again()
    letter = AlertLetter.objects.get()
    send.enqueue(letter.pk)
    work_off()
    (told,) = news(sink)
    assert all(report.number in told for report in reports)
    late = ReportFactory()
    look_again()
    assert [late.number in told for told in news(sink)] == [False, True]
    assert AlertedReport.objects.filter(alert=found).count() == 3


def test_a_mail_server_that_is_down_loses_nothing(sink: Sink) -> None:
    alert(area="64.08")
    report = ReportFactory()
    sink.busy.add(ADDRESS)
    look_again()
    assert (news(sink), AlertLetter.objects.get().sent_at) == ([], None)
    sink.busy.clear()
    send.enqueue(AlertLetter.objects.get().pk)
    work_off()
    assert report.number in news(sink)[0]


def test_a_mailbox_that_refuses_for_days_is_forgotten(sink: Sink) -> None:
    alert(area="64.08")
    ReportFactory()
    sink.refused.add(ADDRESS)
    look_again()
    look_again()
    assert Alert.objects.exists()
    AlertLetter.objects.update(queued_at=timezone.now() - GIVEN_UP_AFTER)
    look_again()
    assert not Alert.objects.exists()


def test_a_relay_that_refuses_everybody_on_one_morning_ends_nothing_and_nothing_is_lost(sink: Sink) -> None:
    alert(area="64.08")
    first = ReportFactory()
    sink.refused.add(ADDRESS)
    look_again()
    sink.refused.clear()
    look_again()
    assert [first.number in told for told in news(sink)] == [True]
    AlertLetter.objects.update(queued_at=timezone.now() - GIVEN_UP_AFTER)
    ReportFactory()
    sink.refused.add(ADDRESS)
    look_again()  # days later once more: what was refused before is over
    assert Alert.objects.exists()


def test_what_the_public_must_not_know_of_is_told_to_nobody(sink: Sink) -> None:
    alert(area="64.08")
    hidden = [
        ReportFactory(**values)
        for values in ({"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"practice": True})
    ]
    look_again()
    assert news(sink) == []
    Report.everything.filter(pk=hidden[1].pk).update(held=False)  # an officer lets it pass, days later
    look_again()
    (told,) = news(sink)
    assert hidden[1].number in told
    assert not any(one.number in told for one in (hidden[0], *hidden[2:]))


def test_what_became_confidential_while_the_letter_waited_is_not_in_it(sink: Sink) -> None:
    found = alert(area="64.08")
    stays, goes = ReportFactory(), ReportFactory()
    look.func(found.pk)
    Report.everything.filter(pk=goes.pk).update(confidential=True)
    work_off()
    (told,) = news(sink)
    assert (stays.number in told, goes.number in told) == (True, False)
    assert "1 new report:" in told
    look_again()
    assert len(news(sink)) == 1
    Report.everything.filter(pk=goes.pk).update(confidential=False)
    look_again()
    assert [goes.number in told for told in news(sink)] == [False, True]  # nobody was told of it before


def test_areas_categories_and_themes_are_told_apart(sink: Sink) -> None:
    here, theme = {"category": Category.objects.get(pk="W1")}, {"category": Category.objects.get(pk="A1")}
    for number, wanted in enumerate(
        ({"area": "64"}, {"area": "34.04"}, {"area": "64.08", "category": "W1"}, {"theme": "A"}, {"category": "L1"})
    ):
        alert(f"orang{number}@contoh.id", **wanted)
    waste, water = ReportFactory(**here), ReportFactory(**theme)
    look_again()
    told = ["".join(news(sink, f"orang{number}@contoh.id")) for number in range(5)]
    assert [waste.number in one for one in told] == [True, False, True, False, False]
    assert [water.number in one for one in told] == [True, False, False, True, False]


def test_a_circle_holds_what_lies_in_it(sink: Sink) -> None:
    alert(centre=(117.55, 0.53), radius_m=1000)
    near = ReportFactory(point=Point(117.555, 0.53, srid=4326))
    far = ReportFactory(point=Point(117.57, 0.53, srid=4326))
    look_again()
    (told,) = news(sink)
    assert (near.number in told, far.number in told) == (True, False)


def test_no_circle_however_small_tells_where_in_its_cell_a_report_lies(sink: Sink) -> None:
    """Circles all over the cell, one of them around the very place, answer alike."""
    points = [(117.50, 0.53), (117.55, 0.53), (117.60, 0.49), (117.47, 0.60)]
    for number, centre in enumerate(points):
        alert(f"orang{number}@contoh.id", centre=centre, radius_m=1000)
    report = ReportFactory(
        point=Point(*points[0], srid=4326), public_point=Point(117.55, 0.55, srid=4326), public_cell_m=20_000.0
    )
    look_again()
    assert [report.number in "".join(news(sink, f"orang{number}@contoh.id")) for number in range(4)] == [True] * 4


def test_once_a_week_is_once_a_week(sink: Sink) -> None:
    found = alert(rhythm=Rhythm.WEEKLY, area="64.08")
    report = ReportFactory()
    look_again()
    assert news(sink) == []
    Alert.objects.filter(pk=found.pk).update(looked_at=timezone.now() - dt.timedelta(days=7))
    look_again()
    assert report.number in news(sink)[0]


def test_the_mark_rises_over_what_was_told_long_ago_and_nothing_is_told_twice(sink: Sink) -> None:
    found = alert(area="64.08")
    old = ReportFactory()
    look_again()
    AlertLetter.objects.update(queued_at=timezone.now() - KEPT - dt.timedelta(days=1))
    new = ReportFactory()
    look_again()
    found.refresh_from_db()
    assert found.told_to == old.pk
    assert list(AlertedReport.objects.values_list("report", flat=True)) == [new.pk]
    assert [old.number in told for told in news(sink)] == [True, False]


def test_one_click_of_a_mail_program_ends_the_letters_and_forgets_the_address(sink: Sink) -> None:
    alert(area="64.08")
    ReportFactory()
    look_again()
    letter = sink.to(ADDRESS)[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter["List-Unsubscribe"].strip(" <>").removeprefix(SITE)
    program = Client(enforce_csrf_checks=True)
    assert "Stop the letters" in program.get(link).content.decode()
    assert Alert.objects.count() == 1  # to look changes nothing
    for _time in range(2):
        assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Alert.objects.exists()
    assert not AlertedReport.objects.exists()


def test_the_page_of_an_alert_changes_its_rhythm_and_ends_all(sink: Sink) -> None:
    found, other = alert(area="64.08"), alert(category="W1")
    alert("lain@contoh.id", area="64.08")
    page = f"{PAGE}{token_of(found)}/"
    shown = Client().get(page).content.decode()
    assert token_of(other) in shown
    assert "Wild dumping" in shown or Category.objects.get(pk="W1").name_en in shown
    Client().post(page, {"rhythm": "weekly"})
    found.refresh_from_db()
    assert found.rhythm == Rhythm.WEEKLY
    Client().post(page, {"all": "1"})
    assert [one.email_digest for one in Alert.objects.all()] == [actions.email_digest("lain@contoh.id")]
    assert Client().get(page).status_code == 404


def test_the_answer_is_the_same_for_every_address(sink: Sink) -> None:
    alert(area="64.08")
    answers = {
        re.sub(
            r"nonce-\S+|[\w.]+@contoh\.id|value=\"[^\"]{32,}\"",
            "",
            Client().post(PAGE, KUTIM | {"email": address}).content.decode(),
        )
        for address in (ADDRESS, "baru@contoh.id")
    }
    work_off()
    assert len({re.sub(r"(nonce|csrfmiddlewaretoken)[^>]*", "", answer) for answer in answers}) == 1
    assert "This address gets them already" in text_of(sink.to(ADDRESS)[-1])
    assert Alert.objects.filter(confirmed_at__isnull=False).count() == 1


def test_the_address_lies_encrypted_and_is_forgotten_when_nobody_confirms(sink: Sink) -> None:
    Client().post(PAGE, KUTIM)
    assert not any(ADDRESS in str(task.args_kwargs) for task in DBTaskResult.objects.all())
    work_off()
    found = Alert.objects.get()
    assert ADDRESS.encode() not in bytes(found.email)
    link = f"{PAGE}{token_of(found)}/mulai/"
    Alert.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert Client().post(link).status_code == 404
    assert actions.sweep_unconfirmed() == 1
    assert not Alert.objects.exists()


def test_nobody_enters_addresses_without_end(sink: Sink) -> None:
    for number in range(actions.REQUESTS_PER_NETWORK.times):
        assert Client().post(PAGE, KUTIM | {"email": f"orang{number}@contoh.id"}).status_code == 200
    refused = Client().post(PAGE, KUTIM | {"email": "satu@contoh.id"})
    assert refused.status_code == 429
    assert 'value="satu@contoh.id"' in refused.content.decode()
    Tally.objects.all().delete()
    for _time in range(actions.LETTERS_PER_ADDRESS.times + 2):
        Client().post(PAGE, KUTIM)
    work_off()
    assert len(sink.to(ADDRESS)) == actions.LETTERS_PER_ADDRESS.times
