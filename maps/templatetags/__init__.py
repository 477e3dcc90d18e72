"""Tags of maps."""
