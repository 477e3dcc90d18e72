"""The same moment, twice: taps, presses and letters that meet in the database."""

from typing import Any

import pytest

from reports.actions.case.flagging import FlaggedBeforeError, flag
from reports.actions.case.following import follow, me_too
from reports.actions.case.surveying import survey
from reports.models import Flag, Follower, State, Survey
from reports.moderation.visitors import Visitor
from reports.policies import Viewer
from tests.factories import ReportFactory
from tests.reports.cases import case, holder, holder_of
from tests.reports.pages import values_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SOMEONE = Visitor("d" * 64, "n" * 64)


def test_taps_on_all_questions_at_once_are_all_kept_and_history_has_one_row() -> None:
    report = case("closed")
    names = ("time", "cost", "conduct", "product")
    done = at_once(*(lambda name=name: survey(report, holder(report), marks={name: 3}) for name in names))
    assert not [error for error in done if isinstance(error, Exception)]
    row = Survey.objects.get()
    assert [getattr(row, name) for name in names] == [3, 3, 3, 3]
    assert report.history.filter(verb="survey").count() == 1


def test_a_button_pressed_twice_at_once_is_pressed_once() -> None:
    report = case("answered")
    client = holder_of(report)
    html = client.get(f"/laporan/{report.number}/selesai/").content.decode()
    sent = {name: values_of(html, name)[0] for name in ("once", "seen")}
    pages = at_once(*(lambda: client.post(f"/laporan/{report.number}/selesai/", sent) for _ in range(2)))
    assert [page.status_code for page in pages] == [302, 302]
    assert report.history.filter(verb="confirm").count() == 1


def test_a_reply_sent_twice_at_once_is_filed_once() -> None:
    report = case("asked")
    client = holder_of(report)
    html = client.get(f"/laporan/{report.number}/balas/").content.decode()
    sent = {name: values_of(html, name)[0] for name in ("once", "seen")} | {"body": "Di sisi utara."}
    pages = at_once(*(lambda: client.post(f"/laporan/{report.number}/balas/", sent) for _ in range(2)))
    assert [page.status_code for page in pages] == [302, 302]
    assert report.messages.filter(kind="reply").count() == 1


def test_a_person_who_presses_everything_at_once_is_one_follower() -> None:
    report = ReportFactory(state=State.VERIFIED)

    def ask() -> None:
        follow(report, Viewer.of(), email="siti@contoh.id", language="id", visitor=SOMEONE)

    def press() -> bool:
        return me_too(report, Viewer.of(), visitor=SOMEONE)

    done = at_once(ask, press, ask, press)
    assert not [error for error in done if isinstance(error, Exception)]
    assert Follower.objects.filter(email_digest__gt="").count() == 1
    assert Follower.objects.filter(me_too=True).count() == 1


def test_an_objection_sent_twice_at_once_is_kept_once() -> None:
    report = ReportFactory(state=State.VERIFIED)

    def press() -> Any:
        return flag(report, Viewer.of(), reason="spam", visitor=SOMEONE)

    done = at_once(press, press)
    assert sum(isinstance(one, FlaggedBeforeError) for one in done) == 1
    assert Flag.objects.count() == 1
    assert report.history.filter(verb="flag").count() == 1
