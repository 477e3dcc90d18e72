"""What is done every night."""

import logging

from django.utils import timezone

from jobs.job import job
from opendata import shelf
from opendata.datasets import DATASETS
from opendata.publishing import publish

logger = logging.getLogger(__name__)


@job(tries=3)
def publish_open_data() -> int:
    """Make a version of every dataset, and remove those that are too old; return how many rows were published.

    Done twice it makes two versions of the same, of which the later one is offered.
    """
    rows = 0
    for dataset in DATASETS.values():
        made = publish(dataset)
        removed = shelf.clear(dataset, timezone.now())
        logger.info("open data: %s %s, %s rows, %s old versions removed", dataset.name, made.name, made.rows, removed)
        rows += made.rows
    return rows
