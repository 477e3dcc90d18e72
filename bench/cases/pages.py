"""The officers' pages: the inbox and a case, with few cases and with a hundred times as many."""

import random
import time
from collections.abc import Iterable

import numpy as np
from django.db import connection, models
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.staff import give_second_factor, take_up
from accounts.models import Agency, Role, User
from bench.cases.growing import grow
from reports.desk.folders import late as late_ones
from reports.desk.listing import PAGE
from reports.models import Report
from reports.models.report import OPEN_STATES

TIMES = 100
AGENCIES, CASES, ROUNDS, SEED = 4, 150, 40, 6408
LATE = PAGE + 5

Latencies = dict[str, list[float]]


def measure_pages(times: int = TIMES) -> tuple[dict[str, dict[str, float]], dict[str, int]]:
    """Return p50 and p95 in milliseconds by page and number of cases, and the queries of each page.

    The pages are asked for in this process, through all of Django: what a server adds is the same for few and many.
    """
    few, found, queries = Report.everything.filter(is_demo=True).count(), {}, {}
    agencies = busiest()
    fill_late(agencies)
    for number in (few, few * times):
        if number > few:
            assert grow(times) == number
        clients = [officer(agency) for agency in agencies]
        for name, millis in _all(clients).items():
            key = f"{name}, {number:,} cases"
            found[key] = {"p50": float(np.percentile(millis, 50)), "p95": float(np.percentile(millis, 95))}
        queries = _queries(clients[0])
    return found, queries


def busiest() -> list[Agency]:
    """Return the agencies with the most open cases."""
    open_cases = Report.objects.filter(state__in=OPEN_STATES, is_demo=True).values("agency").annotate(n=Count("pk"))
    return list(Agency.objects.filter(pk__in=[row["agency"] for row in open_cases.order_by("-n")[:AGENCIES]]))


def fill_late(agencies: list[Agency]) -> None:
    """Give each agency late cases enough to fill a page in both measurings: only how many there are is to differ."""
    late = late_ones(Report.objects.filter(is_demo=True)).order_by("pk").values_list("pk", flat=True)
    keys = list(late[: LATE * len(agencies)])
    for k, agency in enumerate(agencies):
        Report.objects.filter(pk__in=keys[k :: len(agencies)]).update(agency=agency)


def officer(agency: Agency) -> tuple[Client, Agency]:
    """Return an officer of an agency, signed in."""
    email = f"{agency.code.lower()}@bench.invalid"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=agency.name[:150])
        give_second_factor(user, "A" * 32)
        take_up(user, agency, Role.OFFICER)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client, agency


def _all(clients: Iterable[tuple[Client, Agency]]) -> Latencies:
    rng = random.Random(SEED)
    found: Latencies = {"inbox": [], "inbox, overdue": [], "case": []}
    for client, agency in clients:
        for name, address in (("inbox", "/petugas/?folder=agency"), ("inbox, overdue", "/petugas/?folder=overdue")):
            ask(client, address)  # not measured: compiles templates, fills caches
            found[name] += [ask(client, address) for _ in range(ROUNDS)]
        numbers = list(_numbers(agency, rng))
        ask(client, f"/petugas/kasus/{numbers[0]}/")
        found["case"] += [ask(client, f"/petugas/kasus/{number}/") for number in numbers]
    return found


def _numbers(agency: Agency, rng: random.Random) -> Iterable[str]:
    # Copies and bare rows have no number that an address takes: the cases opened are originals among them.
    cases = Report.objects.filter(agency=agency, state__in=OPEN_STATES, is_demo=True, number__contains="-")
    last = cases.aggregate(last=models.Max("pk"))["last"]
    for _ in range(CASES // AGENCIES):
        case = cases.filter(pk__gte=rng.randrange(last)).order_by("pk").values_list("number", flat=True).first()
        if case:
            yield case


def ask(client: Client, address: str) -> float:
    """Ask for a page; return milliseconds."""
    start = time.perf_counter()
    response = client.get(address)
    millis = (time.perf_counter() - start) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return millis


def _queries(who: tuple[Client, Agency]) -> dict[str, int]:
    client, agency = who
    number = next(iter(_numbers(agency, random.Random(SEED))))
    counted = {}
    for name, address in (("inbox", "/petugas/?folder=agency"), ("case", f"/petugas/kasus/{number}/")):
        client.get(address)  # agencies, calendar, words: read every other second, not by every page
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counted[name] = len(captured)
    return counted
