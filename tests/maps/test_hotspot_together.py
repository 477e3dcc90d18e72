"""Two agencies take up a hotspot at the same moment; two workers note the same run."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from maps.hotspot.actions import take_up_hotspot
from maps.hotspot.noting import note_clusters
from maps.models import Hotspot, HotspotEntry, HotspotMember
from tests.factories import MembershipFactory, agency
from tests.maps.gathering import hotspot, run, spot
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_agencies_one_takes_it_up_and_the_other_is_told() -> None:
    found = hotspot()
    users = {code: MembershipFactory(agency=agency(code)).user for code in ("DLH-64.08", "PUPR-64.08")}
    target = timezone.localdate() + dt.timedelta(days=30)

    def take_up(code: str) -> Any:
        row = Hotspot.objects.get(pk=found.pk)
        words = f"Tumpukan diangkut oleh {code}."
        return take_up_hotspot(
            row, users[code], agency=agency(code), action=words, target_on=target, version=found.version
        )

    ends = at_once(*(lambda code=code: take_up(code) for code in users))
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "StaleError"]
    found.refresh_from_db()
    assert found.agency is not None
    assert found.action == f"Tumpukan diangkut oleh {found.agency.code}."
    assert HotspotEntry.objects.filter(verb="taken_up").count() == 1


def test_a_run_that_two_workers_note_is_noted_once() -> None:
    made = run(spot(8))
    ends = at_once(*[lambda: note_clusters(made)] * 2)
    assert sorted(end.found for end in ends) == [0, 1]
    assert (Hotspot.objects.count(), HotspotMember.objects.count()) == (1, 8)
