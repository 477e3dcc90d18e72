"""Pages of accounts: one's own, the invitation, the team."""
