"""What agency and reporter say to each other on a case."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError

from reports.actions.case import words
from reports.actions.case.change import change
from reports.lifecycle.offer import NotPossibleError
from reports.models import ClockPause, HistoryEntry, Message, Report
from reports.policies import Viewer

ANSWER_AT_LEAST = 30
"""Characters below which an answer says nothing of the case: «sudah ditindaklanjuti» has twenty."""


def ask(
    report: Report, viewer: Viewer, *, body: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Ask the reporter something; the clocks stand still until they reply, or until somebody goes on without."""
    with change(report, "ask", viewer, version=version, at=at) as work:
        work.say(words.filled(words.said(body, "body"), "body"))
        ClockPause.objects.create(report=work.report, reason=ClockPause.Reason.REPORTER, started_at=work.at)
    return work.done


def reply(
    report: Report,
    viewer: Viewer,
    *,
    body: str,
    channel: str = "web",
    dedupe: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Reply to the agency's question: the case goes on where it was, and the clocks run again.

    Parameters
    ----------
    channel
        By which way it came.
    dedupe
        What tells this message from all others (the digest of a letter's Message-ID): the second time it comes,
        nothing is done and the row of the first is returned.

    Raises
    ------
    NotPossibleError
        Nothing was asked: the case stands still for another reason.
    """

    def file() -> HistoryEntry:
        with change(report, "reply", viewer, version=version, at=at) as work:
            if not work.report.pauses.filter(ended_at=None, reason=ClockPause.Reason.REPORTER).exists():
                raise NotPossibleError("reply", work.report.state)
            question = work.report.messages.filter(kind=Message.Kind.QUESTION).last()
            text = words.said(body, "body")
            work.say(text, in_reply_to=question, channel=channel, dedupe=dedupe)
        return work.done

    return _once(report, dedupe, file)


def comment(
    report: Report,
    viewer: Viewer,
    *,
    body: str,
    channel: str = "web",
    dedupe: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Add something as the reporter, whatever the case waits for. `channel` and `dedupe` as for `reply`."""

    def file() -> HistoryEntry:
        with change(report, "comment", viewer, version=version, at=at) as work:
            work.say(words.said(body, "body"), channel=channel, dedupe=dedupe)
        return work.done

    return _once(report, dedupe, file)


def report_progress(
    report: Report, viewer: Viewer, *, body: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Tell how the work goes; as public as the report's content."""
    with change(report, "report_progress", viewer, version=version, at=at) as work:
        work.say(words.filled(words.said(body, "body"), "body"))
    return work.done


def answer(
    report: Report, viewer: Viewer, *, body: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Answer the reporter, who then confirms, contests, or lets it close by itself; as public as the content.

    Raises
    ------
    RefusedError
        It is shorter than ANSWER_AT_LEAST, or a blank of a text kept ready was not filled.
    """
    with change(report, "answer", viewer, version=version, at=at) as work:
        text = words.filled(words.said(body, "body", at_least=ANSWER_AT_LEAST), "body")
        work.say(text)
        if work.report.answered_at is None:
            work.set(answered_at=work.at)
    return work.done


def _once(report: Report, dedupe: str, file: Callable[[], HistoryEntry]) -> HistoryEntry:
    """File a message unless it came before, also in another process at this very moment; return its history row."""
    try:
        return _filed_before(report, dedupe) or file()
    except IntegrityError:
        earlier = _filed_before(report, dedupe)
        if earlier is None:
            raise
        return earlier


def _filed_before(report: Report, dedupe: str) -> HistoryEntry | None:
    message = report.messages.filter(dedupe=dedupe).first() if dedupe else None
    return report.history.filter(data__message=message.pk).first() if message else None
