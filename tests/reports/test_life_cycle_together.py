"""Two at once, the same thing twice, and a verb that comes to nothing: one row or none, never two."""

from typing import Any

import pytest
from django.db import transaction

from reports.actions.case import closing, passing, replying
from reports.actions.case.change import StaleError, change
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import HistoryEntry, Message, Report, State
from reports.signals import case_changed
from tests.reports.lifecycle import ANSWER, World, everything
from tests.together import at_once

together = pytest.mark.django_db(transaction=True)
alone = pytest.mark.django_db


def _fresh(world: World) -> Report:
    return Report.objects.get(pk=world.report.pk)


@together
def test_of_two_officers_who_answer_the_same_version_one_wins() -> None:
    world = World.of().reach(State.IN_FOLLOW_UP)
    shown = world.report.version
    first, second = world.viewer("officer"), world.viewer("agency_admin")
    outcomes = at_once(
        lambda: replying.answer(_fresh(world), first, body=ANSWER, version=shown),
        lambda: replying.answer(_fresh(world), second, body=ANSWER, version=shown),
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["HistoryEntry", "StaleError"]
    report = _fresh(world)
    assert (report.state, report.version) == (State.AWAITING_REPORTER, shown + 1)
    assert report.history.filter(verb="answer").count() == 1
    assert report.messages.filter(kind=Message.Kind.ANSWER).count() == 1


@together
def test_without_a_version_the_state_alone_keeps_two_from_verifying() -> None:
    world = World.of()
    viewers = [world.viewer(name) for name in ("officer", "agency_admin", "monitor", "national")]
    outcomes = at_once(*(lambda viewer=viewer: passing.verify(_fresh(world), viewer) for viewer in viewers))
    assert [type(one) for one in outcomes].count(HistoryEntry) == 1
    assert [type(one) for one in outcomes].count(NotPossibleError) == 3
    assert world.report.history.filter(verb="verify").count() == 1


@together
def test_a_transfer_and_an_answer_at_once_leave_one_of_the_two() -> None:
    world = World.of().reach(State.IN_FOLLOW_UP)
    shown = world.report.version
    officer = world.viewer("officer")
    outcomes = at_once(
        lambda: replying.answer(_fresh(world), officer, body=ANSWER, version=shown),
        lambda: _transfer(world, officer, shown),
    )
    assert sum(isinstance(one, HistoryEntry) for one in outcomes) == 1
    refused = next(one for one in outcomes if not isinstance(one, HistoryEntry))
    assert isinstance(refused, StaleError | NotAllowedError)
    assert _fresh(world).version == shown + 1


def _transfer(world: World, officer: Any, version: int) -> HistoryEntry:
    """Transfer to Samarinda."""
    target = world.report.agency.__class__.objects.get(code="DLH-64.72")
    return passing.transfer(_fresh(world), officer, agency=target, note="Di Samarinda.", version=version)


@together
def test_a_letter_that_comes_twice_at_once_is_filed_once() -> None:
    world = World.of().reach(State.IN_FOLLOW_UP)
    reporter = world.viewer("reporter")

    def file() -> HistoryEntry:
        return replying.comment(_fresh(world), reporter, body="Bertambah.", channel="email", dedupe="abc")

    outcomes = at_once(file, file, file)
    assert len({entry.pk for entry in outcomes}) == 1, outcomes
    assert world.report.messages.filter(dedupe="abc").count() == 1
    assert world.report.history.filter(verb="comment").count() == 1
    assert _fresh(world).version == world.report.version + 1


@alone
def test_the_same_form_sent_twice_is_stale_the_second_time() -> None:
    world = World.of().reach(State.IN_FOLLOW_UP)
    shown = world.report.version
    replying.report_progress(world.report, world.viewer("officer"), body="Truk berangkat.", version=shown)
    after = everything(world.report)
    with pytest.raises(StaleError):
        replying.report_progress(world.report, world.viewer("officer"), body="Truk berangkat.", version=shown)
    assert everything(world.report) == after


@alone
def test_an_old_page_tells_first_whether_one_may_at_all() -> None:
    world = World.of().reach(State.VERIFIED)
    with pytest.raises(NotAllowedError):
        passing.accept(world.report, world.viewer("outside_officer"), version=0)
    with pytest.raises(StaleError):
        passing.accept(world.report, world.viewer("officer"), version=0)


@alone
def test_what_fails_in_the_middle_leaves_no_row_and_no_task(monkeypatch) -> None:
    world = World.of().reach(State.IN_FOLLOW_UP)
    before = everything(world.report)
    monkeypatch.setattr("reports.actions.case.change.announce", lambda entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        closing.close(world.report, world.viewer("officer"), reason="Sudah dibersihkan bersama warga.", body=ANSWER)
    assert everything(world.report) == before
    assert world.report.state == State.IN_FOLLOW_UP


@alone
def test_a_transaction_that_is_taken_back_takes_the_task_with_it() -> None:
    world = World.of()
    before = everything(world.report)
    with transaction.atomic():
        passing.verify(world.report, world.viewer("officer"))
        assert everything(world.report) != before
        transaction.set_rollback(True)
    assert everything(world.report) == before


@alone
def test_news_is_sent_once_committed_and_not_before(django_capture_on_commit_callbacks) -> None:
    world = World.of()
    heard: list[tuple[str, str]] = []

    def listen(report: Report, entry: HistoryEntry, **_kwargs: Any) -> None:
        heard.append((entry.verb, report.state))

    case_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            passing.verify(world.report, world.viewer("officer"))
            assert heard == []
        assert heard == [("verify", State.VERIFIED)]
    finally:
        case_changed.disconnect(listen)


@alone
def test_a_verb_that_is_used_before_it_is_done_says_so() -> None:
    world = World.of()
    with change(world.report, "verify", world.viewer("officer")) as work:
        work.set(verified_at=work.at)
        with pytest.raises(RuntimeError, match="not done yet"):
            _ = work.done
    assert work.done.verb == "verify"
