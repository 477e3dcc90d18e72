"""The public objects to what is published: once each, hidden when several do, settled by staff."""

from typing import Any

import pytest
from django.test import Client

from reports.actions.case.errors import RefusedError
from reports.actions.case.flagging import (
    FLAGS_PER_NETWORK,
    FlaggedBeforeError,
    flag,
    open_flags,
    settle_flags,
)
from reports.actions.case.passing import accept
from reports.actions.case.shielding import release
from reports.desk.case.since import changes_since
from reports.lifecycle.offer import NotAllowedError
from reports.models import Flag, HistoryEntry, Report, State
from reports.moderation.visitors import Visitor
from reports.policies import Viewer
from reports.throttle import TooManyAttemptsError
from tests.factories import ReportFactory, UserFactory
from tests.reports.cases import staff

pytestmark = pytest.mark.django_db


def object_to(report: Report, who: str, reason: str = "false", network: str | None = None) -> HistoryEntry:
    visitor = Visitor(f"{who:0<64}", f"{network or who:0<64}")
    return flag(report, Viewer.of(), reason=reason, text="Ini nama tetangga saya.", visitor=visitor)


@pytest.fixture
def report() -> Any:
    return ReportFactory(state=State.VERIFIED)


def test_a_visitor_objects_once_and_sending_it_twice_is_no_error(client: Client, report: Report) -> None:
    client.get(f"/laporan/{report.number}/keberatan/")
    for _ in range(2):
        page = client.post(f"/laporan/{report.number}/keberatan/", {"reason": "privacy", "text": "Nama saya."})
        assert page.status_code == 200
    assert Flag.objects.get().text == "Nama saya."
    entry = report.history.get(verb="flag")
    assert (entry.by, entry.actor, entry.audience) == ("public", None, "staff")


@pytest.mark.parametrize(("data", "field"), [({}, "reason"), ({"reason": "x"}, "reason"),
                                             ({"reason": "spam", "text": "x" * 501}, "text")])  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(client: Client, report: Report, data: dict[str, str], field: str) -> None:
    page = client.post(f"/laporan/{report.number}/keberatan/", data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert f'id="flag_{field}_error"' in page.content.decode()


@pytest.mark.parametrize(("reason", "enough"), [("privacy", 2), ("false", 3), ("spam", 3)])
def test_enough_networks_hide_it_until_a_person_has_looked(report: Report, reason: str, enough: int) -> None:
    for n in range(enough):
        assert not Report.objects.get(pk=report.pk).held
        object_to(report, str(n), reason)
        report.refresh_from_db()
    assert report.held
    assert report.history.filter(verb="hold_back", by="system").exists()
    assert not Report.objects.public().exists()
    with pytest.raises(NotAllowedError):
        object_to(report, "late")


def test_one_network_with_many_browsers_hides_nothing(report: Report) -> None:
    for n in range(5):
        object_to(report, str(n), "privacy", network="one")
    report.refresh_from_db()
    assert not report.held


def test_what_a_person_has_released_is_not_hidden_by_objections_again(report: Report) -> None:
    viewer = staff()
    for n in range(2):
        object_to(report, str(n), "privacy")
    settle_flags(report, viewer, note="Tidak ada nama di situ.")
    release(report, viewer)
    for n in range(2, 6):
        object_to(report, str(n), "privacy")
    report.refresh_from_db()
    assert not report.held
    assert len(open_flags(report)) == 4


def test_settled_objections_leave_the_queue_and_may_be_raised_anew(report: Report) -> None:
    viewer = staff()
    object_to(report, "a")
    object_to(report, "b", "abuse")
    with pytest.raises(FlaggedBeforeError):
        object_to(report, "a")
    assert sorted(found.reason for found in open_flags(report)) == ["abuse", "false"]
    with pytest.raises(RefusedError) as refused:
        settle_flags(report, viewer, note=" ")
    assert refused.value.field == "note"
    settle_flags(report, viewer, note="Sudah dilihat.")
    assert not open_flags(report).exists()
    assert Flag.objects.filter(settled_by=viewer.user).count() == 2
    with pytest.raises(RefusedError):
        settle_flags(report, viewer, note="Sudah dilihat.")
    object_to(report, "a")
    assert len(open_flags(report)) == 1


def test_only_who_has_the_case_in_hand_settles(report: Report) -> None:
    object_to(report, "a")
    with pytest.raises(NotAllowedError):
        settle_flags(report, Viewer.of(UserFactory()), note="Sudah dilihat.")
    assert len(open_flags(report)) == 1


def test_an_exercise_or_a_hidden_report_takes_no_objection() -> None:
    for changes in ({"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"practice": True}):
        with pytest.raises(NotAllowedError):
            object_to(ReportFactory(**changes), "a")


def test_nobody_objects_to_everything() -> None:
    for n in range(FLAGS_PER_NETWORK.times):
        object_to(ReportFactory(state=State.VERIFIED), str(n), network="one")
    with pytest.raises(TooManyAttemptsError):
        object_to(ReportFactory(state=State.VERIFIED), "x", network="one")


def test_an_objection_makes_no_open_form_of_an_officer_stale(report: Report) -> None:
    shown = report.version
    object_to(report, "a")
    assert Report.objects.get(pk=report.pk).version == shown
    accept(report, staff(), version=shown)


def test_what_a_late_form_is_told_was_done_is_what_staff_did(report: Report) -> None:
    shown = report.version
    accept(report, staff())
    object_to(report, "a")
    assert [change.verb for change in changes_since(report, shown)] == ["accept"]
