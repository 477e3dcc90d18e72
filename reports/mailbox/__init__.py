"""Replies by e-mail: a letter that comes back to a case's reply address is filed as what the reporter says."""
