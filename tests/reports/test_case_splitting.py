"""A report that tells of several things: each becomes a case, reckoned from the same day, and stays its reporter's."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports import crypto
from reports.actions.case.errors import RefusedError
from reports.actions.case.shielding import reveal_identity
from reports.actions.case.splitting import Part, split
from reports.models import Category, Claim, HistoryEntry, Report, ReporterIdentity, State
from reports.policies import Viewer
from reports.projection import see
from reports.timeline import timeline
from tests.factories import ReportFactory, UserFactory
from tests.reports.hands import national, officer_of, reporter_of

pytestmark = pytest.mark.django_db

SAMARINDA = (117.15, -0.5)


@pytest.fixture
def case() -> Report:
    return ReportFactory(
        state=State.VERIFIED,
        anonymous=True,
        misconduct=True,
        received_at=timezone.now() - dt.timedelta(days=4),
        description="Sampah menumpuk. Selain itu pabrik sebelah berisik setiap malam.",
    )


def noise(**changes: Any) -> Part:
    values = {"description": "Pabrik sebelah berisik setiap malam.", "category": Category.objects.get(pk="U2")}
    return Part(**{**values, **changes})


def test_a_part_is_a_case_of_its_own(case: Report) -> None:
    entry, (part,) = split(case, officer_of(case), parts=[noise()], note="Dua hal.")
    assert entry.data["parts"] == [part.number]
    assert case.state == State.VERIFIED
    part = Report.objects.get(number=part.number)
    assert (part.split_from, part.category_id, part.state) == (case, "U2", State.VERIFIED)
    assert part.point == case.point
    assert (part.received_at, part.anonymous, part.misconduct) == (case.received_at, True, True)
    assert part.agency == case.agency
    assert part.places.get().reason == "filed"
    assert part.responsibilities.get().agency == part.agency
    first = part.history.get()
    assert first.data == {"split_from": case.number}
    # The clocks know when the citizen wrote; a case that is verified already owes a follow-up next.
    assert {clock.step for clock in part.clocks.filter(stopped_at=None)} >= {"answer"}
    assert part.clocks.get(step="answer").started_at == case.received_at


def test_a_part_may_lie_elsewhere_and_be_another_agency(case: Report) -> None:
    _entry, (part,) = split(case, officer_of(case), parts=[noise(lonlat=SAMARINDA)])
    assert part.agency is not None
    assert part.agency.code == "DLH-64.72"
    assert part.regency is not None
    assert part.regency.code == "64.72"


def test_a_part_of_an_unchecked_report_is_unchecked() -> None:
    case = ReportFactory()
    _entry, (part,) = split(case, officer_of(case), parts=[noise()])
    assert (part.state, part.verified_at) == (State.NEW, None)


def test_what_was_kept_from_the_public_stays_so(case: Report) -> None:
    Report.objects.filter(pk=case.pk).update(confidential=True)
    _entry, parts = split(case, officer_of(case), parts=[noise(), noise(category=Category.objects.get(pk="H2"))])
    assert [part.confidential for part in parts] == [True, True]
    assert [part.public_cell_m for part in parts] == [None, 20_000]
    wide = ReportFactory(state=State.VERIFIED, category=Category.objects.get(pk="H2"))
    _entry, (part,) = split(wide, national(), parts=[noise()])
    assert part.public_cell_m == 20_000
    assert part.public_point == wide.public_point


class TestTheReporter:
    def test_they_find_number_and_pin_on_the_page_of_their_report(self, case: Report) -> None:
        _entry, (part,) = split(case, officer_of(case), parts=[noise()])
        seen = see(case, reporter_of(case))
        assert seen is not None
        assert [link.number for link in seen.parts] == [part.number]
        visitor = Client()
        response = visitor.post("/lacak/", {"number": part.number, "pin": seen.parts[0].pin})
        assert response.status_code == 302
        assert visitor.get(f"/laporan/{part.number}/").status_code == 200
        own = see(part, reporter_of(part))
        assert own is not None
        assert own.part_of is not None
        assert own.part_of.number == case.number

    def test_nobody_else_is_told_a_pin(self, case: Report) -> None:
        officer = officer_of(case)
        split(case, officer, parts=[noise()])
        for viewer in (Viewer(), officer, national()):
            seen = see(case, viewer)
            assert seen is not None
            assert seen.parts == ()
            assert seen.part_of is None

    def test_identity_and_account_go_along(self, case: Report) -> None:
        officer = officer_of(case)
        ReporterIdentity.objects.create(report=case, name=crypto.encrypt("Siti"), email=crypto.encrypt("s@contoh.id"))
        citizen = UserFactory()
        Claim.objects.create(report=case, user=citizen, at=timezone.now())
        _entry, (part,) = split(case, officer, parts=[noise()])
        assert reveal_identity(part, officer, reason="Untuk dihubungi.").name == "Siti"
        assert Report.objects.visible_to(citizen).filter(pk=part.pk).exists()
        seen = see(part, Viewer.of(citizen))
        assert seen is not None
        assert seen.full

    def test_the_public_reads_that_it_was_part_of_another_not_of_which(self, case: Report) -> None:
        _entry, (part,) = split(case, officer_of(case), parts=[noise()])
        step = timeline(part, Viewer())[0]
        assert "part of another" in step.sentence or "bagian" in step.sentence
        assert case.number not in str(step)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"description": " "}],
        [{"lonlat": (103.82, 1.35)}],
        [{}, {}, {}, {}, {}, {}],
    ],
    ids=["none", "says nothing", "abroad", "six"],
)
def test_what_cannot_be_a_part_is_refused_and_nothing_is_left_behind(case: Report, parts: list[dict[str, Any]]) -> None:
    with pytest.raises(RefusedError) as refused:
        split(case, officer_of(case), parts=[noise(**changes) for changes in parts])
    assert refused.value.field == "parts"
    assert Report.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="split").count() == 0
