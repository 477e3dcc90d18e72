"""Who works at the agencies of the demonstration: made-up officers, whose names say so, and the units they are in."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from accounts.models import Agency, Membership, Role, Unit, User
from reports.demo import points

DOMAIN = "demo.invalid"


class People:
    """Officers and units by agency, made when an agency is first met."""

    def __init__(self) -> None:
        self.names = points.read("handling")["units"]
        self.officers: dict[int, int] = dict(
            Membership.objects.current()
            .filter(role=Role.OFFICER, user__email__endswith=f"@{DOMAIN}")
            .order_by("-pk")
            .values_list("agency", "user")
        )
        self.units: dict[int, list[int]] = {}
        for agency, unit in Unit.objects.order_by("pk").values_list("agency", "pk"):
            self.units.setdefault(agency, []).append(unit)

    def ensure(self, agencies: Iterable[int]) -> None:
        """Give agencies that have nobody yet an officer and units."""
        new = list(Agency.objects.filter(pk__in=set(agencies) - self.officers.keys()))
        units = [Unit(agency=agency, name=name) for agency in new for name in self._units_of(agency)]
        for unit in Unit.objects.bulk_create(units):
            self.units.setdefault(unit.agency_id, []).append(unit.pk)
        users = [
            User(
                email=f"petugas.{agency.code.lower()}@{DOMAIN}",
                name=f"Petugas {agency.name} (contoh)"[:150],
                password=make_password(None),
            )
            for agency in new
        ]
        User.objects.bulk_create(users)
        Membership.objects.bulk_create(
            Membership(user=user, agency=agency, role=Role.OFFICER, unit_id=self.units[agency.pk][0])
            for user, agency in zip(users, new, strict=True)
        )
        self.officers |= {agency.pk: user.pk for user, agency in zip(users, new, strict=True)}

    def _units_of(self, agency: Agency) -> list[str]:
        return self.names.get(agency.kind_id, self.names["*"])
