"""Names the steps of a long task while they run, and times them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Steps:
    """A clock for named steps.

    Parameters
    ----------
    announce
        Called with a step's name when it begins; a terminal shows it.
    progress
        Called with (done, total) inside a step that counts.
    """

    announce: Callable[[str], None] = lambda _name: None
    progress: Callable[[int, int], None] = lambda _done, _total: None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step and add its duration, in seconds, to `seconds`."""
        self.announce(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)
