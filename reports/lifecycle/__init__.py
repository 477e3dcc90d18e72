"""The life of a case as one table: states, verbs, who may, what each needs and what it brings about."""
