"""Who asks, and what accounts itself tells programs."""
