"""Who sees what: every role, every kind of report, every surface; one table written by hand, held against all pages."""
