"""Exercises for new officers: practice cases at the desk, made from closed ones."""
