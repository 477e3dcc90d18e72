"""Whether complaints gather, whether that is real, and whether it grows: statistics on hexagons of H3.

Arrays in, arrays out; nothing here reads the database or knows what a report is. docs/hotspots.md tells the method.
"""
