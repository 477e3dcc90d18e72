"""Mutations of reports and of what is written for them."""
