"""Layers as files: what a selection shows, whole, in the formats that people and programs read."""
