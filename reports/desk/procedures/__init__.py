"""/petugas/sop/: an agency's own steps for each category."""
