"""The statistics worked out of the counts: what is judged (ground, counts), by which run, and how it is told.

`signals` and `words` may be imported by pages; the rest imports scipy and scikit-learn and is for workers and commands.
"""
