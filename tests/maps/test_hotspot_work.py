"""What people do to a hotspot: who may, what it needs, what it leaves, and that nothing is done twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Agency, Role, User
from maps.hotspot.actions import (
    NotAllowedError,
    StaleError,
    change_action,
    declare_cooled,
    give_back_hotspot,
    hand_over_hotspot,
    take_up_hotspot,
)
from maps.hotspot.policies import agencies_to_take_up
from maps.models import Hotspot, HotspotEntry, HotspotStanding
from reports.actions.case.errors import RefusedError
from reports.models import Report
from tests.factories import MembershipFactory
from tests.factories import agency as the_agency
from tests.maps.gathering import ago, hotspot, spot

pytestmark = pytest.mark.django_db
ACTION = "Tumpukan diangkut setiap pagi."


def target(days: int = 60) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def found() -> Hotspot:
    return hotspot()


@pytest.fixture
def officer() -> User:
    return MembershipFactory().user


def take_up(found: Hotspot, user: User, code: str = "DLH-64.08", **said: Any) -> None:
    values: dict[str, Any] = {"action": ACTION, "target_on": target(), **said}
    take_up_hotspot(found, user, agency=the_agency(code), **values)


def last(found: Hotspot) -> HotspotEntry:
    return found.history.order_by("pk").last()  # type: ignore[return-value]


def test_an_officer_takes_it_up(found: Hotspot, officer: User) -> None:
    take_up(found, officer, version=0)
    found.refresh_from_db()
    assert (found.agency, found.officer, found.action) == (the_agency("DLH-64.08"), officer, ACTION)
    assert (found.standing, found.version) == (HotspotStanding.TAKEN_UP, 1)
    entry = last(found)
    assert (entry.verb, entry.actor, entry.agency) == ("taken_up", officer, found.agency)
    assert entry.data["after"]["target_on"] == target().isoformat()
    assert (entry.standing_before, entry.standing) == ("new", "taken_up")


@pytest.mark.parametrize(
    ("code", "role", "may"),
    [
        ("DLH-64.08", Role.OFFICER, True),
        ("DLH-64.08", Role.AGENCY_ADMIN, True),
        ("PEMDA-64.08", Role.AGENCY_ADMIN, True),  # of the institution: for its parts
        ("PUPR-64.08", Role.OFFICER, True),  # serves the regency
        ("DLH-61.03", Role.OFFICER, False),
        ("DLH-64.74", Role.OFFICER, False),
        ("KOORDINATOR-64", Role.MONITOR, False),
        ("NASIONAL", Role.NATIONAL, True),
    ],
)
def test_who_may_take_it_up(found: Hotspot, code: str, role: Role, *, may: bool) -> None:
    user = MembershipFactory(agency=the_agency(code), role=role).user
    agencies = agencies_to_take_up(user, found)
    assert bool(agencies) == may
    if not may:
        with pytest.raises(NotAllowedError):
            take_up(found, user)
        assert not HotspotEntry.objects.filter(verb="taken_up").exists()
    else:
        take_up(found, user, agencies[0].code)


def test_an_agency_that_a_report_accuses_does_not_take_it_up() -> None:
    reports = spot(8)
    Report.objects.filter(pk=reports[0].pk).update(accused_agency=the_agency("PUPR-64.08"))
    user = MembershipFactory(agency=the_agency("PUPR-64.08")).user
    with pytest.raises(NotAllowedError):
        take_up(hotspot(reports), user, "PUPR-64.08")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"action": ""}, "action"),
        ({"action": "Beres."}, "action"),
        ({"action": "x" * 1_001}, "action"),
        ({"target_on": timezone.localdate() - dt.timedelta(days=2)}, "target_on"),
        ({"target_on": timezone.localdate() + dt.timedelta(days=4 * 366)}, "target_on"),
    ],
)
def test_what_is_said_must_be_enough(found: Hotspot, officer: User, said: dict[str, Any], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        take_up(found, officer, **said)
    assert refused.value.field == field
    found.refresh_from_db()
    assert found.agency is None


def test_nobody_elses_officer_sees_to_it(found: Hotspot, officer: User) -> None:
    stranger = MembershipFactory(agency=the_agency("DLH-61.03")).user
    with pytest.raises(RefusedError) as refused:
        take_up(found, officer, officer=stranger)
    assert refused.value.field == "officer"


def test_sent_twice_it_is_done_once(found: Hotspot, officer: User) -> None:
    take_up(found, officer, version=0)
    take_up(found, officer, version=0)
    assert found.history.filter(verb="taken_up").count() == 1


def test_who_comes_second_is_told(found: Hotspot, officer: User) -> None:
    take_up(found, officer, version=0)
    other = MembershipFactory(agency=the_agency("PUPR-64.08")).user
    with pytest.raises(StaleError):
        take_up(found, other, "PUPR-64.08", version=0)
    with pytest.raises(StaleError):
        change_action(found, officer, action="Rencana yang lain sama sekali.", target_on=target(), version=0)
    found.refresh_from_db()
    assert (found.agency, found.action) == (the_agency("DLH-64.08"), ACTION)


def test_a_target_that_passed_may_stay_while_the_words_change(found: Hotspot, officer: User) -> None:
    take_up(found, officer, target_on=timezone.localdate(ago(10)), at=ago(30))
    change_action(found, officer, action="Kontainer ketiga ditempatkan.", target_on=timezone.localdate(ago(10)))
    assert last(found).verb == "changed"
    with pytest.raises(RefusedError):
        change_action(found, officer, action="Kontainer ketiga.", target_on=timezone.localdate(ago(9)))


def test_it_goes_to_another_agency_with_all_that_is_planned(found: Hotspot, officer: User) -> None:
    take_up(found, officer)
    hand_over_hotspot(found, officer, to=the_agency("PUPR-64.08"), note="Drainase adalah urusan mereka.")
    found.refresh_from_db()
    assert (found.agency, found.officer, found.action) == (the_agency("PUPR-64.08"), None, ACTION)
    assert last(found).agency == the_agency("PUPR-64.08")
    with pytest.raises(NotAllowedError):
        give_back_hotspot(found, officer, note="Kami tidak lagi.")


def test_it_is_not_handed_to_who_has_nothing_to_do_with_it(found: Hotspot, officer: User) -> None:
    take_up(found, officer)
    with pytest.raises(RefusedError) as refused:
        hand_over_hotspot(found, officer, to=the_agency("DLH-61.03"), note="Silakan.")
    assert refused.value.field == "to"


def test_given_back_it_waits_for_whoever_takes_it_up(found: Hotspot, officer: User) -> None:
    take_up(found, officer)
    give_back_hotspot(found, officer, note="Tidak ada petugas tahun ini.")
    found.refresh_from_db()
    assert (found.agency, found.officer, found.action, found.target_on, found.taken_up_at) == (None,) * 2 + (
        "", None, None,
    )  # fmt: skip
    assert (last(found).agency, last(found).note) == (the_agency("DLH-64.08"), "Tidak ada petugas tahun ini.")
    take_up(found, MembershipFactory(agency=the_agency("PUPR-64.08")).user, "PUPR-64.08")


def test_no_word_makes_cool_what_is_hot(found: Hotspot, officer: User) -> None:
    take_up(found, officer)
    with pytest.raises(RefusedError, match="8"):
        declare_cooled(found, officer, note="Sudah bersih.")
    found.refresh_from_db()
    assert found.cooled_at is None


def test_after_a_calm_month_it_can_be_declared_cooled(officer: User) -> None:
    found = hotspot(spot(8, days=[*range(50, 42, -1)]), at=ago(40))
    take_up(found, officer)
    declare_cooled(found, officer, note="Lokasi sudah ditutup.")
    found.refresh_from_db()
    assert (found.standing, found.cooled_at is None) == (HotspotStanding.COOLED, False)
    assert (last(found).verb, last(found).standing) == ("declared_cooled", "cooled")


@pytest.mark.parametrize(
    "verb",
    [
        lambda found, user: change_action(found, user, action=ACTION + " Lagi.", target_on=target()),
        lambda found, user: hand_over_hotspot(found, user, to=the_agency("PUPR-64.08"), note="Silakan."),
        lambda found, user: give_back_hotspot(found, user, note="Kami tidak lagi."),
        lambda found, user: declare_cooled(found, user, note="Sudah bersih."),
    ],
)
@pytest.mark.parametrize(("code", "role"), [("DLH-61.03", Role.OFFICER), ("KOORDINATOR-64", Role.MONITOR)])
def test_only_its_agency_changes_what_is_done(
    found: Hotspot, officer: User, verb: Callable[[Hotspot, User], None], code: str, role: Role
) -> None:
    take_up(found, officer)
    with pytest.raises(NotAllowedError):
        verb(found, MembershipFactory(agency=the_agency(code), role=role).user)
    assert last(found).verb == "taken_up"


def test_agencies_of_the_place_are_those_of_its_regency_and_province(found: Hotspot) -> None:
    national = MembershipFactory(agency=the_agency("NASIONAL"), role=Role.NATIONAL).user
    codes = {agency.code for agency in agencies_to_take_up(national, found)}
    assert {"DLH-64.08", "PUPR-64.08", "DLH-64"} <= codes
    assert not codes & {"PEMDA-64.08", "KOORDINATOR-64", "NASIONAL", "DLH-61.03"}
    assert Agency.objects.filter(code__in=codes).count() == len(codes)
