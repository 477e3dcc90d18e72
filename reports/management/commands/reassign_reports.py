"""Decide all reports anew under an edition; a dry run unless --commit."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.models import Edition
from reports.actions.reassign import ReassignmentError, Tally, reassign_reports, resume_reassignment, undo_reassignment
from reports.models import Reassignment
from reports.reassignment.foreseeing import forget, remember
from reports.reassignment.terminal import print_tally, shown_progress, to_json


class Command(BaseCommand):
    """Decide all reports anew under an edition; a dry run unless --commit."""

    help = (
        "Match every report with an edition of boundaries and decide anew who is responsible, by the rules and "
        "agencies of today. Without --commit nothing is written and the same numbers are printed. A run that is "
        "interrupted (Ctrl-C, a crash) has done whole batches only: go on with --resume, or take it back with --undo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; names are a contract (docs/operating.md)."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--edition", metavar="NAME", help="edition of boundaries; to commit, the one in force today")
        what.add_argument("--resume", action="store_true", help="go on with the run that was interrupted")
        what.add_argument("--undo", type=int, metavar="RUN", help="take a run back; its number was printed")
        parser.add_argument("--commit", action="store_true", help="write; otherwise a dry run")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, showing how far it is, and print what was found."""
        try:
            if options["undo"] is not None:
                self._undo(options["undo"], options)
            elif options["resume"]:
                self._resume(options)
            else:
                self._run(options["edition"], options)
        except ReassignmentError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(self._stopped()) from None

    def _run(self, name: str, options: dict[str, Any]) -> None:
        edition = Edition.objects.filter(name=name).first()
        if edition is None:
            names = ", ".join(f"«{known}»" for known in Edition.objects.values_list("name", flat=True))
            raise CommandError(f"no edition is called «{name}»; there are: {names or 'none'}")
        with shown_progress(self.stderr, "reports") as progress:
            tally = reassign_reports(edition, commit=options["commit"], progress=progress)
        if options["commit"]:
            forget(edition)
            self._print(tally, Reassignment.objects.latest("pk"), options)
        else:
            remember(edition, tally)
            self._print(tally, None, options)

    def _resume(self, options: dict[str, Any]) -> None:
        with shown_progress(self.stderr, "reports") as progress:
            run, tally = resume_reassignment(progress=progress)
        self._print(tally, run, options)

    def _undo(self, number: int, options: dict[str, Any]) -> None:
        run = Reassignment.objects.filter(pk=number).first()
        if run is None:
            raise CommandError(f"there is no run {number}")
        with shown_progress(self.stderr, "reports") as progress:
            undone = undo_reassignment(run, progress=progress).counts["undone"]
        if options["json"]:
            self.stdout.write(json.dumps({"run": number, **undone}, ensure_ascii=False))
            return
        self.stdout.write(
            f"run {number} undone: {undone['reports']:,} reports are what they were, {undone['quiet']:,} more are "
            f"under their edition of before, {undone['skipped']:,} were changed since and keep that"
        )

    def _print(self, tally: Tally, run: Reassignment | None, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"run": run and run.pk, **to_json(tally)}, ensure_ascii=False))
            return
        print_tally(tally, self.stdout)
        if run is None:
            self.stdout.write("dry run: nothing was written; add --commit to write it")
        else:
            told = run.notices.count()
            self.stdout.write(f"run {run.pk} done; undo it with --undo {run.pk}; {told:,} letters due (send_notices)")

    @staticmethod
    def _stopped() -> str:
        run = Reassignment.objects.filter(status__in=("running", "undoing")).first()
        if run is None:
            return "stopped; nothing was written"
        how = "--resume" if run.status == Reassignment.Status.RUNNING else f"--undo {run.pk}"
        return f"stopped; run {run.pk} is committed up to report {run.last_report}: go on with {how}"
