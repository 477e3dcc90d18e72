"""What keeps a verb from being done, said so that a page can show it where it was caused."""

from django.utils.functional import Promise


class RefusedError(Exception):
    """What was said is not enough, or contradicts itself. `field` names the argument; empty when no single one is."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field
