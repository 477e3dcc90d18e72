"""The work queue: django-tasks-db with retries, dead letters, a reaper for killed workers, and a schedule."""
