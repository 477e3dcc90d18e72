"""How every verb here changes a thing, and the row of history that it writes."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from django.db import models

from accounts import changing
from accounts.changing import Change

T = TypeVar("T", bound=models.Model)


def change(
    thing: T,
    verb: str,
    actor: Any,
    *,
    may: Callable[[T], bool],
    version: int | None = None,
    at: dt.datetime | None = None,
) -> AbstractContextManager[Change[T]]:
    """Change a thing with `version` and `history` as `accounts.changing.change` does, which says what it raises.

    Parameters
    ----------
    actor
        The user; None for the reporter of a case, who acts without an account.
    """

    def write(work: Change[T]) -> None:
        write_down(work.thing, verb, actor, work.at, note=work.note, data=work.data)

    return changing.change(thing, write=write, may=may, version=version, at=at)


def write_down(
    thing: Any, verb: str, actor: Any, at: dt.datetime, *, note: str = "", data: dict[str, Any] | None = None
) -> None:
    """Add a row to the history of a thing."""
    thing.history.create(verb=verb, at=at, actor=actor, note=note, data=data or {})
