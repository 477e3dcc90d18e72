"""Two reports of one thing become one case, and come apart again; who follows goes along and comes home."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Agency
from reports.actions.case import merging
from reports.actions.case.errors import RefusedError
from reports.actions.case.replying import ask
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import Follower, HistoryEntry, Outcome, Report, State
from reports.policies import Viewer
from reports.projection import see
from tests.factories import ReportFactory
from tests.reports.hands import officer_of, reporter_of
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def main() -> Report:
    return ReportFactory(state=State.IN_FOLLOW_UP)


@pytest.fixture
def double() -> Report:
    return ReportFactory(state=State.VERIFIED)


@pytest.fixture
def officer(main: Report) -> Viewer:
    return officer_of(main)


def follower(report: Report, name: str, **changes: Any) -> Follower:
    digests = {"email": name.encode(), "email_digest": f"digest-{name}", "token_digest": f"token-{report.pk}-{name}"}
    return Follower.objects.create(report=report, **{**digests, **changes})


def refused(verb: Any, *args: Any, **values: Any) -> RefusedError:
    with pytest.raises(RefusedError) as error:
        verb(*args, **values)
    return error.value


def test_a_duplicate_ends_and_leads_to_the_main_case(main: Report, double: Report, officer: Viewer) -> None:
    entry = merging.merge(double, officer, into=main, note="Tumpukan yang sama.")
    assert (double.state, double.outcome, double.merged_into) == (State.ARCHIVED, Outcome.MERGED, main)
    assert double.closed_at == entry.at
    assert entry.data["into"] == main.number
    told = main.history.get(verb="joined")
    assert (told.audience, told.data) == ("public", {"report": double.number})
    assert Report.objects.get(pk=main.pk).version == main.version


def test_its_reporter_is_led_there_and_the_public_sees_it_no_more(
    main: Report, double: Report, officer: Viewer
) -> None:
    merging.merge(double, officer, into=main)
    seen = see(double, reporter_of(double))
    assert seen is not None
    assert seen.joined
    assert seen.main is not None
    assert seen.main.url == f"/laporan/{main.number}/"
    assert see(double, Viewer()) is None


def test_a_reporter_is_not_led_where_they_may_see_nothing(main: Report, double: Report, officer: Viewer) -> None:
    Report.objects.filter(pk=main.pk).update(confidential=True)
    merging.merge(double, officer, into=main)
    seen = see(double, reporter_of(double))
    assert seen is not None
    assert (seen.joined, seen.main) == (True, None)
    assert main.number not in str(seen.as_dict())


class TestFollowers:
    def test_they_go_along_once_and_come_home(self, main: Report, double: Report, officer: Viewer) -> None:
        follower(main, "ani")
        twice, budi = follower(double, "ani"), follower(double, "budi")
        own = follower(double, "citra", reporter=True)
        neighbour = follower(double, "", email=b"", email_digest="", visitor="v1", me_too=True)
        merging.merge(double, officer, into=main)
        assert set(main.followers.filter(moved_from=double)) == {budi, own, neighbour}
        assert main.followers.filter(me_too=True).count() == 1
        assert list(double.followers.all()) == [twice]
        # In the main case the duplicate's reporter is one who follows: its own reporter is told more.
        assert not main.followers.filter(reporter=True).exists()
        merging.unmerge(double, officer, note="Ternyata tempat lain.")
        assert set(double.followers.all()) == {twice, budi, own, neighbour}
        assert set(double.followers.filter(reporter=True)) == {own}
        assert not Follower.objects.filter(moved_from__isnull=False).exists()

    def test_nobody_learns_of_a_confidential_case_by_a_letter(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        Report.objects.filter(pk=main.pk).update(confidential=True)
        budi = follower(double, "budi")
        merging.merge(double, officer, into=main)
        assert list(double.followers.all()) == [budi]

    def test_who_follows_the_duplicate_again_meanwhile_is_not_doubled(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        moved = follower(double, "budi")
        merging.merge(double, officer, into=main)
        again = follower(double, "budi", token_digest="another")
        merging.unmerge(double, officer, note="Berbeda.")
        assert list(double.followers.all()) == [again]
        assert list(main.followers.all()) == [moved]


class TestComingApart:
    @pytest.mark.parametrize("state", [State.NEW, State.VERIFIED, State.DISPOSED, State.IN_FOLLOW_UP])
    def test_a_report_is_again_where_it_was(self, main: Report, officer: Viewer, state: State) -> None:
        double = ReportFactory(state=state)
        merging.merge(double, officer, into=main)
        entry = merging.unmerge(double, officer, note="Berbeda.")
        assert (double.state, double.outcome, double.merged_into, double.closed_at) == (state, "", None, None)
        assert entry.data["from"] == main.number
        assert main.history.filter(verb="parted").count() == 1

    def test_one_on_hold_goes_on_before_the_question(self, main: Report, double: Report, officer: Viewer) -> None:
        ask(double, officer, body="Di sebelah mana jembatan?")
        merging.merge(double, officer, into=main)
        assert not double.pauses.filter(ended_at=None).exists()
        merging.unmerge(double, officer, note="Berbeda.")
        assert double.state == State.VERIFIED

    def test_its_clocks_run_again(self, main: Report, double: Report, officer: Viewer) -> None:
        merging.merge(double, officer, into=main)
        assert double.due_on is None
        assert not double.clocks.filter(stopped_at=None).exists()
        merging.unmerge(double, officer, note="Berbeda.")
        assert double.clocks.filter(stopped_at=None, step="answer").exists()
        assert double.due_on is not None

    def test_what_was_never_joined_cannot_come_apart(self, officer: Viewer) -> None:
        archived = ReportFactory(state=State.ARCHIVED)
        refused(merging.unmerge, archived, officer, note="x")

    def test_a_reason_is_needed(self, main: Report, double: Report, officer: Viewer) -> None:
        merging.merge(double, officer, into=main)
        assert refused(merging.unmerge, double, officer, note="").field == "note"


class TestChains:
    def test_the_main_case_is_at_the_end_of_the_chain(self, main: Report, double: Report, officer: Viewer) -> None:
        third = ReportFactory(state=State.VERIFIED)
        merging.merge(double, officer, into=main)
        merging.merge(third, officer, into=double)
        assert third.merged_into == main

    def test_what_was_joined_before_goes_along_and_comes_back(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        third = ReportFactory(state=State.VERIFIED)
        merging.merge(third, officer, into=double)
        merging.merge(double, officer, into=main)
        assert set(main.merged.all()) == {double, third}
        merging.unmerge(double, officer, note="Berbeda.")
        assert list(main.merged.all()) == []
        assert list(double.merged.all()) == [third]

    def test_two_who_join_two_reports_to_one_another_leave_one_main_case(
        self, transactional_db: None, django_db_blocker: Any
    ) -> None:
        one, other = ReportFactory(state=State.VERIFIED), ReportFactory(state=State.VERIFIED)
        officers = [officer_of(one), officer_of(other)]
        ended = at_once(
            lambda: merging.merge(one, officers[0], into=other), lambda: merging.merge(other, officers[1], into=one)
        )
        assert sorted(isinstance(end, HistoryEntry) for end in ended) == [False, True]
        assert all(isinstance(end, HistoryEntry | RefusedError | NotPossibleError) for end in ended)
        assert Report.objects.filter(merged_into__isnull=False).count() == 1


class TestRefusals:
    def test_a_report_is_not_joined_to_itself_nor_to_what_was_joined_to_it(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        assert refused(merging.merge, main, officer, into=main).field == "into"
        merging.merge(double, officer, into=main)
        assert refused(merging.merge, main, officer, into=double).field == "into"

    def test_nor_to_one_that_is_over(self, main: Report, double: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=main.pk).update(state=State.ARCHIVED)
        assert refused(merging.merge, double, officer, into=main).field == "into"
        closed = double.received_at - dt.timedelta(days=1)
        Report.objects.filter(pk=main.pk).update(state=State.CLOSED, closed_at=closed, verified_at=closed)
        assert refused(merging.merge, double, officer, into=main).field == "into"
        Report.objects.filter(pk=main.pk).update(closed_at=timezone.now())
        merging.merge(double, officer, into=main)
        assert double.merged_into == main

    def test_nor_to_one_in_other_hands_or_of_another_world(self, double: Report, officer: Viewer) -> None:
        foreign = ReportFactory(state=State.VERIFIED, agency_id=Agency.objects.get(code="DLH-64.72").pk)
        exercise = ReportFactory(state=State.VERIFIED, practice=True)
        for into in (foreign, exercise):
            assert refused(merging.merge, double, officer, into=into).field == "into"

    def test_only_who_has_it_joins_it_and_only_while_it_is_open(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        with pytest.raises(NotAllowedError):
            merging.merge(double, reporter_of(double), into=main)
        merging.merge(double, officer, into=main)
        with pytest.raises(NotPossibleError):
            merging.merge(double, officer, into=main)
