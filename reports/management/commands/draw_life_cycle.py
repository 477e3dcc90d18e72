"""Write docs/life-cycle.md from the table of verbs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.actions.case.closing import CONTEST_WITHIN, REASON_AT_LEAST
from reports.actions.case.passing import TO_COORDINATOR
from reports.actions.case.replying import ANSWER_AT_LEAST
from reports.actions.case.words import BODY
from reports.lifecycle.drawing import diagram, groups, table

PAGE = f"""# The life of a case

Written by `script/manage draw_life_cycle` from `reports/lifecycle/table.py`, which is what verbs, pages, the API
and the demonstration go by; a test says that this page and the table agree. States have the names of the interface.

```mermaid
{{diagram}}
```

Cases that are joined to another or withdrawn are archived too; how a case ended is its *outcome*.

## Verbs

{{table}}

{{groups}}

An *officer* and an *agency admin* are those of the agency that has the case; the admin of an institution is one of
its parts too. Nobody of an agency that a report accuses is anything to it but the public.

## What the table does not say

- **One at a time.** A verb locks the report, asks the table, writes the report, one row of history, what is said,
  clocks and the tasks that tell of it, in one transaction. Who acts on what is no longer so is told: the version
  that a page showed must be the newest (`StaleError`), and the state one from which the verb leads on
  (`NotPossibleError`).
- **Nobody publishes unread.** What the reporter wrote is public once somebody verified it. Transferred, unarchived
  or unmerged before that, a case is `baru` again. Who verifies cannot lift what the reporter chose to hide.
- **Texts are messages, not history.** History is only ever added to, so it names a message instead of holding its
  words, which may have to be blacked out. Reasons of staff (transfer, hold, archive) stand in history, for they
  justify it. A text has {BODY:,} characters at most; controls are taken out; other scripts, emoji and their joiners
  stay.
- **Transfers.** Each has a target and a reason and is counted. Number {TO_COORDINATOR} goes to the coordinator of
  the province whoever was named, and so does each later one that the coordinator did not make itself; at sea beyond
  the provinces, or where the coordinator is accused, to the national desk. History keeps who was named. The new
  agency begins with neither unit nor officer; deadlines for verifying and following up start anew, the one for the
  answer goes on.
- **The former agency** loses the case, its files and what is said on it: what it once had in hand is none of its
  business any more. That it had it, and what it did under its name, stays in the history for those who may read
  that. An agency that no longer exists can be transferred from, never to.
- **"Not our authority" closes nothing.** It is no reason to archive; such a case is transferred.
- **On hold.** Asking the reporter puts a case on hold until they reply or somebody goes on without; the other
  reasons name who must act first. A case has one pause at a time; whichever verb leaves the state ends it.
- **An answer** has {ANSWER_AT_LEAST} characters or more and no blank of a template left unfilled.
- **Closing** needs a photo of what was done, taken in since the case was last reopened and unflagged or approved by
  a second officer, or {REASON_AT_LEAST} characters of why there is none. The reporter may contest it for
  {CONTEST_WITHIN.days} days.
- **Silence** is ten working days without a word of the reporter since the last answer. Where they wrote or sent photos,
  the case stays open, and who has it is told so once.
- **Joined** reports stay their reporters' own: number and PIN go on working, and they are told when the main case is
  answered or closed; its words only where the public may read them.
- **Who leaves** an agency has none of its open cases: a verb that gives somebody a case, or opens one again, and the
  end of their work there wait for each other.
- **Beside a case** are rows that leave its version as it is, so that nobody's open form is stale by them: objections of
  the public, reminders, days reckoned anew, and what is told between joined reports.
- **Withdrawn** is final: staff cannot take it out of the archive. A joined report is separated, not unarchived.
"""


class Command(BaseCommand):
    """Draw the life cycle."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to, and whether only to compare."""
        parser.add_argument("--to", type=Path, default=settings.ROOT / "docs" / "life-cycle.md", metavar="FILE")
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the file says otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page, or compare it."""
        file: Path = options["to"]
        page = PAGE.format(diagram=diagram(), table=table(), groups=groups())
        if options["check"]:
            if not file.is_file() or file.read_text() != page:
                raise CommandError(f"{file} does not say what the table says; run draw_life_cycle")
            return
        file.write_text(page)
        self.stdout.write(f"{file} written")
