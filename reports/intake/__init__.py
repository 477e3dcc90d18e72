"""Bulk intake: the cases of a partner's own complaint app become reports, line by line or row by row."""
