"""Counting in SQL: what each report was at a cut-off, by its history; how many of them in which group."""
