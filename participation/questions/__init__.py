"""Answers to recurring questions: their forms and pages."""
