"""Before and after on the page: the right days, of what the viewer may see, beside the rest of the regency."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from maps.hotspot.actions import take_up_hotspot
from maps.hotspot.chart import chart
from maps.hotspot.measuring import Month, by_month, comparisons, incidents_in
from maps.hotspot.seeing import SeenHotspot, see_hotspot
from maps.models import Hotspot
from reports.models import Report
from tests.factories import MembershipFactory, agency
from tests.maps.gathering import ago, hotspot, spot

pytestmark = pytest.mark.django_db
BEGUN = 100
FAR = (117.75, 0.53)


def seen_by(found: Hotspot, user: object = None) -> SeenHotspot:
    seen = see_hotspot(Hotspot.objects.get(pk=found.pk), user)
    assert seen is not None
    return seen


def taken_up(before: list[int], after: list[int], target: int = 40) -> Hotspot:
    """A hotspot with incidents so many days before and after it was taken up, BEGUN days ago."""
    days = [BEGUN + day + 0.5 for day in before] + [BEGUN - day - 0.5 for day in after]
    found = hotspot(spot(len(days), days=days))
    take_up_hotspot(
        found, MembershipFactory().user, agency=agency("DLH-64.08"), action="Kontainer ditambah di pasar.",
        target_on=timezone.localdate(ago(target)), at=ago(BEGUN),
    )  # fmt: skip
    return found


def test_as_many_days_are_compared_before_and_after() -> None:
    found = taken_up(before=[2, 10, 20, 30, 60, 90, 150, 300], after=[5, 80])
    told = {one.kind: one for one in comparisons(seen_by(found), None, timezone.localdate())}
    assert set(told) == {"taken_up", "year", "target"}
    assert all(one.before.days == one.after.days for one in told.values())
    begun = timezone.localdate(ago(BEGUN))
    assert (told["taken_up"].before.end, told["taken_up"].after.first) == (begun, begun)
    assert [(one.here.before.n, one.here.after.n) for one in (told["taken_up"], told["target"])] == [(6, 2), (4, 1)]
    assert told["year"].here.before.n == 1  # the one 400 days ago


def test_it_is_compared_with_the_rest_of_the_regency() -> None:
    found = taken_up(before=[2, 10, 20, 30, 60, 90], after=[5])
    spot(3, FAR, days=[BEGUN + 5, BEGUN + 15, BEGUN - 5])
    spot(2, FAR, days=[BEGUN + 5, BEGUN - 5], category="A3")
    around = comparisons(seen_by(found), None, timezone.localdate())[0].around
    assert around is not None
    assert (around.before.n, around.after.n) == (2, 1)


def test_what_the_viewer_may_not_see_is_not_compared_either() -> None:
    found = taken_up(before=[2, 10, 20, 30, 60, 90], after=[5, 80])
    hidden = Report.objects.filter(received_at__gt=ago(30)).order_by("-received_at")[:1]
    Report.objects.filter(pk__in=hidden.values("pk")).update(confidential=True)
    officer = MembershipFactory().user
    counts = {
        user: comparisons(seen_by(found, user), user, timezone.localdate())[0].here.after.n for user in (None, officer)
    }
    assert counts == {None: 1, officer: 2}


def test_too_short_a_time_is_not_compared() -> None:
    found = hotspot()
    assert comparisons(seen_by(found), None, timezone.localdate()) == []
    take_up_hotspot(
        found, MembershipFactory().user, agency=agency("DLH-64.08"), action="Kontainer ditambah di pasar.",
        target_on=timezone.localdate() + dt.timedelta(days=30), at=ago(10),
    )  # fmt: skip
    assert comparisons(seen_by(found), None, timezone.localdate()) == []


def test_months_count_what_lies_inside_also_from_before_it_was_found() -> None:
    reports = spot(8)
    early = spot(1, days=[300])[0]
    found = hotspot(reports)
    months = by_month(incidents_in(seen_by(found), None), timezone.localdate())
    assert len(months) == 24
    assert sum(month.n for month in months) == 9
    assert next(month.n for month in months if month.first == timezone.localdate(early.received_at).replace(day=1)) == 1


@pytest.mark.parametrize("most", [0, 1, 4, 5, 23, 100, 999])
def test_the_scale_of_the_drawing_fits_what_it_shows(most: int) -> None:
    months = [Month(dt.date(2026, 1, 1), most), Month(dt.date(2026, 2, 1), 0)]
    drawn = chart(months, [("taken_up", dt.date(2026, 2, 1)), ("target", dt.date(2027, 1, 1)), ("cooled", None)])
    assert 2 <= len(drawn.scale) <= 6
    assert int(drawn.scale[-1].label) >= most
    assert all(drawn.scale[-1].at <= bar.y <= drawn.base for bar in drawn.bars)
    assert [mark.label for mark in drawn.marks] == ["taken_up"]


def test_the_page_tells_the_comparison_and_what_it_does_not_prove() -> None:
    found = taken_up(before=[2, 10, 20, 30, 60, 90], after=[5])
    html = Client(headers={"accept-language": "en"}).get(f"/en/titik-rawan/{found.number}/").content.decode()
    assert "cannot be said yet" in html
    assert "some fall again is to be expected" in html
    assert 'data-outline="{' in html
    assert "<table" in html
