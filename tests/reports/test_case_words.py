"""How the page of a case says distances and times."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from reports.templatetags.case import ago


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "just now"), (-5, "just now"), (150, "2 minutes ago"), (7260, "2 hours, 1 minute ago")]
)
def test_what_was_done_a_moment_ago_is_not_zero_minutes_old(seconds: int, said: str) -> None:
    with translation.override("en"):
        assert ago(timezone.now() - dt.timedelta(seconds=seconds)).replace("\xa0", " ") == said
