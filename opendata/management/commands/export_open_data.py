"""Write the open data now: as the worker does every night, or into another folder."""

import resource
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from opendata import shelf
from opendata.dataset import Dataset
from opendata.datasets import DATASETS
from opendata.publishing import publish


class Command(BaseCommand):
    """export_open_data [--dataset NAME …] [--out FOLDER]."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--dataset", nargs="+", choices=DATASETS, help="these alone; all where none is named")
        parser.add_argument(
            "--out", type=Path, help="write below this folder, and leave what is offered on the pages as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, with progress, and tell what it took."""
        for name in options["dataset"] or DATASETS:
            self._publish(DATASETS[name], options["out"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"Most memory used at a time: {peak:,.0f} MB")

    def _publish(self, dataset: Dataset, out: Path | None) -> None:
        began = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, disable=not self.stdout.isatty()) as progress:
            task = progress.add_task(dataset.name, total=None)

            def told(form: str, done: int) -> None:
                progress.update(task, description=f"{dataset.name} {form}", completed=done)

            made = publish(dataset, within=out, told=told)
        if out is None:
            shelf.clear(dataset, timezone.now())
        size = sum(file.size for file in made.files) / 2**20
        self.stdout.write(
            f"{made.folder}: {made.rows:,} rows, {len(made.files)} files, {size:,.1f} MB in "
            f"{time.monotonic() - began:.1f} s"
        )
