"""What keeps a verb of accounts from being done, said so that a page can show it where it was caused."""

from django.utils.functional import Promise


class RefusedError(Exception):
    """It cannot be done so. `field` names the argument that is wrong; empty where no single one is."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class ForbiddenError(RefusedError):
    """Whoever asks for it may not."""
