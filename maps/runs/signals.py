"""What the rest of the maps may listen to."""

from django.dispatch import Signal

runs_made = Signal()
"""Sent once all statistics were worked out and stored. Arguments: `runs`, the new Run rows."""
