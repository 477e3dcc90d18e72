"""The verbs of a case: each one atomic, under a lock, with one history row, announced once committed."""
