"""What must hold after a run that killed things."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, Concat
from django_tasks_db.models import DBTaskResult

from accounts.models import Agency
from reports.models import HistoryEntry, Letter, Report

TELL = "reports.telling.tasks.tell"


@dataclass
class Figures:
    """What was counted. `wrong` names what must not be; empty when all is well."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, found: int, wanted: int | None = None) -> None:
        """Note a count, and what it had to be."""
        right = wanted is None or found == wanted
        self.rows.append((name, f"{found:,}" if right else f"{found:,} instead of {wanted:,}"))
        if not right:
            self.wrong.append(f"{name}: {found} instead of {wanted}")

    def table(self) -> str:
        """Return a table to be printed."""
        width = max(len(name) for name, _value in self.rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in self.rows)


def give_agencies_addresses() -> None:
    """Let every agency be written to."""
    addresses = Concat(Value("kantor"), Cast("id", CharField()), Value("@contoh.go.id"))
    Agency.objects.update(email=addresses)


def of_reports(figures: Figures, numbers: dict[str, str]) -> None:
    """Each acknowledged report is there under its number, once, with all that is filed beside it."""
    stored = {str(key): number for key, number in Report.everything.values_list("idempotency_key", "number")}
    figures.add("reports stored", len(stored), len(numbers))
    figures.add("acknowledged and lost", len(numbers.keys() - stored.keys()), 0)
    figures.add("stored and never acknowledged", len(stored.keys() - numbers.keys()), 0)
    figures.add("stored under another number", sum(stored.get(k) != number for k, number in numbers.items()), 0)
    doubled = Report.everything.values("description").annotate(n=Count("pk")).filter(n__gt=1).count()
    figures.add("the same report stored twice", doubled, 0)
    for name, related in (("place", "places"), ("responsibility", "responsibilities"), ("identity", "identity")):
        odd = Report.everything.annotate(n=Count(related)).exclude(n=1).count()
        figures.add(f"reports without exactly one {name}", odd, 0)
    filed = HistoryEntry.objects.filter(verb="submitted").values("report").annotate(n=Count("pk"))
    figures.add("reports filed in their history, once", filed.filter(n=1).count(), len(numbers))
    clocked = Report.everything.filter(clocks__isnull=False).distinct().count()
    figures.add("reports with clocks", clocked, len(numbers))


def of_queue(figures: Figures) -> None:
    """Every entry was announced once, and nothing is left to do. Reminders are told by the ladder's own letters."""
    announced = Counter(
        args[0] for args in DBTaskResult.objects.filter(task_path=TELL).values_list("args_kwargs__args", flat=True)
    )
    entries = set(HistoryEntry.objects.exclude(verb="escalate").values_list("pk", flat=True))
    figures.add("history entries", len(entries))
    figures.add("of these announced, once", sum(announced[pk] == 1 for pk in entries), len(entries))
    figures.add("tasks done", DBTaskResult.objects.successful().count())
    figures.add(
        "of these after more than one attempt", DBTaskResult.objects.filter(worker_ids__1__isnull=False).count()
    )
    figures.add("tasks left in the queue", DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count(), 0)
    figures.add("dead letters", DBTaskResult.objects.failed().count(), 0)


def of_letters(figures: Figures, delivered: list[str], kills: int) -> None:
    """Each letter reached the mail server under a Message-ID of its own.

    A worker killed between the mail server's "250" and its note of it sends that letter again, under the same
    Message-ID, by which mailboxes know it: at most one for each kill.
    """
    letters = Letter.objects.count()
    delivered = [identifier for identifier in delivered if identifier.startswith("<letter-")]
    reports = Report.everything.count()
    figures.add("letters to reporters", Letter.objects.filter(to=Letter.To.REPORTER).count(), reports)
    figures.add("letters to those who handle", Letter.objects.filter(to=Letter.To.HANDLER).count(), reports)
    figures.add("letters in all", letters)
    figures.add("of these sent", Letter.objects.filter(sent_at__isnull=False).count(), letters)
    figures.add("letters that the mail server got, by Message-ID", len(set(delivered)), letters)
    repeated = len(delivered) - len(set(delivered))
    figures.add("repetitions, each by a kill in the instant of sending", repeated)
    if repeated > kills:
        figures.wrong.append(f"more repetitions ({repeated}) than kills of task workers ({kills})")
