"""What is written to logs: addresses, without the secrets that some of them are."""

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"(?<=/)(?:[\w-]{43,}|(?<=/key/)[^/\s?]+|(?<=/confirm-email/)[^/\s?]+)(?=[/\s?]|$)")
"""Tokens of letters (43 letters, digits, - and _ or more), and keys of letters about accounts."""


def without_secrets(text: str) -> str:
    """Return a text in which … stands for each part of an address that opens something for whoever knows it."""
    return _SECRET.sub("…", text)


class WithoutSecrets(logging.Filter):
    """Lets every record through, without what is secret in its addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message anew where there is something to hide."""
        said = record.getMessage()
        if (told := without_secrets(said)) != said:
            record.msg, record.args = told, ()
        return True
