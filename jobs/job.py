"""Declare a piece of work that the queue does."""

from django_tasks import task

job = task
