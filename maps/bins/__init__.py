"""Counting reports once: changes written by a trigger, folded into bins by a job, checked against the table."""
