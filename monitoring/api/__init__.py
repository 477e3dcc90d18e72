"""Figures for programs: the questions of the pages, asked and answered in JSON."""
