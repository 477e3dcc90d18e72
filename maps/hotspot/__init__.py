"""Hotspots as things: found by runs, named, seen by whoever may see enough of them, taken up, followed, told of."""
