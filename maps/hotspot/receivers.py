"""What hotspots answer to news of the statistics."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from maps.hotspot.noting import note_clusters
from maps.models import Run, RunAudience, RunKind
from maps.runs.signals import runs_made


@receiver(runs_made)
def note_runs(runs: Iterable[Run], **_kwargs: Any) -> None:
    """Bring hotspots in line with the clusters of each theme.

    Of each theme, for a place where waste is dumped and the river beside it are two things, mostly of two offices; over
    all incidents, for what an agency must act on is no less there where the public may not know of it.
    """
    for run in sorted(runs, key=lambda run: (run.made_at, run.pk)):
        if run.kind == RunKind.INCIDENTS and run.audience == RunAudience.NATIONAL and run.theme:
            note_clusters(run)
