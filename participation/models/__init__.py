"""Rows of participation."""
