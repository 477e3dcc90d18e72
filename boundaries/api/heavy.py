"""Answers that cost much are made a few at a time, together with maps and files (boundaries.slots)."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext as _

from boundaries.api.errors import ProblemError
from boundaries.slots import NoSlotError, give_back, wait_for_slot

_COME_BACK_S: Final = 30


@contextmanager
def heavy_answer() -> Iterator[None]:
    """Make a heavy answer in one of the slots that all processes share.

    Raises
    ------
    ProblemError
        503 with Retry-After where none came free in time.
    """
    try:
        number = wait_for_slot()
    except NoSlotError as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            _("Many large answers are being made just now. Try again in half a minute."),
            headers={"Retry-After": str(_COME_BACK_S)},
        ) from error
    try:
        yield
    finally:
        give_back(number)
