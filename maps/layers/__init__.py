"""Layers of the maps: what is drawn of a selection, for whom, as tiles, as GeoJSON and as rows."""
