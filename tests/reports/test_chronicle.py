"""The history as it is read: which words and files go with a row, and for whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reports.actions.case import merging, noting, replying
from reports.chronicle import Chronicle
from reports.desk.case.stream import DONE, ICONS
from reports.lifecycle.table import FILED, VERB_LABELS
from reports.models import Audience, By, HistoryEntry, Message, Report, State
from reports.policies import Viewer
from tests.factories import ReportFactory
from tests.reports.hands import officer_of, reporter_of

pytestmark = pytest.mark.django_db

OUTSIDE = frozenset({Audience.PUBLIC, Audience.REPORTER})


@pytest.fixture
def case() -> Report:
    report: Report = ReportFactory(state=State.VERIFIED)
    return report


@pytest.fixture
def officer(case: Report) -> Viewer:
    return officer_of(case)


def said(chronicle: Chronicle) -> list[tuple[str, str, list[str]]]:
    """Verb, words and files of each row, but for the filing."""
    return [
        (row.verb, row.message.body if row.message else "", [file.name for file in row.files])
        for row in chronicle.rows
        if row.entry.verb != FILED
    ]


def test_each_row_has_the_words_and_files_that_came_with_it(case: Report, officer: Viewer) -> None:
    replying.ask(case, officer, body="Di mana?")
    paper = SimpleUploadedFile("surat.txt", b"Kepada yang terhormat")
    noting.note(case, officer, body="Lihat surat.", files=[paper])
    replying.reply(case, reporter_of(case), body="Di pasar.")
    assert said(Chronicle(case)) == [
        ("ask", "Di mana?", []), ("note", "Lihat surat.", ["surat.txt"]), ("reply", "Di pasar.", []),
    ]  # fmt: skip
    assert said(Chronicle(case, OUTSIDE)) == [("ask", "Di mana?", []), ("reply", "Di pasar.", [])]
    assert said(Chronicle(case, {Audience.PUBLIC})) == [("ask", "", []), ("reply", "", [])]


def test_without_words_nothing_that_anybody_wrote_is_read(case: Report, officer: Viewer) -> None:
    replying.ask(case, officer, body="Di mana?")
    assert said(Chronicle(case, words=False)) == [("ask", "", [])]


def test_a_row_that_names_no_message_has_the_one_of_its_moment_and_kind(case: Report) -> None:
    at = timezone.now()
    HistoryEntry.objects.create(report=case, verb="ask", at=at, state=State.ON_HOLD, by=By.STAFF)
    for kind in (Message.Kind.NOTE, Message.Kind.QUESTION):
        Message.objects.create(report=case, kind=kind, by=By.STAFF, body=kind.value, at=at)
    read = Chronicle(case)
    assert said(read) == [("ask", "question", [])]
    assert [message.body for message, _files in read.loose_messages] == ["note"]


def test_of_a_long_history_the_latest_rows_are_read(case: Report, officer: Viewer) -> None:
    for body in ("satu", "dua", "tiga"):
        noting.note(case, officer, body=body)
    assert [body for _verb, body, _files in said(Chronicle(case, most=2))] == ["dua", "tiga"]


def test_that_it_was_filed_is_read_by_all(case: Report) -> None:
    assert case.history.get(verb=FILED).audience == Audience.STAFF
    assert [row.verb for row in Chronicle(case, {Audience.PUBLIC}).rows] == ["submit"]


def test_the_stream_has_a_heading_for_every_verb_of_the_history() -> None:
    written = VERB_LABELS.keys() | {merging.JOINED, merging.PARTED}
    assert written - DONE.keys() == {FILED}  # which is read as "submit"
    assert ICONS.keys() <= DONE.keys()
