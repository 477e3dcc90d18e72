"""Pictures, files and layers take a slot for heavy work (boundaries.slots), and say so in words where none is free."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from boundaries.slots import LOCKS, NoSlotError, give_back, wait_for_slot
from maps.layers.limits import GivenUpError

__all__ = ["LOCKS", "BusyError", "slot"]


class BusyError(GivenUpError):
    """All slots are taken."""

    @property
    def said(self) -> str:
        """That others are first."""
        return _("Many maps and files are being made just now. Try again in half a minute.")


@contextmanager
def slot() -> Iterator[None]:
    """Do heavy work in one of settings.HEAVY_SLOTS slots; whoever holds one already goes on in it.

    Raises
    ------
    BusyError
        None came free within settings.HEAVY_WAIT_SECONDS.
    """
    try:
        number = wait_for_slot()
    except NoSlotError as error:
        raise BusyError from error
    try:
        yield
    finally:
        give_back(number)
