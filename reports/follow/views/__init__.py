"""Pages of the reporter and of who follows."""
