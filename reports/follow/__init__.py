"""The reporter's side: what they see of their case and may do with it, and following a case without an account."""
