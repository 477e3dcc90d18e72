"""Who reads logs can open nothing with what stands there."""

import logging
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from geo_lapor.logs import WithoutSecrets, without_secrets

TOKEN = "IaL4DNWaVGBtV33sAbPh20OMKue1sDzxmYDGu-PTSC4"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"/data/kabar/{TOKEN}/", "/data/kabar/…/"),
        (f"/en/data/kabar/{TOKEN}/berhenti/", "/en/data/kabar/…/berhenti/"),
        (f"/ikuti/mulai/{TOKEN}/?x=1", "/ikuti/mulai/…/?x=1"),
        ("/akun/password/reset/key/3-c9x1ab-8f0e/", "/akun/password/reset/key/…/"),
        ("/akun/confirm-email/MQ:1tXyZ:a-b_c/", "/akun/confirm-email/…/"),
        ("/laporan/4MAS-GQM7/umpan.atom", "/laporan/4MAS-GQM7/umpan.atom"),
        (f"/static/js/{'a' * 50}.js", f"/static/js/{'a' * 50}.js"),
    ],
)
def test_an_address_is_told_without_what_opens_it(address: str, told: str) -> None:
    assert without_secrets(address) == told


def test_messages_of_the_server_are_told_so(settings: Any) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_secrets"]
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Not Found", f"/data/kabar/{TOKEN}/"), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "Not Found: /data/kabar/…/"


def test_so_is_the_log_of_questions(tmp_path: Path) -> None:
    path, log = tmp_path / "s", tmp_path / "access.log"
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app", "--bind", f"unix:{path}",
            "--logger-class", "geo_lapor.access_log.AccessLog", "--access-logfile", str(log),
            "--access-logformat", '%(t)s "%(m)s %(U)s" %(r)s %(f)s', "--no-control-socket",
        ]
    )  # fmt: skip
    try:
        while not path.exists() and server.poll() is None:
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            head = f"GET /data/kabar/{TOKEN}/ HTTP/1.0\r\nReferer: http://x/data/kabar/{TOKEN}/\r\n\r\n"
            client.sendall(head.encode())
            while client.recv(4096):
                pass
    finally:
        server.terminate()
        server.wait(20)
    assert "/data/kabar/…/" in log.read_text()
    assert TOKEN not in log.read_text()
    assert "--logger-class geo_lapor.access_log.AccessLog" in (Path(__file__).parents[1] / "script/server").read_text()
