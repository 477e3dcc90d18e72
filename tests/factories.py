"""Rows for tests. A report lies in Sangatta, Kabupaten Kutai Timur (64.08) of the embedded boundaries, unless told."""

from __future__ import annotations

import uuid
from typing import Any

import factory
from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.actions.staff import give_second_factor
from accounts.models import Agency, Membership, Role, Unit, User
from boundaries.models import Area, Edition
from boundaries.place import AreaRef, Method, Setting
from reports import numbers, pins, places
from reports.actions.responsibility import report_columns, responsibility_record
from reports.models import Category, HistoryEntry, PlaceRecord, PointSource, Report, ReportKind, State
from reports.models.report import VERIFIED_STATES
from reports.places import Match
from reports.responsibility import Responsibility, responsibility

SANGATTA = (117.55, 0.53)
PIN = "246810"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def decide_as_filed(report: Any) -> Responsibility:
    """Who is responsible for a report, made or in the making, where no overlay lies."""
    regency, province = (
        AreaRef(found.code, found.name, found.pk) if found else None for found in (report.regency, report.province)
    )
    at_sea = report.setting.startswith("sea")
    match = Match(
        edition_id=0,
        setting=Setting(report.setting),
        method=Method.SEA if at_sea else Method.COVERED,
        regency=None if at_sea else regency,
        province=province,
    )
    return responsibility(match, report.category)


class _UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"warga{n}@contoh.id")
    name = "Warga"

    @factory.post_generation
    def second_factor(user: Any, create: bool, given: bool | None, **kwargs: object) -> None:  # noqa: N805
        """An authenticator app, so that pages of staff open after `force_login`; `second_factor=False` for none."""
        if create and given is not False:
            give_second_factor(user, TOTP_SECRET)


class _UnitFactory(factory.django.DjangoModelFactory):
    """A division of DLH Kabupaten Kutai Timur."""

    class Meta:
        model = Unit

    agency = factory.LazyFunction(lambda: agency("DLH-64.08"))
    name = factory.Sequence(lambda n: f"Bidang {n}")


class _MembershipFactory(factory.django.DjangoModelFactory):
    """An officer of DLH Kabupaten Kutai Timur."""

    class Meta:
        model = Membership

    user = factory.SubFactory(_UserFactory, name=factory.Sequence(lambda n: f"Petugas {n}"))
    agency = factory.LazyFunction(lambda: agency("DLH-64.08"))
    role = Role.OFFICER


class _ReportFactory(factory.django.DjangoModelFactory):
    """A report whose PIN is 246810; states after verification get their time."""

    class Meta:
        model = Report
        skip_postgeneration_save = True

    class Params:
        decision = factory.LazyAttribute(decide_as_filed)
        kept = factory.LazyAttribute(
            lambda report: report_columns(report.decision, ReportKind.COMPLAINT, report.received_at)
        )

    number = factory.LazyFunction(numbers.new_number)
    pin_hash = factory.LazyAttribute(lambda report: pins.digest_pin(report.number, PIN))
    idempotency_key = factory.LazyFunction(uuid.uuid4)
    category = factory.LazyFunction(lambda: Category.objects.get(pk="W1"))
    state = State.NEW
    description = "Tumpukan sampah di pinggir jalan, sudah dua minggu."
    suspected_source = "Truk dari pasar"
    point = factory.LazyFunction(lambda: Point(*SANGATTA, srid=4326))
    point_source = PointSource.MAP
    public_point = factory.LazyAttribute(
        lambda report: places.public_place(report.point.coords, coarse=report.category.coarse_place)[0]
    )
    public_cell_m = factory.LazyAttribute(
        lambda report: places.public_place(report.point.coords, coarse=report.category.coarse_place)[1]
    )
    setting = "land"
    regency = factory.LazyFunction(lambda: area("64.08"))
    province = factory.LazyAttribute(lambda report: report.regency.parent if report.regency else None)
    edition = factory.LazyFunction(lambda: Edition.objects.in_force().get())
    agency_id = factory.LazyAttribute(lambda report: report.kept["agency_id"])
    tier = factory.LazyAttribute(lambda report: report.kept["tier"])
    rule_number = factory.LazyAttribute(lambda report: report.kept["rule_number"])
    answer_due_on = factory.LazyAttribute(lambda report: report.kept["answer_due_on"])
    confidential = factory.LazyAttribute(lambda report: report.category.confidential)
    received_at = factory.LazyFunction(timezone.now)
    verified_at = factory.LazyAttribute(lambda report: report.received_at if report.state in VERIFIED_STATES else None)

    @factory.post_generation
    def as_filed(report: Any, create: bool, extracted: object, **kwargs: object) -> None:  # noqa: N805
        """The rows that filing writes beside the report."""
        if create:
            PlaceRecordFactory(report=report)
            responsibility_record(report, decide_as_filed(report), report.received_at).save()
            HistoryEntry.objects.create(report=report, verb="submitted", at=report.received_at, state=State.NEW)


class _PlaceRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlaceRecord

    matched_at = factory.LazyFunction(timezone.now)
    edition = factory.LazyFunction(lambda: Edition.objects.in_force().get())
    setting = factory.SelfAttribute("report.setting")
    method = "covered"
    regency = factory.SelfAttribute("report.regency")
    province = factory.SelfAttribute("report.province")
    border_m = 15_000.0
    doubtful = False


# Calling a factory gives a row; type checkers take it for an instance of the factory.
UserFactory: Any = _UserFactory
UnitFactory: Any = _UnitFactory
MembershipFactory: Any = _MembershipFactory
ReportFactory: Any = _ReportFactory
PlaceRecordFactory: Any = _PlaceRecordFactory


def area(code: str) -> Area:
    """An area of the edition in force, without its polygon."""
    return Area.objects.without_geometry().get(edition__in=Edition.objects.in_force(), code=code)


def agency(code: str) -> Agency:
    """An agency of the register."""
    return Agency.objects.get(code=code)
