"""What happened, in plain words: who reads which step, and never a person's name but for staff."""

import io
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Agency
from reports.actions.case import closing, evidence, merging, noting, passing, pausing, placing, replying, shielding
from reports.actions.uploads import stage_photo
from reports.lifecycle.table import TRANSITIONS, VERB_LABELS, Actor
from reports.models import Audience, By, Category, HistoryEntry, Report, State
from reports.photos import clean_photo
from reports.policies import Viewer
from reports.timeline import Step, timeline
from tests.factories import ReportFactory, UnitFactory
from tests.reports.hands import national, officer_of, reporter_of
from tests.reports.pictures import encoded, scene

pytestmark = pytest.mark.django_db

NAME = "Bambang Wijayakusuma"
ANSWER = "Sampah sudah kami angkut semuanya pada hari Senin pagi."


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def case() -> Report:
    return ReportFactory(state=State.NEW)


@pytest.fixture
def officer(case: Report) -> Viewer:
    viewer = officer_of(case)
    viewer.user.name = NAME
    viewer.user.save()
    return viewer


@pytest.fixture
def played(case: Report, officer: Viewer) -> Report:
    """A case that has seen most of what can be done."""
    own = reporter_of(case)
    passing.verify(case, officer)
    noting.note(case, officer, body="Pelapor sering menelepon.")
    replying.ask(case, officer, body="Di sebelah mana pasar?")
    replying.reply(case, own, body="Di sebelah timur.")
    passing.accept(case, officer)
    evidence.add_evidence(case, officer, file=io.BytesIO(encoded(scene(1))))
    evidence.add_photos(case, own, photos=[stage_photo(clean_photo(io.BytesIO(encoded(scene(2)))))])
    replying.report_progress(case, officer, body="Truk sudah dipesan.")
    replying.answer(case, officer, body=ANSWER)
    closing.contest(case, own, body="Masih ada sisanya.")
    return case


def verbs(steps: list[Step]) -> list[str]:
    return [step.verb for step in steps]


def test_instructions_to_a_unit_are_read_by_staff_alone(case: Report, officer: Viewer) -> None:
    passing.verify(case, officer)
    passing.dispose(case, officer, unit=UnitFactory(), note="Tolong cek Pak Budi dulu.")
    for outsider in (Viewer.of(), reporter_of(case)):
        told = [(step.words, step.reason) for step in timeline(case, outsider) if step.verb == "dispose"]
        assert told == [("", "")]
    assert "Tolong cek Pak Budi dulu." in [step.words for step in timeline(case, officer)]


def test_everyone_reads_what_was_done_and_by_which_agency(played: Report) -> None:
    steps = timeline(played, Viewer())
    assert verbs(steps) == [
        "submit", "verify", "ask", "reply", "accept", "report_progress", "answer", "contest",
    ]  # fmt: skip
    sentences = {step.verb: step.sentence for step in steps}
    assert sentences["accept"] == "DLH Kabupaten Kutai Timur began to follow it up."
    assert sentences["contest"] == "The reporter says that it is not solved."
    words = {step.verb: step.words for step in steps if step.words}
    assert words == {"report_progress": "Truk sudah dipesan.", "answer": ANSWER}


def test_the_reporter_reads_what_was_said_to_them_too(played: Report) -> None:
    steps = timeline(played, reporter_of(played))
    assert {"add_evidence", "add_photos"} <= set(verbs(steps))
    assert not {"note", "assign"} & set(verbs(steps))
    by_verb = {step.verb: step for step in steps}
    assert by_verb["ask"].sentence.endswith("asks you something.")
    assert by_verb["ask"].words == "Di sebelah mana pasar?"
    assert (by_verb["reply"].sentence, by_verb["reply"].words) == ("You replied.", "Di sebelah timur.")


def test_staff_read_all_with_names(played: Report, officer: Viewer) -> None:
    steps = timeline(played, officer)
    assert len(steps) == played.history.count()
    note = next(step for step in steps if step.verb == "note")
    assert (note.words, note.actor, note.audience) == ("Pelapor sering menelepon.", NAME, "staff")


def test_no_person_is_named_to_others(played: Report) -> None:
    for viewer in (Viewer(), reporter_of(played)):
        assert NAME not in str(timeline(played, viewer))
        assert "Pelapor sering" not in str(timeline(played, viewer))


def test_the_states_it_went_through_are_marked_once(played: Report) -> None:
    states = [step.state for step in timeline(played, Viewer()) if step.state]
    assert states == [
        State.NEW, State.VERIFIED, State.ON_HOLD, State.VERIFIED, State.IN_FOLLOW_UP, State.AWAITING_REPORTER,
        State.REOPENED,
    ]  # fmt: skip


