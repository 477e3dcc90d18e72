"""The work that the queue does for the statistics."""

from importlib import import_module

from jobs.job import job


@job(tries=3)
def work_out_statistics() -> int:
    """Work out all statistics; return how many runs were stored."""
    # scipy and scikit-learn take seconds to import: web processes, which import this to queue it, never do
    return len(import_module("maps.runs.compute").compute_all())
