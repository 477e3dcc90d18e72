"""The contents on paper: PDF by WeasyPrint. For workers and commands: no web process imports it."""
