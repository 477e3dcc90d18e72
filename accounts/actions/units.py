"""Units of an agency: added, renamed, closed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.errors import ForbiddenError, RefusedError
from accounts.models import Agency, Membership, Unit, User
from accounts.policies import may_manage, may_manage_unit
from accounts.signals import unit_closed

_NOT_YOURS = _("You may not change units of this agency.")


@transaction.atomic
def add_unit(by: User, agency: Agency, name: str, email: str = "") -> Unit:
    """Add a unit; one that was closed under this name is opened again."""
    if not may_manage(by, agency):
        raise ForbiddenError(_NOT_YOURS)
    name = _checked(agency, name)
    unit, _created = Unit.objects.update_or_create(agency=agency, name=name, defaults={"email": email, "active": True})
    return unit


@transaction.atomic
def rename_unit(by: User, unit: Unit, name: str, email: str = "") -> Unit:
    """Change a unit's name or e-mail."""
    if not may_manage_unit(by, unit):
        raise ForbiddenError(_NOT_YOURS)
    unit.name, unit.email = _checked(unit.agency, name, unit), email
    unit.save(update_fields=["name", "email"])
    return unit


@transaction.atomic
def close_unit(by: User, unit: Unit) -> None:
    """Close a unit: its members stay in the agency without one, its cases go back to the agency."""
    if not may_manage_unit(by, unit):
        raise ForbiddenError(_NOT_YOURS)
    if not Unit.objects.filter(pk=unit.pk, active=True).update(active=False):
        return  # asked twice
    Membership.objects.filter(unit=unit, ended_at=None).update(unit=None)
    unit_closed.send(sender=Unit, unit=unit, by=by)


def _checked(agency: Agency, name: str, unit: Unit | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise RefusedError(_("A unit needs a name."), "name")
    others = Unit.objects.filter(agency=agency, name__iexact=name)
    if unit is not None:
        others = others.exclude(pk=unit.pk)
    if others.filter(active=True).exists() or (unit is not None and others.exists()):
        raise RefusedError(_("There is a unit of this name already."), "name")
    return name
