"""What is asked for over HTTP, of a real server: scorecards of provinces and the lists of Open311, first and again."""

import json
import random
from pathlib import Path
from typing import Final

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser

from accounts.actions.staff import give_second_factor, take_up
from accounts.models import Agency, Role, User
from bench.cases.pages import ROUNDS, ask, busiest, fill_late, officer
from bench.maps.asking import Client, client_of
from bench.maps.measuring import THREADS
from bench.serving import server

PROVINCES: Final = 6
"""Those with the most reports."""
AGAIN: Final = 30
OPEN311: Final = "/open311/v2/requests.json"
LISTS: Final = {
    "Open311, 50 requests": f"{OPEN311}?page_size=50",
    "Open311, 50 open ones of a service": f"{OPEN311}?page_size=50&status=open&service_code=W1",
    "Open311, 1,000 requests": OPEN311,
}
Millis = dict[str, list[float]]

# What the lists of Open311 are, in the plainest SQL: public, of the last ninety days, the latest first.
_PLAIN: Final = """
    SELECT number FROM reports_report
    WHERE NOT confidential AND NOT held AND NOT practice AND state <> 'diarsipkan'
        AND received_at > now() - interval '90 days' {more}
    ORDER BY received_at DESC, id DESC LIMIT {most}"""
_OPEN: Final = " AND category_id = 'W1' AND state <> 'selesai'"
_ASKED: Final = {name: _PLAIN.format(more=_OPEN if "open" in name else "", most=1000) for name in LISTS}


def measure_browsing(folder: Path) -> Millis:
    """Return the milliseconds of every answer: scorecards for everybody and for the monitor, then the lists.

    Raises
    ------
    RuntimeError
        An address answers with an error, or a list is not what plain SQL lists.
    """
    found: Millis = {}
    provinces = _provinces()
    with server(folder, *THREADS) as address:
        cache.clear()
        with client_of(address) as client:
            _scorecards("everybody", client, provinces, found)
        for code in provinces:
            with client_of(address, _monitor(code)) as client:
                _scorecards("its monitor", client, [code], found)
        with client_of(address) as client:
            for name, path in LISTS.items():
                _compare(name, client, path)
                found[name] = [client.ask(path).millis for _ in range(AGAIN)]
    return found


def measure_desk() -> Millis:
    """Return the milliseconds of the inbox and its overdue cases, through all of Django in this process."""
    agencies = busiest()
    fill_late(agencies)
    found: Millis = {}
    for client, _agency in [officer(agency) for agency in agencies]:
        for name, address in (("inbox", "/petugas/?folder=agency"), ("inbox, overdue", "/petugas/?folder=overdue")):
            ask(client, address)  # not measured: compiles templates, fills caches
            found.setdefault(name, []).extend(ask(client, address) for _ in range(ROUNDS))
    return found


def summary(found: Millis) -> dict[str, dict[str, float]]:
    """Return p50 and p95 by what was asked."""
    return {
        name: {"n": len(millis), "p50": float(np.percentile(millis, 50)), "p95": float(np.percentile(millis, 95))}
        for name, millis in found.items()
    }


def _scorecards(who: str, client: Client, provinces: list[str], found: Millis) -> None:
    cold, warm = (found.setdefault(f"scorecard, {who}, {when}", []) for when in ("first", "again"))
    paths = [f"/pemantauan/wilayah/{code}/" for code in provinces]
    cold += [client.ask(path).millis for path in paths]
    shuffled = paths * AGAIN
    random.Random(6408).shuffle(shuffled)
    for path in paths:
        client.ask(path)  # by the other process: templates
    warm += [client.ask(path).millis for path in shuffled]


def _provinces() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.code FROM reports_report r JOIN boundaries_area p ON p.id = r.province_id
            GROUP BY p.code ORDER BY count(*) DESC, p.code LIMIT %s""",
            [PROVINCES],
        )
        return [code for (code,) in cursor.fetchall()]


def _monitor(province: str) -> str:
    """Return the cookies of somebody who watches over a province and is signed in."""
    email = f"monitor-{province}@bench.invalid"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=f"Pemantau {province}")
        give_second_factor(user, "A" * 32)
        take_up(user, Agency.objects.get(code=f"KOORDINATOR-{province}"), Role.MONITOR)
    browser = Browser(headers={"host": "127.0.0.1"})
    browser.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def _compare(name: str, client: Client, path: str) -> None:
    """Hold a list against plain SQL."""
    told = [request["service_request_id"] for request in json.loads(client.ask(path).body)]
    with connection.cursor() as cursor:
        cursor.execute(_ASKED[name])
        plain = [number for (number,) in cursor.fetchall()][: len(told)]
    if not told or told != plain:
        raise RuntimeError(f"{name}: {len(told)} requests, and not those of the table")
