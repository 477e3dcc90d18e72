"""Who finds which cases in which folder of the inbox."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from reports.desk.reading import mark_read
from reports.models import CaseCopy, ClockPause, Flag, State
from tests.cast import Staff, staff
from tests.factories import ReportFactory, UnitFactory, UserFactory, agency, area

pytestmark = pytest.mark.django_db

OURS, OTHER = "DLH-64.08", "DLH-34.04"
MOST_QUERIES = 12


def numbers(client: Staff, query: str = "") -> list[str]:
    """The cases of a page, in its order."""
    response = client.get(f"/petugas/?{query}")
    assert response.status_code == 200
    return re.findall(r'data-number="([^"]+)"', response.content.decode())


def counted(client: Staff) -> dict[str, str]:
    """Folders and their counts as they stand in the side bar."""
    page = client.get("/petugas/").content.decode()
    found = re.findall(r'data-folder="(\w+)".*?</a>', page, re.DOTALL)
    blocks = re.findall(r'data-folder="\w+"(.*?)</a>', page, re.DOTALL)
    counts = [re.search(r'folder__count">([^<]*)<', block) for block in blocks]
    return {key: count[1] if count else "" for key, count in zip(found, counts, strict=True)}


def ours(**values: Any) -> Any:
    """A case of DLH Kabupaten Kutai Timur."""
    return ReportFactory(**values)


def theirs(**values: Any) -> Any:
    """A case of DLH Kabupaten Sleman, in another province."""
    return ReportFactory(regency=area("34.04"), **values)


def test_officers_find_the_cases_of_their_agency_and_no_others() -> None:
    mine, other = ours(), theirs()
    assert numbers(staff(OURS)) == [mine.number]
    assert numbers(staff(OTHER)) == [other.number]
    assert numbers(staff("PUPR-64.08")) == []


def test_mine_my_unit_and_nobodys() -> None:
    unit, elsewhere = UnitFactory(), UnitFactory()
    client = staff(OURS, unit=unit)
    given = ours(assignee=client.user, state=State.DISPOSED)
    in_unit, in_other = ours(unit=unit, state=State.DISPOSED), ours(unit=elsewhere, state=State.DISPOSED)
    free = ours()
    assert numbers(client, "folder=mine") == [given.number]
    assert numbers(client, "folder=unit") == [in_unit.number]
    assert numbers(client, "folder=unassigned") == [free.number]
    assert set(numbers(client)) == {given.number, in_unit.number, in_other.number, free.number}
    assert "unit" not in counted(staff(OURS))  # who is in no unit has no such folder


def test_overdue_is_what_the_agency_owes_not_what_the_reporter_does() -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    late = ours(due_on=yesterday, due_step="verify")
    ours(due_on=timezone.localdate(), due_step="verify")
    ours(due_on=yesterday, due_step="reporter", state=State.AWAITING_REPORTER)
    ours(due_on=yesterday, due_step="answer", state=State.CLOSED)
    assert numbers(staff(OURS), "folder=overdue") == [late.number]


def test_waiting_holds_answers_and_questions_but_not_other_pauses() -> None:
    answered, asked = ours(state=State.AWAITING_REPORTER), ours(state=State.ON_HOLD)
    laboratory = ours(state=State.ON_HOLD)
    for report, reason in ((asked, ClockPause.Reason.REPORTER), (laboratory, ClockPause.Reason.LABORATORY)):
        ClockPause.objects.create(report=report, reason=reason, started_at=timezone.now())
    assert set(numbers(staff(OURS), "folder=waiting")) == {answered.number, asked.number}


def test_doubtful_held_flagged_and_closed() -> None:
    doubtful, unsure = ours(doubtful=True), ours(responsibility_doubtful=True)
    held, flagged, settled = ours(held=True), ours(), ours()
    closed, archived = ours(state=State.CLOSED), ours(state=State.ARCHIVED)
    now = timezone.now()
    Flag.objects.create(report=flagged, reason=Flag.Reason.SPAM, visitor="a", at=now)
    Flag.objects.create(report=flagged, reason=Flag.Reason.ABUSE, visitor="b", at=now)
    Flag.objects.create(report=settled, reason=Flag.Reason.SPAM, visitor="a", at=now, settled_at=now)
    client = staff(OURS)
    assert set(numbers(client, "folder=doubtful")) == {doubtful.number, unsure.number}
    assert numbers(client, "folder=held") == [held.number]
    assert numbers(client, "folder=flagged") == [flagged.number]
    assert set(numbers(client, "folder=closed")) == {closed.number, archived.number}
    assert counted(client) | {"agency": "5", "doubtful": "2", "held": "1", "flagged": "1", "closed": "2"} == counted(
        client
    )


def test_copies_say_why_and_only_open_ones_count() -> None:
    case = theirs()
    CaseCopy.objects.create(
        report=case, agency=agency(OURS), why_id="titik dekat batas", why_en="near the border", since=timezone.now()
    )
    client = staff(OURS)
    assert numbers(client) == []
    assert numbers(client, "folder=copies") == [case.number]
    assert "titik dekat batas" in client.get("/petugas/?folder=copies").content.decode()


def test_the_accused_agency_finds_its_case_nowhere() -> None:
    accusing = ours(accused_agency=agency(OURS))
    CaseCopy.objects.create(report=accusing, agency=agency(OURS), why_id="x", why_en="x", since=timezone.now())
    client = staff(OURS, Role.AGENCY_ADMIN)
    for folder in counted(client):
        assert numbers(client, f"folder={folder}") == []
    assert numbers(client, f"q={accusing.number}") == []
    assert numbers(staff("KOORDINATOR-64", Role.MONITOR)) == [accusing.number]


def test_administrators_of_an_institution_look_at_its_parts_and_may_choose_one() -> None:
    case = ours()
    client = staff("PEMDA-64.08", Role.AGENCY_ADMIN)
    assert numbers(client) == [case.number]
    client.post("/petugas/instansi/", {"agency": agency("PUPR-64.08").pk})
    assert numbers(client) == []
    client.post("/petugas/instansi/", {"agency": agency("DLH-34.04").pk})  # none of theirs: all again
    assert numbers(client) == [case.number]


def test_monitors_watch_their_province_and_may_not_do_what_only_agencies_do() -> None:
    inside, outside = ours(due_on=timezone.localdate() - dt.timedelta(days=3)), theirs()
    client = staff("KOORDINATOR-64", Role.MONITOR)
    assert numbers(client) == [inside.number]
    assert numbers(client, "folder=overdue") == [inside.number]
    assert numbers(client, f"q={outside.number}") == []
    page = client.get("/petugas/").content.decode()
    assert 'value="verify"' in page
    assert 'value="answer"' not in page
    assert 'value="hand"' not in page


def test_national_administrators_see_all_but_exercises() -> None:
    everything = {ours().number, theirs().number}
    ours(practice=True)
    client = staff("KOORDINATOR-64", Role.NATIONAL)
    assert set(numbers(client, "folder=all")) == everything


def test_a_folder_that_is_not_ones_own_becomes_the_usual_one() -> None:
    case = ours()
    theirs()
    assert numbers(staff(OURS), "folder=all") == [case.number]
    assert numbers(staff(OURS), "folder=nonsense") == [case.number]


def test_what_changed_since_it_was_read_stands_out() -> None:
    case = ours()
    client = staff(OURS)
    fresh = "case-row--new"
    assert fresh in client.get("/petugas/").content.decode()
    mark_read(case, client.user)
    assert fresh not in client.get("/petugas/").content.decode()
    assert numbers(client, "unread=on") == []
    case.version += 1
    case.save()
    assert fresh in client.get("/petugas/").content.decode()
    assert numbers(client, "unread=on") == [case.number]
    assert fresh in staff(OURS).get("/petugas/").content.decode()  # everyone reads for themselves


def test_counts_stop_at_ninety_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.desk.folders.MOST_COUNTED", 2)
    monkeypatch.setattr("reports.desk.views.MOST_COUNTED", 2)
    for _ in range(4):
        ours()
    assert counted(staff(OURS))["agency"] == "2+"


def test_an_ended_agency_is_said_to_have_ended() -> None:
    closed = agency(OURS)
    closed.valid_to = timezone.localdate()
    closed.save()
    page = staff(OURS).get("/petugas/").content.decode()
    assert closed.name in page
    assert "notice--warning" in page


def test_the_inbox_costs_the_same_few_queries_however_many_rows(settings: Any) -> None:
    settings.EDITION_CHECK_SECONDS = 60.0  # agencies and days off are kept in memory, as they are when it serves
    client = staff(OURS, unit=UnitFactory())
    client.get("/petugas/")  # what is kept in memory is read once

    def cost(query: str = "") -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/petugas/?{query}").status_code == 200
        return len(queries)

    for _ in range(3):
        ours(assignee=UserFactory(), due_on=timezone.localdate())
    few = cost()
    for _ in range(12):
        ours(assignee=UserFactory(), unit=UnitFactory(), due_on=timezone.localdate())
    assert cost() == few
    assert few <= MOST_QUERIES
    assert cost("folder=closed") <= MOST_QUERIES
    assert cost("q=sampah&state=baru&urgency=N") <= MOST_QUERIES


def test_after_choosing_an_agency_words_that_are_no_address_do_no_harm() -> None:
    client = staff()
    assert client.post("/petugas/instansi/", {"next": "*"}).status_code == 302
    assert client.post("/petugas/instansi/", {"next": "//jahat.example/"}).headers["Location"] == "/petugas/"
