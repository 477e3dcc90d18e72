"""Fixtures of tests of measures."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts import calendars
from reports import deadlines
from tests.monitoring import reference


@pytest.fixture(autouse=True)
def _remembered(settings: Any) -> Iterator[None]:
    """Calendars, deadlines and directory are asked thousands of times and stay as they are."""
    settings.EDITION_CHECK_SECONDS = 3_600.0
    _forget()
    yield
    _forget()


def _forget() -> None:
    calendars.forget_days()
    deadlines.forget_deadlines()
    reference._agency.cache_clear()
    reference._in_edition.cache_clear()
