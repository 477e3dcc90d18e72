"""Open a report with its number and PIN."""

from reports import pins
from reports.models import Report
from reports.numbers import parse_number
from reports.throttle import WRONG_PINS_PER_ADDRESS, WRONG_PINS_PER_REPORT, WRONG_PINS_WHERE_KNOWN


class WrongPinError(Exception):
    """No report has this number and this PIN. Which of the two is wrong is not told."""


# What a number without a report is compared with, so that it costs the same time.
_NO_DIGEST = "0" * 64


def open_report(number: str, pin: str, address: str, *, known: bool = False) -> Report:
    """Return the report with this number if the PIN is its own.

    Every attempt counts against the number and the address until it proves right, for numbers with and without a report
    alike: a million PINs cannot be tried, and an answer never tells whether a number exists. Where the report was
    opened before (`known`) there are attempts of its own: wrong guesses of others do not lock the reporter out.

    Raises
    ------
    NumberError
        The number has a typing error, which its check character shows without a look-up.
    WrongPinError
        Number and PIN do not belong together.
    TooManyAttemptsError
        Too many wrong attempts on this number or from this address within the hour.
    """
    number = parse_number(number)
    limits = (
        [(WRONG_PINS_WHERE_KNOWN, number)]
        if known
        else [
            (WRONG_PINS_PER_ADDRESS, address),
            (WRONG_PINS_PER_REPORT, number),
        ]
    )
    for limit, subject in limits:
        limit.charge(subject)
    report = Report.objects.filter(number=number).first()
    if not pins.pin_matches(number, pin, report.pin_hash if report else _NO_DIGEST) or report is None:
        raise WrongPinError
    for limit, subject in limits:
        limit.refund(subject)
    return report
