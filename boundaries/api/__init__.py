"""What every address of /api/v1/ is made of, and what boundaries itself serves there."""
