"""Hotspots for programs."""
