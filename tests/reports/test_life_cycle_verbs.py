"""What each verb asks for and brings about, beside what the table says of it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Role
from reports.actions.case import closing, passing, pausing, replying
from reports.actions.case.closing import CONTEST_WITHIN
from reports.actions.case.errors import RefusedError
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import (
    Audience,
    CaseCopy,
    ClockPause,
    EvidenceCheck,
    Message,
    Outcome,
    Photo,
    Report,
    State,
)
from reports.policies import Access, Viewer, access
from tests.factories import MembershipFactory, UnitFactory, UserFactory, agency
from tests.reports.lifecycle import ANSWER, REASON, World, everything, member, national_desk

pytestmark = pytest.mark.django_db
NOBODY = Viewer()
RTL, ZERO_WIDTH, EMOJI = "\u202e", "\u200b", "\U0001f469\u200d\U0001f467"


def refused(field: str, do: Any, *args: Any, **said: Any) -> str:
    """Do something that must be refused at a field; return what is said."""
    with pytest.raises(RefusedError) as caught:
        do(*args, **said)
    assert caught.value.field == field
    return str(caught.value.message)


class TestWords:
    """What somebody writes."""

    @pytest.mark.parametrize("body", ["", "   ", "\n\t\n", ZERO_WIDTH, f"{RTL}{ZERO_WIDTH} \n", "\x00\x07"])
    def test_what_shows_nothing_is_missing(self, body: str) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        before = everything(world.report)
        refused("body", replying.ask, world.report, world.viewer("officer"), body=body)
        assert everything(world.report) == before

    @pytest.mark.parametrize("body", ["مرحبا بكم", f"Terima kasih {EMOJI}", f"a{ZERO_WIDTH}b", "👍", f"{RTL}abc"])
    def test_other_scripts_emoji_and_their_joiners_stay(self, body: str) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        world.do("comment", "reporter", body=body)
        assert world.report.messages.get().body == body

    def test_controls_are_taken_out_and_line_breaks_kept(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        world.do("comment", "reporter", body="  satu\r\ndua\x00\x1b[31m\ttiga\ud800\n")
        assert world.report.messages.get().body == "satu\ndua[31m tiga"

    def test_html_is_kept_as_it_was_typed(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        world.do("comment", "reporter", body="<script>alert(1)</script> & <b>")
        assert world.report.messages.get().body == "<script>alert(1)</script> & <b>"

    def test_ten_thousand_characters_are_taken_and_one_more_is_not(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        world.do("comment", "reporter", body="x" * 10_000)
        said = refused("body", replying.comment, world.report, world.viewer("reporter"), body="x" * 10_001)
        with override("en"):
            assert "1" in said
            assert "10000" in said

    @pytest.mark.parametrize("verb", ["answer", "ask", "report_progress"])
    def test_a_blank_that_is_not_filled_is_named(self, verb: str) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        said = refused("body", world.do, verb, body="Kami datang pada {tanggal kunjungan} bersama tim lapangan.")
        assert "{tanggal kunjungan}" in said

    def test_an_answer_that_says_nothing_is_no_answer(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        refused("body", world.do, "answer", body="Sudah ditindaklanjuti.")
        assert world.report.answered_at is None


class TestWhatIsSaid:
    """Messages: whose, for whom."""

    def test_each_text_has_its_kind_its_side_and_its_readers(self) -> None:
        world = World.of().reach(State.REOPENED)
        said = [
            (world.do("accept", "officer"), None),
            (world.do("report_progress", "officer"), ("progress", "staff", Audience.PUBLIC)),
            (world.do("ask", "monitor"), ("question", "staff", Audience.REPORTER)),
            (world.do("reply", "reporter"), ("reply", "reporter", Audience.REPORTER)),
            (world.do("comment", "reporter"), ("comment", "reporter", Audience.REPORTER)),
            (world.do("answer", "agency_admin"), ("answer", "staff", Audience.PUBLIC)),
            (world.do("contest", "reporter"), ("objection", "reporter", Audience.REPORTER)),
        ]
        for entry, expected in said:
            if expected is None:
                assert "message" not in entry.data
                continue
            message = Message.objects.get(pk=entry.data["message"])
            assert (message.kind, message.by, message.audience) == expected
            assert (message.author is not None) == (message.by == "staff") == (message.agency is not None)
            assert message.at == entry.at
            assert message.body not in str(entry.data)
            assert message.body not in entry.note

    def test_a_reply_hangs_on_its_question(self) -> None:
        world = World.of().reach(State.ON_HOLD)
        world.do("reply", "reporter")
        reply = world.report.messages.get(kind=Message.Kind.REPLY)
        assert reply.in_reply_to == world.report.messages.get(kind=Message.Kind.QUESTION)

    def test_a_reporter_with_an_account_is_not_named(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        user = UserFactory()
        entry = replying.comment(world.report, Viewer.of(user, [world.report.pk]), body="Bertambah.")
        assert (entry.actor, entry.by) == (None, "reporter")
        assert Message.objects.get().author is None

    def test_a_letter_filed_before_is_not_filed_again(self) -> None:
        world = World.of().reach(State.ON_HOLD)
        first = world.do("reply", "reporter", channel="email", dedupe="d1")
        before = everything(world.report)
        assert world.do("reply", "reporter", channel="email", dedupe="d1") == first
        assert everything(world.report) == before


class TestPassing:
    """To the unit, to the officer, to another agency."""

    def test_verifying_keeps_what_the_reporter_hid(self) -> None:
        world = World.of(anonymous=True, confidential=True).reach(State.VERIFIED)
        assert (world.report.anonymous, world.report.confidential) == (True, True)
        assert access(world.report, NOBODY) == Access.NONE

    def test_a_case_goes_to_a_unit_and_to_an_officer_of_it(self) -> None:
        world = World.of().reach(State.VERIFIED)
        unit = UnitFactory(agency=world.report.agency)
        there = MembershipFactory(agency=world.report.agency, unit=unit).user
        passing.dispose(world.report, world.viewer("officer"), assignee=there)
        assert (world.report.unit, world.report.assignee) == (unit, there)
        first = world.report.disposed_at
        passing.dispose(world.report, world.viewer("officer"), unit=UnitFactory(agency=world.report.agency))
        assert world.report.assignee is None
        assert world.report.disposed_at == first is not None

    def test_it_does_not_go_to_others(self) -> None:
        world = World.of().reach(State.VERIFIED)
        officer, elsewhere = world.viewer("officer"), agency("DLH-64.03")
        unit, other = UnitFactory(agency=world.report.agency), UnitFactory(agency=world.report.agency)
        of_other = MembershipFactory(agency=world.report.agency, unit=other).user
        closed = UnitFactory(agency=world.report.agency, active=False)
        monitor = MembershipFactory(agency=world.report.agency, role=Role.MONITOR).user
        case = world.report
        refused("unit", passing.dispose, case, officer)
        refused("unit", passing.dispose, case, officer, unit=UnitFactory(agency=elsewhere))
        refused("unit", passing.dispose, case, officer, unit=closed)
        refused("assignee", passing.dispose, case, officer, assignee=MembershipFactory(agency=elsewhere).user)
        refused("assignee", passing.dispose, case, officer, assignee=UserFactory())
        refused("assignee", passing.dispose, case, officer, assignee=monitor)
        refused("assignee", passing.dispose, case, officer, assignee=world.viewer("former_officer").user)
        refused("assignee", passing.dispose, case, officer, unit=unit, assignee=of_other)
        refused("assignee", passing.assign, case, officer, assignee=UserFactory())
        assert case.version == 1

    def test_who_takes_it_up_has_it_unless_another_was_named(self) -> None:
        world = World.of().reach(State.VERIFIED)
        world.do("accept", "officer")
        assert world.report.assignee == world.viewer("officer").user
        assert world.report.disposed_at is not None
        other = World.of().reach(State.DISPOSED)
        named = other.report.assignee
        other.do("accept", "officer")
        assert other.report.assignee == named is not None
        third = World.of().reach(State.VERIFIED)
        third.do("accept", "national")
        assert third.report.assignee is None

    def test_naming_an_officer_of_another_unit_takes_the_case_there(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        unit = UnitFactory(agency=world.report.agency)
        there = MembershipFactory(agency=world.report.agency, unit=unit).user
        entry = world.do("assign", "agency_admin", assignee=there)
        assert (world.report.unit, world.report.assignee) == (unit, there)
        assert entry.audience == Audience.STAFF
        world.do("assign", "agency_admin", assignee=None)
        assert world.report.assignee is None

    def test_a_transfer_is_counted_explained_and_lets_go(self) -> None:
        world = World.of().reach(State.DISPOSED)
        former, target = world.report.agency, agency("DLH-64.72")
        CaseCopy.objects.create(report=world.report, agency=target, why_id="x", why_en="x", since=timezone.now())
        entry = world.do("transfer", "officer", agency=target, note="Lokasinya di Samarinda.")
        case = world.report
        assert (case.agency, case.tier, case.transfers) == (target, target.tier, 1)
        assert (case.unit, case.assignee, case.state) == (None, None, State.VERIFIED)
        assert (entry.agency, entry.data["from"], entry.data["to"]) == (former, former.code, target.code)
        record = case.responsibilities.last()
        assert record.reason == "transferred"
        assert "Lokasinya di Samarinda." in record.explanation_id
        assert former.name in record.explanation_id
        assert "Transferred" in record.explanation_en
        assert not case.copies.filter(agency=target).exists()
        assert case.copies.filter(agency__code="DLH-64.03").exists()
        with pytest.raises(NotAllowedError):
            world.do("accept", "officer")
        assert access(case, world.viewer("officer")) < Access.FULL
        assert access(case, member(target, Role.OFFICER)) == Access.CASE

    def test_a_report_that_nobody_read_is_not_published_by_passing_it_on(self) -> None:
        world = World.of()
        world.do("transfer", "officer")
        assert (world.report.state, world.report.verified_at) == (State.NEW, None)
        assert access(world.report, NOBODY) == Access.SUMMARY

    def test_the_third_goes_to_the_coordinator_who_then_decides(self) -> None:
        world = World.of().reach(State.VERIFIED)
        for code in ("DLH-64.72", "DLH-64.03"):
            world.do("transfer", "national", agency=agency(code))
        entry = world.do("transfer", "national", agency=agency("DLH-64.02"))
        coordinator = agency("KOORDINATOR-64")
        assert (world.report.agency, world.report.transfers) == (coordinator, 3)
        assert (entry.data["named"], entry.data["to"], entry.data["transfer"]) == ("DLH-64.02", coordinator.code, 3)
        said = world.report.responsibilities.last().explanation_en
        assert coordinator.name_en in said or coordinator.name in said
        assert agency("DLH-64.02").name in world.report.responsibilities.last().explanation_id
        world.do("transfer", "monitor", agency=agency("DLH-64.02"))
        assert (world.report.agency, world.report.transfers) == (agency("DLH-64.02"), 4)
        world.do("transfer", "national", agency=agency("DLH-64.72"))
        assert world.report.agency == coordinator

    def test_where_no_province_is_the_third_goes_to_the_nation(self) -> None:
        world = World.of(transfers=2).reach(State.VERIFIED)
        Report.objects.filter(pk=world.report.pk).update(province=None)
        world.do("transfer", "national")
        assert world.report.agency.kind_id == "NASIONAL"

    def test_an_accused_coordinator_does_not_get_it_either(self) -> None:
        world = World.of(transfers=2, accused_agency=agency("KOORDINATOR-64")).reach(State.VERIFIED)
        world.do("transfer", "national")
        assert world.report.agency == national_desk()

    def test_a_transfer_needs_a_target_that_can_have_it(self) -> None:
        accused = agency("DLH-64.03")
        world = World.of(accused_agency=accused).reach(State.VERIFIED)
        gone = agency("DLH-64.72")
        gone.valid_to = timezone.localdate()
        gone.save()
        part = agency("DLH-64.02")
        part.parent = accused
        part.save()
        case, officer = world.report, world.viewer("officer")
        for target in (gone, accused, part, case.agency):
            assert target.name in refused("agency", passing.transfer, case, officer, agency=target, note="Karena.")
        refused("note", passing.transfer, case, officer, agency=agency("DLH-64.09"), note=" ")
        assert (case.transfers, case.version) == (0, 1)

    def test_an_agency_that_its_report_accuses_hands_nothing_on(self) -> None:
        world = World.of().reach(State.VERIFIED)
        world.report.accused_agency = world.report.agency
        world.report.save()
        unit = UnitFactory(agency=world.report.agency)
        refused("unit", passing.dispose, world.report, world.viewer("national"), unit=unit)
        with pytest.raises(NotAllowedError):
            passing.accept(world.report, world.viewer("officer"))

    def test_cases_of_an_agency_that_is_no_more_go_on(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        closed = world.report.agency
        closed.valid_to = timezone.localdate() - dt.timedelta(days=30)
        closed.save()
        world.do("ask", "monitor")
        world.do("reply", "reporter")
        world.do("answer", "national")
        world.do("contest", "reporter")
        world.do("transfer", "monitor")
        assert world.report.agency.code == "DLH-64.72"


class TestPausing:
    """On hold and back."""

    def test_a_question_pauses_and_the_reply_ends_it(self) -> None:
        world = World.of().reach(State.ON_HOLD)
        pause = world.report.pauses.get()
        assert (pause.reason, pause.ended_at) == (ClockPause.Reason.REPORTER, None)
        entry = world.do("reply", "reporter")
        pause.refresh_from_db()
        assert pause.ended_at == entry.at

    def test_nobody_replies_where_nothing_was_asked(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        world.do("hold", "officer")
        with pytest.raises(NotPossibleError):
            world.do("reply", "reporter")
        world.do("comment", "reporter")
        assert world.report.state == State.ON_HOLD

    @pytest.mark.parametrize("reason", ["reporter", "", "because", "LABORATORY"])
    def test_a_hold_needs_one_of_the_reasons(self, reason: str) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        refused("reason", pausing.hold, world.report, world.viewer("officer"), reason=reason, note="Menunggu.")

    def test_a_hold_says_why_in_words(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        for note in ("", "x" * 501):
            refused("note", pausing.hold, world.report, world.viewer("officer"), reason="court", note=note)
        entry = world.do("hold", "officer", reason="court", note="Berkasnya di kepolisian.")
        assert (entry.note, entry.data["reason"], entry.audience) == ("Berkasnya di kepolisian.", "court", "public")

    @pytest.mark.parametrize(
        ("who", "verb"), [("officer", "transfer"), ("officer", "archive"), ("reporter", "withdraw")]
    )
    def test_whatever_leaves_the_hold_ends_the_pause(self, who: str, verb: str) -> None:
        world = World.of().reach(State.ON_HOLD)
        world.do(verb, who)
        assert world.report.pauses.get().ended_at is not None


class TestClosing:
    """The end, and after it."""

    @staticmethod
    def evidence(world: World, *flags: str, approved: bool = False) -> Photo:
        """A photo of what was done, checked."""
        photo = Photo.objects.create(
            report=world.report, source=Photo.Source.EVIDENCE, image="a.jpg", thumbnail="b.jpg", original="c.jpg",
            sha256="0" * 64, width=10, height=10,
        )  # fmt: skip
        now = timezone.now()
        EvidenceCheck.objects.create(
            photo=photo, checked_at=now, flags=list(flags), approved_at=now if approved else None
        )
        return photo

    def test_a_case_is_closed_with_a_reason(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        refused("reason", closing.close, world.report, world.viewer("officer"))
        refused("reason", closing.close, world.report, world.viewer("officer"), reason="sudah selesai")
        entry = world.do("close", "officer", reason=REASON)
        assert (world.report.outcome, world.report.closed_at) == (Outcome.CLOSED, entry.at)
        assert world.report.answered_at == entry.at
        assert (entry.note, entry.data["evidence"]) == (REASON, False)

    def test_a_case_is_closed_with_a_photo(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        self.evidence(world)
        entry = closing.close(world.report, world.viewer("officer"), body=ANSWER)
        assert entry.data["evidence"] is True
        assert world.report.messages.get().body == ANSWER

    @pytest.mark.parametrize("flag", EvidenceCheck.Flag.values)
    def test_a_flagged_photo_closes_only_once_approved(self, flag: str) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        photo = self.evidence(world, flag)
        refused("reason", closing.close, world.report, world.viewer("officer"))
        EvidenceCheck.objects.filter(photo=photo).update(approved_at=timezone.now())
        closing.close(world.report, world.viewer("officer"))
        assert world.report.state == State.CLOSED

    def test_the_photo_of_the_first_time_does_not_close_it_again(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        self.evidence(world)
        closing.close(world.report, world.viewer("officer"))
        world.do("contest", "reporter")
        world.do("accept", "officer")
        refused("reason", closing.close, world.report, world.viewer("officer"))
        self.evidence(world)
        closing.close(world.report, world.viewer("officer"))

    def test_a_photo_that_nobody_checked_or_that_came_with_the_report_is_no_evidence(self) -> None:
        world = World.of().reach(State.IN_FOLLOW_UP)
        photo = self.evidence(world)
        photo.check_result.delete()
        filed = self.evidence(world)
        Photo.objects.filter(pk=filed.pk).update(source=Photo.Source.FILED)
        refused("reason", closing.close, world.report, world.viewer("officer"))

    @pytest.mark.parametrize(
        ("state", "who", "verb", "outcome"),
        [
            (State.AWAITING_REPORTER, "reporter", "confirm", Outcome.CONFIRMED),
            (State.AWAITING_REPORTER, "system", "close_silent", Outcome.SILENT),
            (State.AWAITING_REPORTER, "officer", "close", Outcome.CLOSED),
            (State.NEW, "reporter", "withdraw", Outcome.WITHDRAWN),
            (State.NEW, "officer", "archive", Outcome.ARCHIVED),
        ],
    )
    def test_how_it_ended_is_kept(self, state: State, who: str, verb: str, outcome: Outcome) -> None:
        world = World.of().reach(state)
        entry = world.do(verb, who)
        assert (world.report.outcome, world.report.closed_at) == (outcome, entry.at)
        assert world.report.due_on is None

    def test_a_reporter_may_contest_for_a_month(self) -> None:
        world = World.of().reach(State.CLOSED)
        closed = world.report.closed_at
        assert closed is not None
        late = closed + CONTEST_WITHIN + dt.timedelta(seconds=1)
        refused("", closing.contest, world.report, world.viewer("reporter"), body="Kembali lagi.", at=late)
        closing.contest(world.report, world.viewer("reporter"), body="Kembali lagi.", at=closed + CONTEST_WITHIN)
        assert (world.report.state, world.report.closed_at, world.report.outcome) == (State.REOPENED, None, "")

    def test_an_answer_keeps_its_first_time(self) -> None:
        world = World.of().reach(State.REOPENED)
        first = world.report.answered_at
        world.do("accept", "officer")
        world.do("answer", "officer")
        assert world.report.answered_at == first is not None

    @pytest.mark.parametrize("reason", ["", "not_our_authority", "bukan kewenangan"])
    def test_not_our_authority_archives_nothing(self, reason: str) -> None:
        world = World.of().reach(State.VERIFIED)
        said = refused("reason", world.do, "archive", "officer", reason=reason)
        with override("en"):
            assert said

    def test_archiving_hides_it_and_says_why(self) -> None:
        world = World.of().reach(State.VERIFIED)
        refused("note", world.do, "archive", "officer", note="")
        entry = world.do("archive", "officer", note="Iklan.", reason="spam")
        assert (entry.note, entry.data["reason"]) == ("Iklan.", "spam")
        assert access(world.report, NOBODY) == Access.NONE
        world.do("unarchive", "monitor")
        assert (world.report.state, world.report.closed_at, world.report.outcome) == (State.REOPENED, None, "")

    def test_what_nobody_read_comes_out_of_the_archive_unread(self) -> None:
        world = World.of()
        world.do("archive", "officer")
        world.do("unarchive", "agency_admin")
        assert (world.report.state, world.report.verified_at) == (State.NEW, None)

    def test_what_the_reporter_withdrew_or_another_report_took_in_stays_there(self) -> None:
        world = World.of()
        world.do("withdraw", "reporter", note="Sudah beres.")
        assert world.report.messages.get().audience == Audience.REPORTER
        refused("", world.do, "unarchive", "national")
        merged = World.of()
        merged.do("merge", "officer")
        refused("", merged.do, "unarchive", "national")


def test_an_exercise_is_done_like_a_case_and_told_to_nobody() -> None:
    world = World.of(practice=True).reach(State.CLOSED)
    assert everything(world.report)["DBTaskResult"] == 0
    assert world.report.history.count() == world.report.version + 1
    assert not Report.objects.filter(pk=world.report.pk).exists()
