"""What a run that kills things is made of: servers that come back, telephones that send again, and who kills."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANSWER_WITHIN = 30.0
GIVE_UP_AFTER = 600.0


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A command in a process group of its own, started again whenever it is found dead."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self._command, self._environment = name, command, environment
        self._log = log
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, *self._command],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def keep_up(self) -> None:
        """Start it again if it is dead; whatever it left behind goes first, as after a crash of the machine."""
        if self._process.poll() is not None:
            self._kill_group()
            self._process = self._start()

    def children(self) -> list[int]:
        """Processes right below it."""
        try:
            listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in listed.split()]

    def kill_child(self, chance: random.Random) -> bool:
        """Kill one process below it at random; return whether there was one."""
        if not (found := self.children()):
            return False
        os.kill(chance.choice(found), signal.SIGKILL)
        return True

    def kill(self) -> bool:
        """Kill it with all that is below it."""
        if self._process.poll() is not None:
            return False
        self._kill_group()
        self._process.wait()
        return True

    def stop(self) -> None:
        """Ask it to end; kill it where it does not."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(40)
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


class Keeper(threading.Thread):
    """Starts again what died, as a supervisor of services does."""

    def __init__(self, servers: list[Server]) -> None:
        super().__init__(daemon=True)
        self._servers, self.done = servers, threading.Event()

    def run(self) -> None:
        """Look twice a second."""
        while not self.done.wait(0.5):
            for server in self._servers:
                server.keep_up()


class Killer(threading.Thread):
    """Kills at random times: mostly one process of web or workers, now and then all of one.

    It waits for up to `every` further reports to be acknowledged before the next: on a busy machine what was started
    again needs its time, and would never get to do anything.
    """

    def __init__(self, web: Server, workers: Server, sent: "Sent", seed: int, every: int) -> None:
        super().__init__(daemon=True)
        self._chance = random.Random(seed)
        self._sent, self._every = sent, every
        self.done, self.killed = threading.Event(), Counter[str]()
        self._ways: list[tuple[str, float, Callable[[], bool]]] = [
            ("web worker", 5, lambda: web.kill_child(self._chance)),
            ("task worker", 5, lambda: workers.kill_child(self._chance)),
            ("whole web server", 1, web.kill),
            ("all task workers", 1, workers.kill),
        ]

    def run(self) -> None:
        """Kill until told to stop."""
        due = 0
        while not self.done.wait(self._chance.uniform(0.02, 0.3)):
            if len(self._sent.numbers) < due:
                continue
            due = len(self._sent.numbers) + self._chance.randint(1, self._every)
            ((name, _weight, kill),) = self._chance.choices(self._ways, [way[1] for way in self._ways])
            if kill():
                self.killed[name] += 1


@dataclass
class Sent:
    """What the telephones know: which number each key was acknowledged with, and how often they had to send again."""

    numbers: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    unanswered: int = 0
    contradictions: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Telephone(threading.Thread):
    """Files reports one after the other, and sends each again until it is acknowledged; some once more after that."""

    def __init__(self, port: int, numbers: list[int], sent: Sent, seed: int) -> None:
        super().__init__(daemon=True)
        self._port, self._numbers, self._sent = port, numbers, sent
        self._chance = random.Random(seed)

    def run(self) -> None:
        """File them all."""
        for number in self._numbers:
            key, body = str(uuid.uuid4()), report(number, self._chance)
            acknowledged = self._until_acknowledged(key, body)
            if self._chance.random() < 0.1:
                again = self._until_acknowledged(key, body)
                with self._sent.lock:
                    self._sent.contradictions += again != acknowledged
            with self._sent.lock:
                self._sent.numbers[key] = acknowledged

    def _until_acknowledged(self, key: str, body: bytes) -> str:
        end = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < end:
            answer = self._send(key, body)
            with self._sent.lock:
                self._sent.requests += 1
                self._sent.unanswered += answer is None
            if answer is not None:
                return answer
            time.sleep(self._chance.uniform(0.1, 0.5))
        raise RuntimeError(f"no answer for {GIVE_UP_AFTER:.0f} s")

    def _send(self, key: str, body: bytes) -> str | None:
        """Send once; return the number, or None where nobody answered or the answer was an error of the server."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_WITHIN)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            connection.request("POST", "/api/v1/reports/", body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if answer.status >= 500:
            return None
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{answer.status}: {said[:500]!r}")
        return str(json.loads(said)["number"])


def report(number: int, chance: random.Random) -> bytes:
    """A report somewhere in Kutai Timur, Sleman or Sanggau, of somebody who can be written to."""
    lon, lat = chance.choice([(117.5, 0.5), (110.35, -7.7), (110.5, 0.2)])
    said = {
        "category": chance.choice(["W1", "A1", "U1", "L10"]),
        "lon": round(lon + chance.uniform(-0.02, 0.02), 6),
        "lat": round(lat + chance.uniform(-0.02, 0.02), 6),
        "description": f"Laporan uji ketahanan nomor {number}: tumpukan sampah di pinggir jalan.",
        "email": f"pelapor{number}@contoh.id",
        "name": "Pelapor Uji",
    }
    return json.dumps(said).encode()
