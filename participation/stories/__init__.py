"""Success stories: which may be told, with whose consent, and their pages."""
