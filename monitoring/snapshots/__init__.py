"""Figures kept from night to night: taken, checked against a new reckoning, read as trends."""
