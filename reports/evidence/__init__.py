"""Photos as evidence: what they look like, where and when they were taken, and what of them the public may see."""
