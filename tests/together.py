"""Things done at the same moment, each on a connection of its own. For tests with `transaction=True`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do things on connections of their own, begun at the same moment; return what they returned or raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(20)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))