def test_before_it_is_checked_nobody_reads_words_of_it(case: Report, officer: Viewer) -> None:
    replying.ask(case, officer, body="Di mana?")
    passing.transfer(case, officer, agency=Agency.objects.get(code="DLH-64.72"), note="Milik tetangga Pak Budi.")
    assert "Budi" not in str(timeline(case, Viewer()))
    assert any("Budi" in step.reason for step in timeline(case, reporter_of(case)))


def test_who_may_know_nothing_reads_nothing(played: Report) -> None:
    shielding.hold_back(played, officer_of(played), note="x")
    assert timeline(played, Viewer()) == []
    assert timeline(played, reporter_of(played)) != []


def test_the_agency_of_a_wide_area_is_not_named(case: Report, officer: Viewer) -> None:
    passing.verify(case, officer)
    placing.change_category(case, officer, category=Category.objects.get(pk="H2"), note="Gajah di Taman Nasional X.")
    told = str(timeline(case, Viewer()))
    assert "Kutai" not in told
    assert "Taman Nasional" not in told
    assert "The agency in charge" in told
    assert "Kutai" in str(timeline(case, reporter_of(case)))


def test_why_it_stands_still_and_where_it_went_is_said(case: Report, officer: Viewer) -> None:
    passing.verify(case, officer)
    pausing.hold(case, officer, reason="laboratory", note="Sampel air dikirim ke Samarinda.")
    held = timeline(case, Viewer())[-1]
    assert held.reason.endswith(": Sampel air dikirim ke Samarinda.")
    pausing.resume(case, officer)
    passing.transfer(case, officer, agency=Agency.objects.get(code="DLH-64.72"), note="Titiknya di Samarinda.")
    moved = timeline(case, Viewer())[-1]
    assert moved.sentence == "DLH Kabupaten Kutai Timur transferred it to DLH Kota Samarinda."
    assert moved.reason == "Titiknya di Samarinda."


def test_joining_is_told_on_both_sides(case: Report, officer: Viewer) -> None:
    double = ReportFactory(state=State.VERIFIED)
    merging.merge(double, officer, into=case)
    main = timeline(case, Viewer())[-1]
    assert (main.verb, main.numbers) == ("joined", ())
    assert timeline(case, officer)[-1].numbers == (double.number,)
    assert timeline(double, reporter_of(double))[-1].verb == "merge"


@pytest.mark.parametrize("verb", sorted(VERB_LABELS.keys() | {merging.JOINED, merging.PARTED}))
def test_every_verb_of_the_history_has_its_sentence(case: Report, verb: str) -> None:
    for by in By:
        HistoryEntry.objects.create(
            report=case, verb=verb, at=case.received_at, state=State.NEW, by=by, agency=case.agency
        )
    for viewer in (national(), Viewer.of(national().user, [case.pk])):
        for step in timeline(case, viewer)[1:]:
            assert step.sentence
            assert "%(" not in step.sentence
            assert "worked on it" not in step.sentence


def test_no_two_verbs_say_the_same_to_the_reporter(case: Report) -> None:
    told = {row.verb: row.who for row in TRANSITIONS if row.audience != Audience.STAFF and row.verb != "submit"}
    beside = {merging.JOINED: Actor.OFFICER, merging.PARTED: Actor.OFFICER, "reckoned": Actor.SYSTEM}
    for verb, who in (told | beside).items():
        by = By.REPORTER if who & Actor.REPORTER else By.SYSTEM if who == Actor.SYSTEM else By.STAFF
        HistoryEntry.objects.create(
            report=case, verb=verb, at=case.received_at, state=State.NEW, by=by, agency=case.agency,
            audience=Audience.REPORTER,
        )  # fmt: skip
    steps = timeline(case, reporter_of(case))
    assert {step.verb for step in steps} == {"submit", *told, *beside}
    assert len({step.sentence for step in steps}) == len(steps)


def test_a_verb_that_nobody_knows_any_more_is_no_error(case: Report) -> None:
    HistoryEntry.objects.create(
        report=case, verb="polished", at=case.received_at, state=State.NEW, by=By.STAFF, audience="public"
    )
    assert timeline(case, Viewer())[-1].sentence == "The agency in charge worked on it."


def test_a_long_history_takes_few_queries(played: Report, django_assert_max_num_queries: Any) -> None:
    viewer = reporter_of(played)
    with django_assert_max_num_queries(5):
        assert len(timeline(played, viewer)) > 8
