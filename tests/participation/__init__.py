"""Tests of consultations, stories and answers."""
