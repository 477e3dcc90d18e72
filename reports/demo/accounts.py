"""One account for each task, with passwords of this installation's own, kept where only its owner reads them."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.staff import give_second_factor, take_up
from accounts.models import Agency, Role, Unit, User
from reports.demo.people import DOMAIN
from reports.models import CaseRead, Claim, Report
from reports.models.report import OPEN_STATES

_OPEN_CASES, _CLAIMED = 12, 4


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who signs in, at which agency (its code), as what."""

    name: str
    title: str
    agency: str = ""
    role: Role | None = None
    superuser: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.name}@{DOMAIN}"


ACCOUNTS = (
    DemoAccount("warga", "Warga (contoh)"),
    DemoAccount("petugas", "Petugas DLH Kutai Timur (contoh)", "DLH-64.08", Role.OFFICER),
    DemoAccount("petugas.lain", "Petugas DLH Sanggau (contoh)", "DLH-61.03", Role.OFFICER),
    DemoAccount("admin.instansi", "Admin Pemkab Kutai Timur (contoh)", "PEMDA-64.08", Role.AGENCY_ADMIN),
    DemoAccount("pemantau", "Pemantau Kalimantan Timur (contoh)", "KOORDINATOR-64", Role.MONITOR),
    DemoAccount("nasional", "Admin nasional (contoh)", "NASIONAL", Role.NATIONAL),
    DemoAccount("admin", "Administrator (contoh)", superuser=True),
)


def make_accounts() -> list[tuple[DemoAccount, str]]:
    """Make the accounts that are missing; return all of them with their passwords ("" where nobody kept it)."""
    path = Path(settings.VAR) / "demo-accounts"
    known = dict(line.split(maxsplit=1) for line in path.read_text("utf-8").splitlines()) if path.is_file() else {}
    for account in ACCOUNTS:
        if not User.objects.filter(email=account.email).exists():
            known[account.email] = secrets.token_urlsafe(9)
            _make(account, known[account.email])
    path.touch(mode=0o600)
    path.write_text("".join(f"{email} {password}\n" for email, password in known.items()), encoding="utf-8")
    return [(account, known.get(account.email, "")) for account in ACCOUNTS]


@transaction.atomic
def _make(account: DemoAccount, password: str) -> None:
    make = User.objects.create_superuser if account.superuser else User.objects.create_user
    user = make(account.email, password, name=account.title)
    user.vouch_for_address()
    if account.role is None and not account.superuser:
        _claim_some(user)
        return
    give_second_factor(user, base64.b32encode(secrets.token_bytes(20)).decode())
    if account.role is not None:
        agency = Agency.objects.get(code=account.agency)
        unit = Unit.objects.filter(agency=agency).first() if account.role == Role.OFFICER else None
        take_up(user, agency, account.role, unit)
        _give_cases(user, agency, account.role)


def _give_cases(user: User, agency: Agency, role: Role) -> None:
    """Put some of an agency's open cases into an officer's hands, and let half of the others be read."""
    if role != Role.OFFICER:
        return
    cases = Report.objects.filter(agency=agency, state__in=OPEN_STATES)
    mine = list(cases.filter(~Q(assignee=None)).order_by("due_on").values_list("pk", flat=True)[:_OPEN_CASES])
    Report.objects.filter(pk__in=mine).update(assignee=user)
    _read(user, cases.order_by("pk").values_list("pk", "version")[::2])


def _read(user: User, cases: Iterable[tuple[int, int]]) -> None:
    now = timezone.now()
    CaseRead.objects.bulk_create(CaseRead(report_id=pk, user=user, version=version, at=now) for pk, version in cases)


def _claim_some(user: User) -> None:
    """Give the citizen reports of their own, in different states."""
    states = ("menunggu_pelapor", "ditunda", "selesai", "terverifikasi")
    for state in states[:_CLAIMED]:
        report = Report.objects.filter(state=state, claim=None, is_demo=True, category__theme="W").first()
        if report is not None:
            Claim.objects.create(report=report, user=user, at=timezone.now())
