"""What apps above say on the page of an action plan of where it comes from, such as a public consultation."""

from collections.abc import Callable
from typing import Any

from monitoring.models.plans import ActionPlan

Origin = Callable[[ActionPlan, Any], str]
_ORIGINS: list[Origin] = []


def plan_origin(origin: Origin) -> Origin:
    """Register a function that renders where a plan comes from, for a user; empty text shows nothing.

    To be used as a decorator in a module that the app's `ready` imports.
    """
    _ORIGINS.append(origin)
    return origin


def origins_of(plan: ActionPlan, user: Any) -> list[str]:
    """Return what is said to a user of where a plan comes from."""
    return [html for origin in _ORIGINS if (html := origin(plan, user))]
