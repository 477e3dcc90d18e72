"""The page of one case: read it, and do whatever the life cycle offers."""
