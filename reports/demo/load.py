"""Fill the platform with invented reports of the last two years, and with some of the time before Papua's new laws."""

import datetime as dt
from collections.abc import Callable

import numpy as np
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from accounts.models import Agency
from boundaries.locator import locate_many
from boundaries.models import Edition
from boundaries.place import Setting
from reports.actions.reassign import reassign_reports
from reports.demo import past, points
from reports.demo.making import Maker, store
from reports.models import Report

DAYS = 730
BATCH = 2_000
SPARE = 1.05  # some points fall abroad, where no report can be filed

Progress = Callable[[int], None]


def load_demo(number: int, seed: int, progress: Progress = lambda done: None) -> int:
    """Store `number` demo reports over the last two years; return how many there are now.

    The same seed on the same day gives the same reports. All rows say `is_demo`. `progress` is told how many are done.
    """
    rng = np.random.default_rng(seed)
    now = timezone.now()
    drawn = points.draw(points.read("scenes"), round(number * SPARE), DAYS, timezone.localdate(now).month, rng)
    places = locate_many(drawn.points[:, 0], drawn.points[:, 1])
    settings = places.setting
    on_soil = [i for i in range(len(drawn.ages)) if settings[i] != Setting.ABROAD][:number]
    maker = Maker(rng, now)
    with transaction.atomic():
        for start in range(0, len(on_soil), BATCH):
            batch = on_soil[start:][:BATCH]
            received = [
                now - dt.timedelta(days=int(drawn.ages[i]), seconds=float(rng.uniform(0, 86_400))) for i in batch
            ]
            made = (maker.make(places[i], str(drawn.categories[i]), at) for i, at in zip(batch, received, strict=True))
            store(made, rng)
            progress(min(start + BATCH, len(on_soil)))
    return Report.objects.filter(is_demo=True).count()


def load_past(seed: int) -> str:
    """Store reports filed under editions of the past and put them under the one of today; return a line that tells.

    Needs the editions of `boundaries.actions.past.load_past_editions`.
    """
    rng = np.random.default_rng(seed + 1)
    maker = Maker(rng, timezone.now())
    with transaction.atomic():
        filed = 0
        for rows in past.rows(points.read("past"), maker, rng):
            store(rows, rng)
            filed += len(rows)
    tally = reassign_reports(Edition.objects.in_force().get(), commit=True)
    return f"{filed} reports of 2021 to 2023 in Papua, put under the edition of today: {tally.changed} changed"


def give_letter_boxes() -> None:
    """Give agencies without an e-mail address one that says what it is, so that letters can be seen to be written."""
    Agency.objects.filter(email="").update(email=Concat(Lower(F("code")), Value("@demo.invalid")))
