"""Alerts by e-mail: new public reports of an area, a circle or a category, to who asked for them twice."""
