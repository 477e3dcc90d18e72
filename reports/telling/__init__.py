"""Telling what happened to a case: to its reporter, its followers, its officers, and to programs of agencies."""

from reports.telling.tasks import announce

__all__ = ["announce"]
